"""Operation logs: what a write is there, how two logs become one, what state follows from one.

Rules of this file
* An entry is a write with the request's id and a triple (tick, node, sequence) given by the node that took it first.
* One entry a request: the one with the smallest triple, so a write that was tried again elsewhere is the same write.
  Entries stand in the order of their triples, which are never equal. So merge is commutative, associative, idempotent.
* State is what replaying the merged log gives: of each key its last entry.
* `flaw` puts the brief's rules in place of these: they are told apart here and nowhere else.

Sources: Terry et al. 1995, section 4 (Bayou: one order for all, tentative writes replayed); Shapiro, Preguiça, Baquero
& Zawirski 2011, section 2 (what a merge must be).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from engine.model import Value, Version


class Entry(NamedTuple):
    """A write: the node that took it first, its clock and sequence then, and the request that it is for.

    A value of None deletes the key.
    """

    tick: int
    node: str
    seq: int
    op: str
    key: str
    value: Value

    @property
    def version(self) -> Version:
        """The triple (tick, node, sequence) by which entries are ordered; () for `init`, below all."""
        return (self.tick, self.node, self.seq) if self.node else ()


def initial(key: str, value: Value) -> Entry:
    """The entry of what a key holds before any write."""
    return Entry(-1, "", 0, f"init {key}", key, value)


Log = tuple[Entry, ...]
"""Entries in any order: what it means is ordered(log)."""
Flaws = Sequence[str]
"""The flaws that are switched on, by code."""


def identity(entry: Entry, flaw: Flaws = ()) -> object:
    """What tells a write from others: two entries with the same identity are the same write."""
    if "same_tick_same_write" in flaw:
        return entry.tick
    return (entry.tick, entry.op) if "retry_is_new" in flaw else entry.op


def ordered(entries: Iterable[Entry], flaw: Flaws = ()) -> Log:
    """The log of these entries: each write once, in order. They may come in any order and more than once."""
    kept: dict[Any, Entry] = {}
    for entry in entries:
        name = identity(entry, flaw)
        if name not in kept or ("same_tick_same_write" not in flaw and entry.version < kept[name].version):
            kept[name] = entry
    return tuple(sorted(kept.values(), key=lambda entry: entry.version))


def merge(mine: Iterable[Entry], theirs: Iterable[Entry], flaw: Flaws = ()) -> Log:
    """One log of two: each write of either once, in order."""
    return ordered((*mine, *theirs), flaw)


def replay(log: Iterable[Entry], base: Mapping[str, Entry]) -> dict[str, Entry]:
    """By key the last entry of an ordered log, on top of `base`, what was compacted before."""
    return {**base, **{entry.key: entry for entry in log}}


def conflicts(mine: Iterable[Entry], theirs: Iterable[Entry]) -> dict[str, tuple[Entry, Entry]]:
    """By key that both wrote: the last entry of each log, (mine, theirs), of those that the other does not have."""
    own, others = ordered(mine), ordered(theirs)
    shared = {entry.op for entry in own} & {entry.op for entry in others}
    only_mine = {entry.key: entry for entry in own if entry.op not in shared}
    only_theirs = {entry.key: entry for entry in others if entry.op not in shared}
    return {key: (only_mine[key], only_theirs[key]) for key in sorted(only_mine.keys() & only_theirs.keys())}
