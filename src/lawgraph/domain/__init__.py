"""Floor 1: the terms of the field as values. No input or output, nothing but the standard library."""
