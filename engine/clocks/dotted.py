"""Dotted version vector sets: all surviving versions of one key under one compact clock.

Rules of this file
* An entry says: so many writes were given a dot by this node, and the newest of them that are not yet overwritten
  are these, newest first. The first value's dot is (node, counter), the next one's (node, counter - 1), and so on;
  all that is older is known and gone.
* A value without a dot is below every write: any update replaces it, even a blind one.
* Functions return new sets with nodes in sorted order. An update replaces exactly what its context covers.

Sources: Preguica, Baquero, Almeida, Fonte & Goncalves 2010 and 2012 (dotted version vectors); Almeida, Baquero,
Goncalves, Preguica & Fonte 2014 (sets of them).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from engine.clocks.vector import Clock, Dot, descends


class Entry(NamedTuple):
    """Of one node: how many dots it gave, and the values of the newest of them that survive, newest first."""

    counter: int
    values: tuple[Any, ...]


class Versions(NamedTuple):
    """All surviving versions of one key. undotted: what `init` brought, while no write has replaced it."""

    entries: Mapping[str, Entry]
    undotted: tuple[Any, ...] = ()


EMPTY = Versions({})


def initial(value: object) -> Versions:
    """One value, below every write."""
    return Versions({}, (value,))


def context(versions: Versions) -> dict[str, int]:
    """The clock of whoever has read these versions."""
    return {node: entry.counter for node, entry in versions.entries.items()}


def dotted(versions: Versions) -> tuple[tuple[Dot | None, Any], ...]:
    """(dot, value) of every surviving value; the dot is None for what `init` brought."""
    found: list[tuple[Dot | None, Any]] = [(None, value) for value in versions.undotted]
    for node, entry in versions.entries.items():
        found += [((node, entry.counter - age), value) for age, value in enumerate(entry.values)]
    return tuple(found)


def update(versions: Versions, seen: Clock, node: str, value: object) -> tuple[Versions, Dot]:
    """(the versions after a write at a node, the dot that it was given).

    seen: the context of the client that writes; exactly what it covers is replaced.
    """
    known = Versions({name: Entry(counter, ()) for name, counter in seen.items()})
    entries = dict(merge(versions, known).entries)
    old = entries.get(node, Entry(0, ()))
    entries[node] = Entry(old.counter + 1, (value, *old.values))
    return Versions(dict(sorted(entries.items()))), (node, old.counter + 1)


def merge(a: Versions, b: Versions) -> Versions:
    """What survives of both: each value that the other side does not know to be overwritten."""
    nodes = sorted({*a.entries, *b.entries})
    entries = {node: _merge(a.entries.get(node), b.entries.get(node)) for node in nodes}
    undotted = () if entries else tuple(dict.fromkeys((*a.undotted, *b.undotted)))
    return Versions(entries, undotted)


def newer(a: Versions, b: Versions) -> bool:
    """Would b change if it merged a?"""
    return not descends(context(b), context(a)) or (not b.entries and not set(a.undotted) <= set(b.undotted))


def _merge(a: Entry | None, b: Entry | None) -> Entry:
    """The longer knowledge, less what either side knows to be overwritten."""
    if a is None or b is None:
        return a or b or Entry(0, ())
    if a.counter < b.counter:
        a, b = b, a
    overwritten = max(a.counter - len(a.values), b.counter - len(b.values))
    return Entry(a.counter, a.values[: max(0, a.counter - overwritten)])
