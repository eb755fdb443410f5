"""Floor 4: one module a thing that a user wants. Stores are passed in."""
