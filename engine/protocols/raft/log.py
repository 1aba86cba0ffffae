"""The rules on logs and majorities, as functions of plain values (Ongaro & Ousterhout 2014, figure 2)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from engine.protocols.raft.state import Entry, Log, Record


def majority(count: int) -> int:
    """The fewest nodes of which any two groups share one."""
    return count // 2 + 1


def tally(votes: Sequence[bool | None]) -> str:
    """'won', 'lost' or 'pending', from one vote a node (None: no answer yet)."""
    need = majority(len(votes))
    if sum(vote is True for vote in votes) >= need:
        return "won"
    return "lost" if sum(vote is not False for vote in votes) < need else "pending"


def term_at(log: Log, index: int) -> int:
    """The term of an entry; 0 before the first, -1 past the last."""
    if index == 0:
        return 0
    return log[index - 1].term if index <= len(log) else -1


def up_to_date(log: Log, last_index: int, last_term: int) -> bool:
    """Does a log that ends so hold all that this one may have committed?"""
    return (last_term, last_index) >= (term_at(log, len(log)), len(log))


def conflict(log: Log, index: int) -> int:
    """Where to try next after the entry at an index was not the leader's: before that term, or at the end."""
    if index > len(log):
        return len(log)
    term = log[index - 1].term
    while index and log[index - 1].term == term:
        index -= 1
    return index


def spliced(log: Log, prev_index: int, entries: Sequence[Entry]) -> Log:
    """The log with these entries after an index; what follows is dropped only from the first conflict on."""
    for place, entry in enumerate(entries, prev_index):
        if place >= len(log) or log[place].term != entry.term:
            return (*log[:place], *entries[place - prev_index :])
    return log


def agreement(one: Log, other: Log) -> int:
    """How far two logs are the same."""
    if other[: len(one)] == one:
        return len(one)
    return next(index for index, (mine, theirs) in enumerate(zip(one, other, strict=False)) if mine != theirs)


def agreed(matches: Iterable[int]) -> int:
    """The greatest index that a majority of all nodes has reached."""
    ordered = sorted(matches, reverse=True)
    return ordered[majority(len(ordered)) - 1]


def commit_point(log: Log, matches: Iterable[int], term: int, commit: int) -> int:
    """How far a leader may commit: by counting only up to an entry of its own term (section 5.4.2)."""
    index = agreed(matches)
    return index if index > commit and term_at(log, index) == term else commit


def applied(store: Mapping[str, Record], log: Log, old: int, new: int) -> Mapping[str, Record]:
    """The store after the entries past one commit point, up to another."""
    changed = {
        entry.key: Record((entry.term, index), entry.value)
        for index, entry in enumerate(log[old:new], old + 1)
        if entry.key is not None
    }
    return {**store, **changed} if changed else store
