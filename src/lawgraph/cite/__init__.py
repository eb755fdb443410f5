"""Floor 2: finding what a text names, and resolving it. Knows no database."""
