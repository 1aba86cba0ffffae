"""What a primary node is made of, and what its messages say."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from engine.model import Effect, Value, Version


class Config(NamedTuple):
    """The settings of a run, all filled in."""

    nodes: tuple[str, ...]
    copy: str
    primary: str
    oracle: bool = False


class Record(NamedTuple):
    """What a node keeps under a key. A value of None is a tombstone."""

    version: Version
    value: Value


class Pending(NamedTuple):
    """A write that its primary has applied and that others have not all acknowledged."""

    coordinator: str
    version: Version
    acks: tuple[str, ...]


class State(NamedTuple):
    """A node. pending and fresh are gone after a crash, all else is on disk.

    believes: the node that it takes for the primary. epoch: how many promotions it knows of. sequence: the number of
    the last write that it numbered. fresh: what a new primary copied here since `rejoin`, None if nothing is awaited.
    """

    store: Mapping[str, Record]
    believes: str
    epoch: int
    sequence: int
    pending: Mapping[str, Pending]
    fresh: Mapping[str, Record] | None


class Forward(NamedTuple):
    """A coordinator passes a write (value None: a delete) on to the primary that it believes in."""

    op: str
    key: str
    value: Value


class Done(NamedTuple):
    """The primary tells the coordinator that the write stands."""

    op: str
    version: Version


class NotPrimary(NamedTuple):
    """A node that is no primary sends a write back: it is certainly not applied."""

    op: str
    believes: str


class Copy(NamedTuple):
    """The primary sends a record to every other node."""

    op: str
    key: str
    record: Record


class Copied(NamedTuple):
    """Acknowledges a Copy."""

    op: str


class Fetch(NamedTuple):
    """A node that rejoins asks its new primary for everything."""


class Snapshot(NamedTuple):
    """Everything that a primary has."""

    records: tuple[tuple[str, Record], ...]
    epoch: int


Result = tuple[State, tuple[Effect, ...]]


def newest(records: Mapping[str, Record], others: Mapping[str, Record]) -> dict[str, Record]:
    """Of each key the record with the greater version."""
    newer = {key: record for key, record in others.items() if key not in records or record[0] > records[key][0]}
    return {**records, **newer}
