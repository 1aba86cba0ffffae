"""What kinds of settings a protocol can have, and how each is read from a word and shown as one.

Rules of this file
* A kind is a frozen value: the script parser reads with it, the printer shows with it, a page draws a control from it.
* read(kind, show(kind, value), nodes) == value. What is not of the kind reads as None, never as an exception.
* Whether settings make sense together is for the protocol's own config() to say.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

PERIOD_MAX = 1_000_000
COUNT_MAX = 1_000_000
"""As the greatest tick of a script: beyond it a setting could not be told from one that never comes."""
WHOLE = re.compile(r"0|[1-9][0-9]{0,6}")
"""At most seven digits: no text, however long, makes a huge number."""


@dataclass(frozen=True, slots=True)
class Count:
    """`r=2`: a whole number; without a high end the protocol's config() bounds it."""

    low: int = 1
    high: int | None = None


@dataclass(frozen=True, slots=True)
class Switch:
    """`read_repair=yes`: yes or no."""


@dataclass(frozen=True, slots=True, init=False)
class Choice:
    """`version=logical`: one of a few codes, the first being the usual one."""

    codes: tuple[str, ...]

    def __init__(self, *codes: str) -> None:
        object.__setattr__(self, "codes", codes)


@dataclass(frozen=True, slots=True, init=False)
class Flags:
    """`flaw=first_quorum,ties_by_arrival`: some of a few codes, each once, in their own order; nothing is ()."""

    codes: tuple[str, ...]

    def __init__(self, *codes: str) -> None:
        object.__setattr__(self, "codes", codes)


@dataclass(frozen=True, slots=True)
class Names:
    """`home=n1,n2,n3`: some of the nodes, each once."""


@dataclass(frozen=True, slots=True)
class Node:
    """`primary=n1`: one of the nodes."""


@dataclass(frozen=True, slots=True)
class Period:
    """`anti_entropy=300`: ticks between two rounds of background work; 0 switches it off."""


@dataclass(frozen=True, slots=True)
class Range:
    """`election=150..300`: least and greatest number of ticks, as a pair; 0 is (0, 0) and switches it off."""


@dataclass(frozen=True, slots=True, init=False)
class Interval:
    """`flush=50`, `flush=never`: ticks from one time to the next, or one of a few codes, the first being the usual."""

    codes: tuple[str, ...]

    def __init__(self, *codes: str) -> None:
        object.__setattr__(self, "codes", codes)


Kind = Count | Switch | Choice | Flags | Names | Node | Period | Range | Interval


def read(kind: Kind, word: str, nodes: Sequence[str]) -> object | None:
    """The value that a word stands for, or None where it is not of this kind."""
    match kind:
        case Count(low, high):
            return _whole(word, low, COUNT_MAX if high is None else high)
        case Period():
            return _whole(word, 0, PERIOD_MAX)
        case Range():
            return _range(word)
        case Switch():
            return {"yes": True, "no": False}.get(word)
        case Choice(codes):
            return word if word in codes else None
        case Interval(codes):
            return word if word in codes else _whole(word, 1, PERIOD_MAX)
        case Flags(codes):
            given = word.split(",")
            known = len(set(given)) == len(given) and set(given) <= set(codes)
            return tuple(code for code in codes if code in given) if known else None
        case Node():
            return word if word in nodes else None
        case Names():
            names = tuple(word.split(","))
            return names if len(set(names)) == len(names) and set(names) <= set(nodes) else None


def show(kind: Kind, value: Any) -> str:
    """The word that reads as this value."""
    match kind:
        case Switch():
            return "yes" if value else "no"
        case Names() | Flags():
            return ",".join(value)
        case Range():
            return str(value[0]) if value[0] == value[1] else f"{value[0]}..{value[1]}"
        case Count() | Period() | Choice() | Node() | Interval():
            return str(value)


def is_set(kind: Kind, value: Any) -> bool:
    """Does a setting say anything: neither left out nor switched off, nor the usual interval? A count of 0 does."""
    if isinstance(kind, Interval):
        return bool(value != kind.codes[0])
    return value is not None if isinstance(kind, Count) else bool(value) and value != (0, 0)


def expected(kind: Kind) -> str | tuple[str, ...]:
    """What a word of this kind looks like: a code, or the alternatives themselves."""
    match kind:
        case Count():
            return "number"
        case Period():
            return "ticks"
        case Range():
            return "range"
        case Switch():
            return ("yes", "no")
        case Choice(codes) | Flags(codes):
            return codes
        case Interval(codes):
            return (*codes, "ticks")
        case Node():
            return "node"
        case Names():
            return "nodes"


def _range(word: str) -> tuple[int, int] | None:
    low, _, high = word.partition("..")
    ends = (_whole(low, 0, PERIOD_MAX), _whole(high if ".." in word else low, 0, PERIOD_MAX))
    if ends[0] is None or ends[1] is None or ends[0] > ends[1] or (ends[0] == 0 < ends[1]):
        return None
    return ends[0], ends[1]


def _whole(word: str, low: int, high: int) -> int | None:
    return int(word) if WHOLE.fullmatch(word) and low <= int(word) <= high else None
