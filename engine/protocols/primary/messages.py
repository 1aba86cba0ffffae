"""What nodes of primary say to each other: one type of body a kind of message."""

from __future__ import annotations

from typing import NamedTuple

from engine.model import Value, Version
from engine.protocols.primary.state import Record


class Forward(NamedTuple):
    """A coordinator passes a write (value None: a delete) on to the primary that it believes in."""

    op: str
    key: str
    value: Value


class Done(NamedTuple):
    """The primary tells the coordinator (or who handed the write back) that the write stands."""

    op: str
    version: Version


class NotPrimary(NamedTuple):
    """A node that is no primary sends a request back: it is certainly not done."""

    op: str
    believes: str


class LeaseOver(NamedTuple):
    """A primary that has heard from no majority for too long sends a write back: it is certainly not applied."""

    op: str


class Copy(NamedTuple):
    """The primary sends a record to every other node."""

    op: str
    key: str
    record: Record


class Copied(NamedTuple):
    """Acknowledges a Copy."""

    op: str


class Keep(NamedTuple):
    """A coordinator asks the fallback to keep a write for a primary that does not take it."""

    op: str
    key: str
    value: Value
    hint_for: str


class Kept(NamedTuple):
    """The fallback has it; the version is its own until the primary numbers the write."""

    op: str
    version: Version


class HandBack(NamedTuple):
    """The fallback hands a write to the primary that it believes in."""

    op: str
    key: str
    value: Value


class Ask(NamedTuple):
    """A coordinator asks for what is under a key."""

    op: str
    key: str


class Answer(NamedTuple):
    """What is under it there."""

    op: str
    key: str
    record: Record | None


class Beat(NamedTuple):
    """A primary with a lease asks whether it is still followed."""


class Heard(NamedTuple):
    """It is, by this node."""


class Fetch(NamedTuple):
    """A node that rejoins asks its new primary for everything."""


class Snapshot(NamedTuple):
    """Everything that a primary has."""

    records: tuple[tuple[str, Record], ...]
    epoch: int


Body = (
    Forward | Done | NotPrimary | LeaseOver | Copy | Copied | Keep | Kept
    | HandBack | Ask | Answer | Beat | Heard | Fetch | Snapshot
)  # fmt: skip
"""Any of them."""
