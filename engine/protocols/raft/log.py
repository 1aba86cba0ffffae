"""Rules on logs and majorities as functions of plain values.

Source: Ongaro & Ousterhout 2014, figure 2; sections are named where a rule is not in the figure.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from engine.protocols.raft.state import AnyEntry, Entry, Log, Record


def majority(count: int) -> int:
    """The fewest of `count` nodes such that any two groups of that size share one."""
    return count // 2 + 1


def vote_result(votes: Sequence[bool | None]) -> str:
    """'won', 'lost' or 'pending', from one vote a node: True granted, False denied, None not answered yet."""
    need = majority(len(votes))
    if sum(vote is True for vote in votes) >= need:
        return "won"
    return "lost" if sum(vote is not False for vote in votes) < need else "pending"


def term_at(log: Log, index: int) -> int:
    """The term of the entry at an index (from 1); 0 at index 0, before the first; -1 past the last."""
    if index == 0:
        return 0
    return log[index - 1].term if index <= len(log) else -1


def is_up_to_date(log: Log, last_index: int, last_term: int) -> bool:
    """Is a candidate's log, which ends with (last_index, last_term), at least as up to date as this one?

    Section 5.4.1: the later last term wins; of equal ones the longer log.
    """
    return (last_term, last_index) >= (term_at(log, len(log)), len(log))


def index_before_conflict(log: Log, index: int) -> int:
    """Where a leader should try next whose entry at an index was not in this log.

    The index before the first entry of the conflicting term, or the end of a shorter log: one round a term, not one an
    entry (end of section 5.3).
    """
    if index > len(log):
        return len(log)
    term = log[index - 1].term
    while index and log[index - 1].term == term:
        index -= 1
    return index


def append_or_overwrite(log: Log, prev_index: int, entries: Sequence[AnyEntry]) -> Log:
    """The log with these entries after prev_index.

    Own entries are dropped only from the first that conflicts: AppendEntries may arrive late and must not cut off newer
    entries.
    """
    for place, entry in enumerate(entries, prev_index):
        if place >= len(log) or log[place].term != entry.term:
            return (*log[:place], *entries[place - prev_index :])
    return log


def common_length(one: Log, other: Log) -> int:
    """How many entries two logs have in common from the start."""
    if other[: len(one)] == one:
        return len(one)
    return next(index for index, (mine, theirs) in enumerate(zip(one, other, strict=False)) if mine != theirs)


def majority_match(matches: Iterable[int]) -> int:
    """The greatest index that a majority of all nodes has reached; matches: one index a node, the leader's too."""
    ordered = sorted(matches, reverse=True)
    return ordered[majority(len(ordered)) - 1]


def advance_commit_index(log: Log, matches: Iterable[int], term: int, commit: int) -> int:
    """The leader's new commit index: the majority's, but only if the entry there is of the leader's own term.

    Older entries are committed along with it (section 5.4.2). Otherwise the old commit index.
    """
    index = majority_match(matches)
    return index if index > commit and term_at(log, index) == term else commit


def apply_committed(store: Mapping[str, Record], log: Log, old: int, new: int) -> Mapping[str, Record]:
    """The store after the entries past the old commit index up to the new one.

    Empty entries change nothing, nor does a compare-and-set that meets another value than the expected one.
    """
    changed: dict[str, Record] = {}
    for index, entry in enumerate(log[old:new], old + 1):
        if entry.key is not None and may_take_place(entry, changed.get(entry.key, store.get(entry.key))):
            changed[entry.key] = Record((entry.term, index), entry.value)
    return {**store, **changed} if changed else store


def may_take_place(entry: AnyEntry, record: Record | None) -> bool:
    """May an entry replace this record? A compare-and-set only if it holds the expected value."""
    return isinstance(entry, Entry) or entry.expected == (None if record is None else record.value)
