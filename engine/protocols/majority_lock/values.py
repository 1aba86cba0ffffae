"""What a majority_lock node is made of, and what its messages say."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from engine.model import Effect, Environment, Request, Value, Version


class Config(NamedTuple):
    """The settings of a run, all filled in. lease=0: a lock is held until it is given back."""

    nodes: tuple[str, ...]
    home: tuple[str, ...]
    lock: str
    lease: int
    acquire: int
    fencing: bool
    write_back: bool
    flaw: tuple[str, ...]

    @property
    def majority(self) -> int:
        """The fewest home nodes of which any two groups share one."""
        return len(self.home) // 2 + 1


class Record(NamedTuple):
    """A value with its version: (token,), or () for `init`. A value of None is a deleted key."""

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
    """Who waits for a lock, since when by the lock service's clock."""

    since: int
    node: str
    op: str


class Lock(NamedTuple):
    """The lock of one key as the lock service keeps it."""

    held: Tenure | None = None
    queue: tuple[Waiter, ...] = ()


class Pending(NamedTuple):
    """An operation under way at its coordinator.

    phase: 'lock' (waits for it), 'prepare', 'commit'; for reads 'ask' and 'fill'. acks, fenced: who said what in this
    phase. until: the end of its lease as it believes, by its own clock.
    """

    request: Request
    phase: str
    record: Record | None = None
    until: int | None = None
    acks: tuple[str, ...] = ()
    fenced: tuple[str, ...] = ()
    answers: tuple[tuple[str, Record | None], ...] = ()


class State(NamedTuple):
    """A node. All is on disk but pending. seen: by key the greatest token that the storage has met.

    locks and tokens (the last one given out) are the lock service's; elsewhere they stay empty.
    """

    store: Mapping[str, Record]
    tentative: Mapping[str, Record]
    seen: Mapping[str, int]
    locks: Mapping[str, Lock]
    tokens: int
    pending: Mapping[str, Pending]

    def put(self, pending: Pending) -> State:
        """With this operation as it now stands."""
        return self._replace(pending={**self.pending, pending.request.op: pending})

    def drop(self, op: str) -> State:
        """Without an operation that has ended."""
        return self._replace(pending=without(self.pending, op))


class Acquire(NamedTuple):
    """May I have the lock of this key?"""

    op: str
    key: str


class Granted(NamedTuple):
    """It is yours until then, by this fencing token."""

    op: str
    key: str
    token: int
    until: int | None


class Release(NamedTuple):
    """I need it no more, whether I have it or wait for it."""

    op: str
    key: str


class Prepare(NamedTuple):
    """Keep this aside; nobody may see it yet."""

    op: str
    key: str
    record: Record


class Prepared(NamedTuple):
    """It is kept aside."""

    op: str


class Commit(NamedTuple):
    """Put it in place: from now on it can be seen, and is never undone."""

    op: str
    key: str
    record: Record


class Committed(NamedTuple):
    """It is in place."""

    op: str


class Fenced(NamedTuple):
    """Refused: a greater token than yours has been here. phase: of the write that this answers."""

    op: str
    phase: str
    seen: int


class Abort(NamedTuple):
    """Throw away what you kept aside for me. Not acknowledged, not repeated."""

    op: str
    key: str
    version: Version


class Ask(NamedTuple):
    """What is in place under this key?"""

    op: str
    key: str


class Answer(NamedTuple):
    """This is; None: nothing."""

    op: str
    key: str
    record: Record | None


class Fill(NamedTuple):
    """A reader's write-back: have at least this in place."""

    op: str
    key: str
    record: Record


class Filled(NamedTuple):
    """I have it, or something later."""

    op: str


class Patience(NamedTuple):
    """A timer of an operation: 'lock_wait', 'lock_late' (at the end of that tick) or 'lock_lease'."""

    what: str
    op: str


class Turn(NamedTuple):
    """A timer of the lock service for a key: 'lock_expire', or 'lock_serve' at the end of a tick."""

    what: str
    key: str


Body = (
    Acquire
    | Granted
    | Release
    | Prepare
    | Prepared
    | Commit
    | Committed
    | Fenced
    | Abort
    | Ask
    | Answer
    | Fill
    | Filled
)
"""What its messages say."""

Timer = str | Patience | Turn
Env = Environment[Config]
Result = tuple[State, tuple[Effect, ...]]


def without(mapping: Mapping[Any, Any], key: Any) -> dict[Any, Any]:
    """The same without one key."""
    rest = dict(mapping)
    rest.pop(key, None)
    return rest
