"""Counter-based randomness: a draw depends on nothing but its name.

A draw is a function of (seed, what, who, nth): adding a message elsewhere, or running on another Python, never
changes it. So a what-if branch keeps the luck of the run that it forked from.
"""

from __future__ import annotations

import math
from functools import lru_cache
from hashlib import blake2b

_MASK = (1 << 64) - 1
_UNIT = 1.0 / (1 << 53)


@lru_cache(maxsize=4096)
def stream(seed: int, what: str, who: str) -> int:
    """The number that all draws of this name start from: 64 bits of a hash, the same on every machine."""
    return int.from_bytes(blake2b(f"{seed}/{what}/{who}".encode(), digest_size=8).digest(), "big")


def draw(seed: int, what: str, who: str, nth: int) -> float:
    """A number in [0, 1), for instance draw(7, 'loss', 'n1>n3', 2)."""
    return drawn(stream(seed, what, who), nth)


def drawn(start: int, nth: int) -> float:
    """The nth draw of a stream. Mixed as in SplitMix64 (Steele et al. 2014)."""
    z = (start + (nth + 1) * 0x9E3779B97F4A7C15) & _MASK
    z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & _MASK
    z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & _MASK
    return ((z ^ (z >> 31)) >> 11) * _UNIT


def ticks_between(low: int, high: int, chance: float) -> int:
    """A whole number of ticks in low..high, each equally likely."""
    return low + int(chance * (high - low + 1))


def ticks_exponential(mean: int, chance: float) -> int:
    """A whole number of ticks, at least 1, exponential with this mean before rounding."""
    return max(1, round(-math.log(1.0 - chance) * mean))
