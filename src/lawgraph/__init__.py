"""lawgraph: which regulation supports each measure of a report."""

__version__ = "0.1.0"

__all__ = ["__version__"]
