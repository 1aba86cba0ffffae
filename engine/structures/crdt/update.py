"""An update to a replica of a data type, and the order in which values stand."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple, TypeGuard

from engine.clocks.vector import Dot

Scalar = str | int | float | None


class Update(NamedTuple):
    """value: what is written; None for a delete that names none. dot, stamp (clock, node): its own alone."""

    value: Scalar
    dot: Dot
    stamp: tuple[Any, ...]


def is_number(value: Scalar) -> TypeGuard[int | float]:
    """Is it a number, so that one can count with it?"""
    return isinstance(value, int | float)


def value_order(value: Scalar) -> tuple[bool, bool, object]:
    """A sort key that puts values in one total order: deleted ones, then numbers, then words."""
    return value is not None, isinstance(value, str), 0 if value is None else value


def distinct_in_order(values: Iterable[Scalar]) -> tuple[Scalar, ...]:
    """Each value once, in that order."""
    return tuple(sorted(dict.fromkeys(values), key=value_order))
