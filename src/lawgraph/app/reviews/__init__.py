"""The pages of reviews: opened, decided item by item, signed."""
