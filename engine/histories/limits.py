"""How much a history may ask for: a file can come from anyone.

Rules of this file
* What differs between the app and the command line is a Limits value; what is the same everywhere is a constant.
* A byte is a byte of UTF-8; a character is a code point. Numbers have 64 bits: longer ones are refused.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """The most bytes, operations and processes that one history may have."""

    bytes: int
    operations: int
    processes: int


APP = Limits(bytes=1_000_000, operations=10_000, processes=1_000)
HEADLESS = Limits(bytes=8_000_000, operations=100_000, processes=10_000)

DEPTH_MAX = 24
"""Brackets within brackets."""
NUMBER_MAX = 2**63 - 1
VALUE_MAX = 20_000
"""Characters of one value: key-value logs have long strings."""
ITEMS_MAX = 2_000
"""Values in one value: a list that a read returned."""
TICK_MAX = 10**15
