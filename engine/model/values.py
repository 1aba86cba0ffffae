"""Values of histories from outside that are more than a text or a number: sets, maps, the steps of a transaction.

Rules of this file
* Two sets, or two maps, are equal however they were printed: what they hold stands in one order, each thing once.
* A list is a tuple; nothing here equals a tuple.
* Everything is hashable, so that a search can remember it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class SetValue:
    """A set; items: its members, each once, in a fixed order. Made by set_value."""

    items: tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class MapValue:
    """A map; items: (key, value) pairs, one a key, in a fixed order of keys. Made by map_value."""

    items: tuple[tuple[Any, Any], ...]


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a transaction. f: 'r', 'w' or 'append'; value: what was written, appended, or read (a tuple where a
    list was read; None where nothing was, or nobody knows)."""

    f: str
    key: str
    value: Any


def set_value(members: Iterable[Any]) -> SetValue:
    """A set of hashable values."""
    return SetValue(tuple(sorted(dict.fromkeys(members), key=_place)))


def map_value(pairs: Iterable[tuple[Any, Any]]) -> MapValue:
    """A map of hashable keys to hashable values; of one key's values the last counts."""
    return MapValue(tuple(sorted(dict(pairs).items(), key=lambda pair: _place(pair[0]))))


def as_data(value: Any) -> Any:
    """A value for JSON: a set as a list of its members, a map by the names of its keys."""
    match value:
        case SetValue(items):
            return [as_data(item) for item in items]
        case MapValue(items):
            return {str(key): as_data(held) for key, held in items}
        case _:
            return value


def _place(value: Any) -> tuple[int, Any]:
    """Numbers before texts before all else, so that any two can be put in order; equal numbers are one."""
    match value:
        case None:
            return (0, 0)
        case int() | float():
            return (1, value)
        case str():
            return (2, value)
        case _:
            return (3, repr(value))
