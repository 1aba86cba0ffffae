"""How much a script may ask for: a link can come from anyone.

Rules of this file
* What differs between the app and the command line is a Limits value; what is the same everywhere is a constant.
* A byte is a byte of UTF-8; a character is a code point.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """The most nodes, keys, commands and bytes that one script may have."""

    nodes: int
    keys: int
    commands: int
    bytes: int


APP = Limits(nodes=9, keys=50, commands=500, bytes=20_000)
HEADLESS = Limits(nodes=100, keys=50, commands=500, bytes=20_000)

VALUE_MAX = 200
TICK_MAX = 1_000_000
LATENCY_MAX = 100_000
NTH_MAX = 1_000_000
SEED_MAX = 10**18
