"""Searching: names are looked up, words are searched, what people say every day becomes what the law says."""
