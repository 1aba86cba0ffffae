"""What a node of partition_aware is: its configuration, its state, its timers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from engine.model import Effect, Environment, Request
from engine.protocols.flushing import ALWAYS, Flush
from engine.protocols.partition_aware.messages import Claim
from engine.structures.operation_log import Entry, Log


class Config(NamedTuple):
    """The settings of a run, all filled in. heartbeat, retry: ticks, 0 is off.

    nodes: those that keep data; referee: another one, that keeps none. misses: beats without an answer after which a
    peer is out of reach. minority: 'read_only', 'refuse' or 'serve'. batch: entries a message. tie: 'none', 'oldest' or
    'referee' or 'lease' breaks it. lease: ticks for which the referee grants one.
    """

    nodes: tuple[str, ...]
    r: int
    w: int
    heartbeat: int
    misses: int
    minority: str
    batch: int
    retry: int
    flaw: tuple[str, ...]
    tie: str
    referee: str | None
    lease: int
    flush: Flush = ALWAYS

    def peers(self, node: str) -> tuple[str, ...]:
        """All nodes but this one, in node order."""
        return tuple(name for name in self.nodes if name != node)

    def watched(self, node: str) -> tuple[str, ...]:
        """Those whom a node sends its beats: all peers, and the referee where that decides."""
        return (*self.peers(node), self.referee) if self.tie == "referee" and self.referee else self.peers(node)


class Pending(NamedTuple):
    """An operation under way. phase: 'ask' (a read) or 'store' (a write); origin: the node whose client it is.

    side: whose answers alone count; (): those of all.
    """

    request: Request
    phase: str
    need: int
    answers: tuple[tuple[str, Entry | None], ...]
    acks: tuple[str, ...]
    entry: Entry | None
    origin: str
    side: tuple[str, ...]


class Lease(NamedTuple):
    """The right of a half to go on, up to this time of the clock of the node that has it."""

    half: tuple[str, ...]
    until: int


class State(NamedTuple):
    """A node. What is known of peers' logs and its own are on disk; what it believes of the network is not.

    log: entries in the order in which they came, from position `gone` on; those before are compacted into `base`.
    known: by identity the place of every entry ever taken in. store: the log replayed. outcomes: what its own clients
    were told. seq: of the last entry of its own. have: how much of each peer's log is here; given: how much of this log
    each peer has.

    missed: beats sent to each peer since its last answer; heard: the clock at that answer. lost: the peers it takes to
    be out of reach. awaited: by operation and peer the copies that are not acknowledged; due: those that were so at the
    last round. quorum: can it form one? in_service: does it say so, or does it do what `minority` says? The two differ
    by flawed rules only. owed: peers with whom an exchange of logs goes on, each with the length of this log at its
    start. probing: only where probes go one after another. lease: of a referee the one that it has granted, on disk; of
    another node the one that it was granted. claims: of a referee, by node the half of which it asked in this tick.
    """

    log: Log
    gone: int
    base: Mapping[str, Entry]
    known: Mapping[Any, Any]
    store: Mapping[str, Entry]
    outcomes: Mapping[str, str]
    seq: int
    have: Mapping[str, int]
    given: Mapping[str, int]
    missed: Mapping[str, int]
    heard: Mapping[str, int]
    lost: tuple[str, ...]
    quorum: bool
    in_service: bool
    owed: Mapping[str, int]
    pending: Mapping[str, Pending]
    probing: tuple[str, ...]
    awaited: Mapping[tuple[str, str], Entry]
    due: tuple[tuple[str, str], ...]
    lease: Lease | None
    claims: Mapping[str, Claim]

    @property
    def end(self) -> int:
        """The position after the last entry."""
        return self.gone + len(self.log)


class Tick(NamedTuple):
    """A timer: 'heartbeat', or, once all that arrives in its tick has been handled, 'round' or 'grant'."""

    what: str


class Retry(NamedTuple):
    """The timer of a write that is to be tried 'elsewhere'."""

    what: str
    op: str


Timer = str | Tick | Retry
Env = Environment[Config]
Result = tuple[State, tuple[Effect, ...]]

HEARTBEAT, ROUND, GRANT = Tick("heartbeat"), Tick("round"), Tick("grant")
