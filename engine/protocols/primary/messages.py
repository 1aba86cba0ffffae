"""What nodes of primary say to each other: one type of body a kind of message."""

from __future__ import annotations

from typing import NamedTuple

from engine.model import Value, Version
from engine.protocols.primary.state import Record


class Forward(NamedTuple):
    """A coordinator passes a write (value None: a delete) on to the node that it takes for the primary."""

    op: str
    key: str
    value: Value


class Done(NamedTuple):
    """The primary has applied the write; to the coordinator, or to the fallback that handed it back."""

    op: str
    version: Version


class NotPrimary(NamedTuple):
    """The answer of a node that is not primary: the request was certainly not carried out."""

    op: str
    believes: str


class LeaseOver(NamedTuple):
    """The answer of a primary whose lease is over: the write was certainly not applied."""

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
    """The fallback has it; the version is the hint's until the primary numbers the write."""

    op: str
    version: Version


class HandBack(NamedTuple):
    """Hinted handoff: the fallback sends a write to the node that it takes for the primary."""

    op: str
    key: str
    value: Value


class Ask(NamedTuple):
    """A coordinator asks for the record under a key."""

    op: str
    key: str


class Answer(NamedTuple):
    """The record under that key; None if there is none."""

    op: str
    key: str
    record: Record | None


class Beat(NamedTuple):
    """The heartbeat of a primary with a lease."""


class Heard(NamedTuple):
    """The answer to Beat of a node that takes the sender for its primary."""


class Fetch(NamedTuple):
    """A node that rejoins asks its new primary for all records."""


class Snapshot(NamedTuple):
    """All records of a primary, and its epoch."""

    records: tuple[tuple[str, Record], ...]
    epoch: int


class NotEnough(NamedTuple):
    """The answer of a primary with too few replicas in sync: the write was certainly not applied."""

    op: str
    in_sync: int


class LogEnd(NamedTuple):
    """The heartbeat of `copy=in_sync`: the primary of this epoch has numbered so many writes."""

    epoch: int
    sequence: int


class Reached(NamedTuple):
    """A replica has all writes of this epoch up to that number; op: the write whose copy brought it there, or None."""

    op: str | None
    epoch: int
    sequence: int


class CatchUp(NamedTuple):
    """All records of a primary, for a replica that lacks some: up to this number of its epoch."""

    records: tuple[tuple[str, Record], ...]
    epoch: int
    sequence: int


class Alter(NamedTuple):
    """A primary asks the controller for another in-sync set, in place of the one with this number."""

    epoch: int
    change: int
    members: tuple[str, ...]


class Claim(NamedTuple):
    """A node that an operator promotes asks the controller whether it may be primary."""


class Registered(NamedTuple):
    """The controller's word: who is primary of the present epoch, and the in-sync set with the number of its change."""

    primary: str
    epoch: int
    members: tuple[str, ...]
    change: int


class NotInSync(NamedTuple):
    """The controller's no to a Claim: only these are in sync."""

    members: tuple[str, ...]


Body = (
    Forward | Done | NotPrimary | LeaseOver | Copy | Copied | Keep | Kept
    | HandBack | Ask | Answer | Beat | Heard | Fetch | Snapshot
    | NotEnough | LogEnd | Reached | CatchUp | Alter | Claim | Registered | NotInSync
)  # fmt: skip
"""Any of them."""
