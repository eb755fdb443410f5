"""Floor 2: texts in, structures out. Pure functions."""
