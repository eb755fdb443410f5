"""The graph on pages: the picture and its table, impact, and queries in SPARQL."""
