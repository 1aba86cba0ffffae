"""What a partition-aware node is made of, and what its messages say."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from engine.model import Effect, Environment, Request
from engine.structures.operation_log import Entry, Log


class Config(NamedTuple):
    """The settings of a run, all filled in."""

    nodes: tuple[str, ...]
    r: int
    w: int
    heartbeat: int
    misses: int
    minority: str
    batch: int
    retry: int
    flaw: tuple[str, ...]

    def peers(self, node: str) -> tuple[str, ...]:
        """All nodes but this one."""
        return tuple(name for name in self.nodes if name != node)


class Pending(NamedTuple):
    """An operation under way. phase: 'ask' or 'store'; origin: the node whose client it is."""

    request: Request
    phase: str
    need: int
    answers: tuple[tuple[str, Entry | None], ...]
    acks: tuple[str, ...]
    entry: Entry | None
    origin: str


class State(NamedTuple):
    """A node. What is known of peers' logs and its own are on disk; what it believes of the network is not.

    log: entries in the order in which they came, from position `gone` on; those before are folded into `base`.
    known: by identity the place of every entry ever taken in. store: the log replayed. outcomes: what its own clients
    were told. have: how much of each peer's log is here; given: how much of this log each peer has.

    missed: beats sent to each peer since its last answer; heard: the clock at that answer. lost: the peers it takes to
    be out of reach. quorum: can it form one? owed: peers with whom an exchange of logs goes on, each with the length of
    this log at its start. probing: only where probes go one after another.
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
    owed: Mapping[str, int]
    pending: Mapping[str, Pending]
    probing: tuple[str, ...]

    @property
    def end(self) -> int:
        """The position after the last entry."""
        return self.gone + len(self.log)


class Beat(NamedTuple):
    """Do you hear me?"""


class Alive(NamedTuple):
    """I do."""


class Store(NamedTuple):
    """Take this entry into your log."""

    op: str
    record: Entry


class Stored(NamedTuple):
    """It is in my log."""

    op: str


class Ask(NamedTuple):
    """What do you have under this key?"""

    op: str
    key: str


class Answer(NamedTuple):
    """This; None: nothing was ever written."""

    op: str
    key: str
    record: Entry | None


class Offer(NamedTuple):
    """An exchange of logs: I have so much of yours; here is mine from `start` up to `upto`, of `end`."""

    have: int
    start: int
    upto: int
    part: Log
    end: int


class Accept(NamedTuple):
    """The answer, with the same to say."""

    have: int
    start: int
    upto: int
    part: Log
    end: int


class Forward(NamedTuple):
    """Please try this write of my client, for the second time."""

    op: str
    request: Request


class Done(NamedTuple):
    """The write that was forwarded is in enough logs."""

    op: str


class Tick(NamedTuple):
    """A timer: 'heartbeat', or 'round' (all that arrives in its tick is in)."""

    what: str


class Retry(NamedTuple):
    """A timer: try an operation 'elsewhere'."""

    what: str
    op: str


Body = Beat | Alive | Store | Stored | Ask | Answer | Offer | Accept | Forward | Done
"""What its messages say."""

Timer = str | Tick | Retry
Env = Environment[Config]
Result = tuple[State, tuple[Effect, ...]]

HEARTBEAT, ROUND = Tick("heartbeat"), Tick("round")
