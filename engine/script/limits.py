"""How much a script may ask for: a link can come from anyone.

Rules of this file
* What differs between the app and the command line is a Limits value; what is the same everywhere is a constant.
* A byte is a byte of UTF-8; a character is a code point.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ScriptLimits:
    """The most nodes, keys, commands and bytes that one script may have."""

    nodes: int
    keys: int
    commands: int
    bytes: int


APP = ScriptLimits(nodes=9, keys=50, commands=500, bytes=20_000)
"""The app: nine nodes are what a stage can show side by side; the rest keeps an address short enough to be shared."""
HEADLESS = ScriptLimits(nodes=100, keys=50, commands=500, bytes=20_000)
"""The command line: more nodes, since nobody has to see them."""

VALUE_MAX = 200
"""Characters of a value: a sentence, and still one line on the stage."""
TICK_MAX = 1_000_000
"""Far beyond what a person would watch; sums of ticks stay exact in JavaScript."""
LATENCY_MAX = 100_000
"""Ticks. A message that takes so long is as good as lost."""
NTH_MAX = 1_000_000
"""Far more messages than the app's runs have on one link."""
TERM_MAX = 1_000_000
"""Far more terms than the app's runs come to."""
SEED_MAX = 10**18
"""Any number that a person would write, and within 64 bits."""
