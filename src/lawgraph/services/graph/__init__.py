"""What the graph answers: why things hang together, what stands around one, what a new version touches."""
