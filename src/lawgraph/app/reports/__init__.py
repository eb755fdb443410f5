"""The pages of reports: one with its measures and their basis, and all of them together."""
