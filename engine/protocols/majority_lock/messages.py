"""What nodes of majority_lock say to each other: one type of body a kind of message."""

from __future__ import annotations

from typing import NamedTuple

from engine.model import Version
from engine.protocols.majority_lock.state import Record


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
"""Any of them."""
