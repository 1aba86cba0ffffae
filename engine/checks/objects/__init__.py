"""Linearizability of objects from outside.

Rules of this package
* An object is a value (kind.py) with a line in catalog.py: its specification, its operations, what their values may be,
  how it is decided. Words of its reasons stand in checks.toml, their codes in registry.py.
* judge.py asks each key; proof.py tells why there is no order.
"""

from __future__ import annotations

from engine.checks.objects.catalog import OBJECTS
from engine.checks.objects.judge import MOST, PARTS, begins, foreign, verdicts

__all__ = ["MOST", "OBJECTS", "PARTS", "begins", "foreign", "verdicts"]
