"""How much a history may ask for: a file can come from anyone.

Rules of this file
* What differs between the app and the command line is a HistoryLimits value; the rest are constants.
* A byte is a byte of UTF-8; a character is a code point. Numbers have 64 bits: longer ones are refused.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class HistoryLimits:
    """The most bytes, operations and processes that one history may have."""

    bytes: int
    operations: int
    processes: int


# The app is shared by all who use it; a command line is its user's own.
APP = HistoryLimits(bytes=5_000_000, operations=50_000, processes=20_000)
HEADLESS = HistoryLimits(bytes=20_000_000, operations=200_000, processes=100_000)

DEPTH_MAX = 24
"""Brackets within brackets; a history has three or four."""
NUMBER_MAX = 2**63 - 1
"""64 bits, as in Jepsen's and in most databases."""
VALUE_MAX = 20_000
"""Characters of one value: key-value logs have long strings."""
STRING_MAX = 8 * VALUE_MAX
"""Characters of one string in a file: a value with every character escaped, and a little more."""
ITEMS_MAX = 50_000
"""Values in one value: a list or set that a read returned; tests of sets end in such a read of all there is."""
TICK_MAX = 10**15
"""Room for nanoseconds of more than a week; exact as a float too."""
