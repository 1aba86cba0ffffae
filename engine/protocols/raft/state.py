"""What a node of raft is: its configuration, its state, its timers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from engine.model import Effect, Environment, Value, Version
from engine.protocols.flushing import ALWAYS, Flush


class Config(NamedTuple):
    """The settings of a run, all filled in.

    leader: who leads from the start, or None. election: least and greatest timeout in ticks, (0, 0) is off. heartbeat:
    ticks between two, 0 is off. lease: how long one lasts in ticks, and drift, how much of that a leader leaves unused;
    both None unless `read=lease`. cas: is compared as the log is applied (atomic), or before it is written to the log?
    """

    nodes: tuple[str, ...]
    read: str
    leader: str | None
    election: tuple[int, int]
    heartbeat: int
    lease: int | None
    drift: int | None
    pre_vote: bool
    check_quorum: bool
    cas: str
    flaw: tuple[str, ...] = ()
    flush: Flush = ALWAYS

    @property
    def used(self) -> int:
        """How many ticks of a lease a leader uses."""
        return (self.lease or 0) - (self.drift or 0)

    @property
    def watches(self) -> bool:
        """Does a node keep when it last heard from its leader?"""
        return self.pre_vote or self.check_quorum or self.read == "lease"


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
    """A read at its leader that waits until a majority has answered this round.

    rule: its level, or what `read=` says. asker: the node that waits for the leader's commit index, None where the
    leader itself answers the client. known: the asker's commit index when it asked.
    """

    op: str
    key: str
    rule: str
    round: int
    asker: str | None = None
    known: int = 0


class Waiting(NamedTuple):
    """A read at a node that does not lead: it is answered once this node has applied the log up to `commit`, which the
    leader names (None: it has not yet). rule: its level."""

    op: str
    key: str
    rule: str
    commit: int | None = None


class State(NamedTuple):
    """A node. term, vote, log and init are on disk; all else is gone after a crash.

    leader: whom it takes for the leader of its term. commit: the commit index. store: init with the log applied up to
    there. votes: by node, the answers to a candidate. peers, writes (log index by operation) and reads are a leader's.
    round: counts a leader's rounds for `read_index`. waiting: reads for which another node has been asked.

    Only where settings ask for it: heard, what its clock showed when it last heard from its leader. begun, a leader's:
    by round what its clock showed when that began. aim: the term of a pre-candidate's pre-vote. active, a leader's:
    from whom it has heard since it last looked.
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
    waiting: tuple[Waiting, ...] = ()
    heard: int | None = None
    begun: Mapping[int, int] = {}
    aim: int = 0
    active: Mapping[str, bool] = {}


class Tick(NamedTuple):
    """A timer: 'election', 'heartbeat', 'quorum', or 'decide', at the end of a tick, when all its messages have been
    handled.
    """

    what: str


Timer = Tick
Env = Environment[Config]
Result = tuple[State, tuple[Effect, ...]]

DECIDE, ELECTION, HEARTBEAT, QUORUM = Tick("decide"), Tick("election"), Tick("heartbeat"), Tick("quorum")
