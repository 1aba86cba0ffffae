"""Interning: small whole numbers for values that are looked up again and again.

Rules of this file
* Two values get the same number iff they are equal; dicts count as equal whatever the order of their keys.
* Numbers are given in the order in which values first come, so they are the same on every run.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import fields, is_dataclass
from typing import Any


def frozen(value: object) -> Hashable:
    """The value in a form that can be looked up: mappings, sequences and records at any depth. Raises TypeError."""
    if value is None or isinstance(value, str | int | float):
        return value
    if isinstance(value, Mapping):
        return frozenset((key, frozen(item)) for key, item in value.items())
    if isinstance(value, tuple | list):
        return (type(value).__name__, *map(frozen, value))
    if isinstance(value, frozenset | set):
        return frozenset(map(frozen, value))
    if is_dataclass(value):
        return (type(value).__name__, *(frozen(getattr(value, field.name)) for field in fields(value)))
    raise TypeError(type(value).__name__)


class Interner:
    """Numbers by value, and values by number: `values[number]`. first: the lowest number that is given."""

    __slots__ = ("_numbers", "values")

    def __init__(self, first: int = 0) -> None:
        self._numbers: dict[Hashable, int] = {}
        self.values: list[Any] = [None] * first

    def of(self, value: object, key: Hashable | None = None) -> int:
        """The number of a value; key: what it is told apart by, where that is known already."""
        key = frozen(value) if key is None else key
        number = self._numbers.get(key)
        if number is None:
            number = self._numbers[key] = len(self.values)
            self.values.append(value)
        return number
