"""What a Raft node is made of, and what its messages say."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from engine.model import Effect, Environment, Value, Version


class Config(NamedTuple):
    """The settings of a run, all filled in. election: least and greatest timeout in ticks, (0, 0) is off."""

    nodes: tuple[str, ...]
    read: str
    leader: str | None
    election: tuple[int, int]
    heartbeat: int
    flaw: tuple[str, ...] = ()


class Record(NamedTuple):
    """What the applied log has put under a key: version (term, index). A value of None is a tombstone."""

    version: Version
    value: Value


class Entry(NamedTuple):
    """One place of the log. Without a key: the no-op with which a leader begins its term."""

    term: int
    op: str | None = None
    key: str | None = None
    value: Value = None


Log = tuple[Entry, ...]
"""Index 1 is the first entry."""


class Peer(NamedTuple):
    """What a leader knows of another node: what to send next, how far the logs agree, the last round it answered."""

    next: int
    match: int
    round: int


class Reading(NamedTuple):
    """A read that waits until a majority has answered this round."""

    op: str
    key: str
    round: int


class State(NamedTuple):
    """A node. term, vote, log and init are on disk; all else is gone after a crash.

    leader: whom it takes for the leader of its term. commit: how far it knows the log to be committed; store: the log
    up to there, applied to init. votes: answers to a candidate. peers, writes (index by operation) and reads: a
    leader's. round: counts the leader's rounds of confirmation.
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


class RequestVote(NamedTuple):
    """A candidate asks for a vote in its term, and says where its log ends."""

    term: int
    last_index: int
    last_term: int


class Voted(NamedTuple):
    """A vote for the candidate."""

    term: int


class Denied(NamedTuple):
    """No vote, or a term that is higher than the candidate's."""

    term: int


class AppendEntries(NamedTuple):
    """The leader's log after a place where both should agree, and its commit point; without entries a heartbeat.

    op: the operation that an answer counts for, if any.
    """

    term: int
    prev_index: int
    prev_term: int
    entries: tuple[Entry, ...]
    commit: int
    round: int
    op: str | None


class Appended(NamedTuple):
    """The logs agree up to here."""

    term: int
    match: int
    round: int
    op: str | None


class Rejected(NamedTuple):
    """The logs differ at prev (try after `last`), or the sender is a leader of the past."""

    term: int
    prev: int
    last: int
    round: int


class Tick(NamedTuple):
    """A timer: 'election', 'heartbeat', or 'decide' (all that arrives in this tick is in)."""

    what: str


Body = RequestVote | Voted | Denied | AppendEntries | Appended | Rejected
"""What its messages say."""

Timer = Tick
Env = Environment[Config]
Result = tuple[State, tuple[Effect, ...]]

DECIDE, ELECTION, HEARTBEAT = Tick("decide"), Tick("election"), Tick("heartbeat")
