"""Runs to begin with: scenes, exhibits, the scenario table."""
