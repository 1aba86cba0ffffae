"""Clocks and versions: who has seen what."""
