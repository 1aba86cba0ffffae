"""Scenes by topic; engine/presets.py puts them in the list that the app opens."""
