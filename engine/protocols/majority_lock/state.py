"""What a node of majority_lock is: its configuration, its state, its timers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from engine.model import Effect, Environment, Request, Value, Version
from engine.protocols.flushing import ALWAYS, Flush
from engine.structures.mappings import without


class Config(NamedTuple):
    """The settings of a run, all filled in. lease, acquire: ticks; lease=0: a lock is held until it is released.

    home: the nodes that keep copies. lock: the node that runs the lock service, or the several that do it together.
    lease_check: does a holder look whether its lease is over, before it commits?
    """

    nodes: tuple[str, ...]
    home: tuple[str, ...]
    lock: tuple[str, ...]
    lease: int
    acquire: int
    lease_check: bool
    fencing: bool
    write_back: bool
    flaw: tuple[str, ...]
    flush: Flush = ALWAYS

    @property
    def majority(self) -> int:
        """The fewest home nodes of which any two groups share one."""
        return len(self.home) // 2 + 1

    @property
    def lock_majority(self) -> int:
        """Likewise of the lock nodes."""
        return len(self.lock) // 2 + 1


class Record(NamedTuple):
    """A value with its version: (token,), or () for `init`. A value of None is a tombstone."""

    version: Version
    value: Value


class Tenure(NamedTuple):
    """Who holds a lock, by which token, since when and until when (None: no end), by the lock service's clock."""

    op: str
    node: str
    token: int
    since: int
    until: int | None


class Waiter(NamedTuple):
    """A write that waits for a lock, since when by the lock service's clock."""

    since: int
    node: str
    op: str


class Lock(NamedTuple):
    """The lock of one key as the lock service keeps it."""

    held: Tenure | None = None
    queue: tuple[Waiter, ...] = ()


class Pending(NamedTuple):
    """An operation under way at its coordinator.

    phase: 'lock' (asked for it), 'queued' (waits for it), 'raise' (of several lock nodes), 'prepare', 'commit'; for
    reads 'ask' and 'fill'. acks, fenced: who said what in this phase. answers: what is committed there, as those say
    who are asked. until: the end of its lease as it believes, by its own clock; None where it has none, or never looks.
    numbers: which of several lock nodes granted it, by which number.
    """

    request: Request
    phase: str
    record: Record | None = None
    until: int | None = None
    acks: tuple[str, ...] = ()
    fenced: tuple[str, ...] = ()
    answers: tuple[tuple[str, Record | None], ...] = ()
    numbers: tuple[tuple[str, int], ...] = ()


class State(NamedTuple):
    """A node. All but pending is on disk.

    store: what is committed. tentative: what is prepared. seen: by key the greatest token that the storage has met.
    locks, tokens (the last that was given): the lock service's; elsewhere they stay empty. barriers: by key the tokens
    of compare-and-sets that this storage has answered, below which it takes no version any more.
    """

    store: Mapping[str, Record]
    tentative: Mapping[str, Record]
    seen: Mapping[str, int]
    locks: Mapping[str, Lock]
    tokens: int
    pending: Mapping[str, Pending]
    barriers: Mapping[str, tuple[int, ...]] = {}

    def with_pending(self, pending: Pending) -> State:
        """The state with an operation as it now stands."""
        return self._replace(pending={**self.pending, pending.request.op: pending})

    def without_pending(self, op: str) -> State:
        """The state without an operation that has ended."""
        return self._replace(pending=without(self.pending, op))


class Patience(NamedTuple):
    """A timer of an operation: 'lock_wait', 'lock_late' (at the end of that tick) or 'lock_lease'."""

    what: str
    op: str


class Turn(NamedTuple):
    """A timer of the lock service for a key: 'lock_expire', or 'lock_serve' at the end of a tick."""

    what: str
    key: str


Timer = str | Patience | Turn
Env = Environment[Config]
Result = tuple[State, tuple[Effect, ...]]
