"""What nodes of partition_aware say to each other: one type of body a kind of message."""

from __future__ import annotations

from typing import NamedTuple

from engine.model import Request
from engine.structures.operation_log import Entry, Log


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


Body = Beat | Alive | Store | Stored | Ask | Answer | Offer | Accept | Forward | Done
"""Any of them."""
