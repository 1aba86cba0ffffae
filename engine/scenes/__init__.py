"""Scenes by protocol, a file each with its SCENES: name -> script. engine/presets.py puts them in order."""
