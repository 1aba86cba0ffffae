"""What nodes of majority_lock say to each other: one type of body a kind of message."""

from __future__ import annotations

from typing import NamedTuple

from engine.model import Version
from engine.protocols.majority_lock.state import Record


class Acquire(NamedTuple):
    """A write asks the lock service for the lock of its key."""

    op: str
    key: str


class Granted(NamedTuple):
    """The lock is its own until then, by the service's clock (None: until it is released), by this fencing token."""

    op: str
    key: str
    token: int
    until: int | None


class Queued(NamedTuple):
    """The lock is another's: the write waits for it."""

    op: str
    key: str


class Taken(NamedTuple):
    """The lock is another's, says one of several lock nodes, where nobody waits."""

    op: str
    key: str


class Raise(NamedTuple):
    """To one of several lock nodes: this is the write's token, give out none that is not greater."""

    op: str
    key: str
    token: int


class Raised(NamedTuple):
    """So it will."""

    op: str


class Release(NamedTuple):
    """A write needs the lock no more, whether it has it or waits for it."""

    op: str
    key: str


class Prepare(NamedTuple):
    """First phase: keep this record aside; no reader may get it yet."""

    op: str
    key: str
    record: Record


class Prepared(NamedTuple):
    """It is kept aside."""

    op: str


class Compare(NamedTuple):
    """First phase of a compare-and-set: keep this record aside, and say what is committed."""

    op: str
    key: str
    record: Record


class Compared(NamedTuple):
    """It is kept aside, and this is committed here; None if nothing is. No older version will come in any more."""

    op: str
    record: Record | None


class Commit(NamedTuple):
    """Second phase: readers get this record from now on, and it is never undone."""

    op: str
    key: str
    record: Record


class Committed(NamedTuple):
    """It is committed here."""

    op: str


class Fenced(NamedTuple):
    """Refused: the storage has met `seen`, a greater token; or a lock node has given that number, greater or the same.

    phase: the one that this answers.
    """

    op: str
    phase: str
    seen: int


class Abort(NamedTuple):
    """Drop what is kept aside for this write. Not acknowledged, not repeated."""

    op: str
    key: str
    version: Version


class Ask(NamedTuple):
    """Asks for the committed record of a key."""

    op: str
    key: str


class Answer(NamedTuple):
    """That record; None if there is none."""

    op: str
    key: str
    record: Record | None


class Fill(NamedTuple):
    """A reader's write-back: have at least this version committed."""

    op: str
    key: str
    record: Record


class Filled(NamedTuple):
    """It, or a later version, is committed here."""

    op: str


Body = (
    Acquire
    | Granted
    | Queued
    | Taken
    | Raise
    | Raised
    | Release
    | Prepare
    | Prepared
    | Compare
    | Compared
    | Commit
    | Committed
    | Fenced
    | Abort
    | Ask
    | Answer
    | Fill
    | Filled
)
"""Any of them."""
