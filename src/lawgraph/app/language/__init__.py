"""Two languages: Chinese as it is written in templates and modules, English by choice (docs/decisions/0016-two-languages.md)."""
