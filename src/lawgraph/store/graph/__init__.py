"""The graph: edges as records, and memory-mapped arrays for walks."""
