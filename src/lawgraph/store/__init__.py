"""Floor 3: the only code that knows a database, an index or a file tree."""
