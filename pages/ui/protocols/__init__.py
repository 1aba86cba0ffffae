"""Closer looks at the runs of one protocol: `<protocol>_<what it shows>.py`, each with `applies` and `show`.

Rules of this package
* A file knows its own protocol's room and no other; it applies where that room has a configuration for the system.
* pages/ui/views/__init__.py lists them beside the looks that any run may have.
"""
