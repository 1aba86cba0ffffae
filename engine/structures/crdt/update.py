"""What a replica is told to do, and in what order values stand."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple, TypeGuard

from engine.clocks.vector import Dot

Scalar = str | int | float | None


class Update(NamedTuple):
    """One update: its value (None: a delete that names none), its dot, and a stamp (clock, node) that is its own."""

    value: Scalar
    dot: Dot
    stamp: tuple[Any, ...]


def number(value: Scalar) -> TypeGuard[int | float]:
    """Is it something to count with?"""
    return isinstance(value, int | float)


def order(value: Scalar) -> tuple[bool, bool, Any]:
    """A total order of values: deleted, numbers, words."""
    return value is not None, isinstance(value, str), 0 if value is None else value


def in_order(values: Iterable[Scalar]) -> tuple[Scalar, ...]:
    """Each value once, in that order."""
    return tuple(sorted(dict.fromkeys(values), key=order))
