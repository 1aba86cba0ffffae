"""Logical clocks and versions: which event or version can have come before which."""
