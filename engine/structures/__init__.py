"""What stores and logs are built from."""
