"""The library as linked data: triples, files of them, and the stores that answer SPARQL."""
