"""What nodes of partition_aware say to each other: one type of body a kind of message."""

from __future__ import annotations

from typing import NamedTuple

from engine.model import Request
from engine.structures.operation_log import Entry, Log


class Beat(NamedTuple):
    """A heartbeat: asks for a sign of life."""


class Alive(NamedTuple):
    """The answer to a Beat."""


class Store(NamedTuple):
    """Append this entry to the log."""

    op: str
    record: Entry


class Stored(NamedTuple):
    """It is in the log."""

    op: str


class Ask(NamedTuple):
    """Asks for the entry that stands under a key."""

    op: str
    key: str


class Answer(NamedTuple):
    """That entry; None if nothing was ever written."""

    op: str
    key: str
    record: Entry | None


class Offer(NamedTuple):
    """Exchange of logs, first half. have: how many entries of the receiver's log are here.

    part: the entries of the sender's log from `start` up to `upto`, after what is compacted; end: its length.
    """

    have: int
    start: int
    upto: int
    part: Log
    end: int


class Accept(NamedTuple):
    """The answer to an Offer, with the same fields from the other side."""

    have: int
    start: int
    upto: int
    part: Log
    end: int


class Forward(NamedTuple):
    """Asks another node to try a write of the sender's client a second time."""

    op: str
    request: Request


class Done(NamedTuple):
    """The write that was forwarded is in enough logs."""

    op: str


class Claim(NamedTuple):
    """Asks the referee for the lease, for this half. asked: the sender's clock."""

    half: tuple[str, ...]
    asked: int


class Granted(NamedTuple):
    """The lease is this half's, for its length since it was asked for."""

    half: tuple[str, ...]
    asked: int


class Denied(NamedTuple):
    """The lease is another half's."""

    half: tuple[str, ...]


Body = Beat | Alive | Store | Stored | Ask | Answer | Offer | Accept | Forward | Done | Claim | Granted | Denied
"""Any of them."""
