"""A checked report as files: .docx, .html, .xlsx, .csv, .json, Turtle, and its own text with footnotes."""
