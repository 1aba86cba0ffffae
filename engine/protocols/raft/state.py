"""What a node of raft is: its configuration, its state, its timers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from engine.model import Effect, Environment, Value, Version


class Config(NamedTuple):
    """The settings of a run, all filled in.

    leader: who leads from the start, or None. election: least and greatest timeout in ticks, (0, 0) is off. heartbeat:
    ticks between two, 0 is off. cas: is compared as the log is applied (atomic), or before it is written to the log?
    """

    nodes: tuple[str, ...]
    read: str
    leader: str | None
    election: tuple[int, int]
    heartbeat: int
    cas: str = "atomic"
    flaw: tuple[str, ...] = ()


class Record(NamedTuple):
    """The value that the applied log has put under a key, and its version (term, index). A value of None is a
    tombstone.
    """

    version: Version
    value: Value


class Entry(NamedTuple):
    """One entry of the log. Without a key it is the empty one with which a leader begins its term."""

    term: int
    op: str | None = None
    key: str | None = None
    value: Value = None


class Compare(NamedTuple):
    """An entry of the log that puts its value under its key only if that holds `expected` when it is applied."""

    term: int
    op: str
    key: str
    expected: Value
    value: Value


AnyEntry = Entry | Compare
Log = tuple[AnyEntry, ...]
"""The entry with index i, counted from 1, is log[i - 1]."""


class Peer(NamedTuple):
    """What a leader knows of another node: nextIndex, matchIndex, and the last round that it answered."""

    next: int
    match: int
    round: int


class Reading(NamedTuple):
    """A read of `read_index` that waits until a majority has answered this round."""

    op: str
    key: str
    round: int


class State(NamedTuple):
    """A node. term, vote, log and init are on disk; all else is gone after a crash.

    leader: whom it takes for the leader of its term. commit: the commit index. store: init with the log applied up to
    there. votes: by node, the answers to a candidate. peers, writes (log index by operation) and reads are a leader's.
    round: counts a leader's rounds for `read_index`.
    """

    term: int
    vote: str | None
    log: Log
    init: tuple[tuple[str, Value], ...]
    role: str
    leader: str | None
    commit: int
    store: Mapping[str, Record]
    votes: Mapping[str, bool]
    peers: Mapping[str, Peer]
    writes: Mapping[str, int]
    reads: tuple[Reading, ...]
    round: int


class Tick(NamedTuple):
    """A timer: 'election', 'heartbeat', or 'decide', at the end of a tick, when all its messages have been handled."""

    what: str


Timer = Tick
Env = Environment[Config]
Result = tuple[State, tuple[Effect, ...]]

DECIDE, ELECTION, HEARTBEAT = Tick("decide"), Tick("election"), Tick("heartbeat")
