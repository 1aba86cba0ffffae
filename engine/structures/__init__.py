"""Data structures that stores and logs are built from: Merkle trees, operation logs, replicated data types."""
