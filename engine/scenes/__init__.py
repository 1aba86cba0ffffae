"""Scenes by protocol, a file each with its SCENES: name -> script. engine/catalog/scenes.py puts them in order."""
