"""What a primary node is made of, and what its messages say."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from engine.model import Effect, Environment, Request, Value, Version


class Config(NamedTuple):
    """The settings of a run, all filled in."""

    nodes: tuple[str, ...]
    copy: str
    primary: str
    read: str
    fallback: str | None
    patience: int
    handoff: int
    ttl: int
    stale_if_error: bool
    lease: int
    heartbeat: int
    flaw: tuple[str, ...]

    def others(self, node: str) -> tuple[str, ...]:
        """All nodes but one."""
        return tuple(name for name in self.nodes if name != node)

    def soft(self, node: str, primary: str) -> bool:
        """Are this node's copies soft: may they expire, to be fetched again?"""
        return self.copy == "cache" and node != primary


class Record(NamedTuple):
    """What a node keeps under a key. A value of None is a tombstone."""

    version: Version
    value: Value


class Pending(NamedTuple):
    """A write that its primary has applied and that others have not all acknowledged."""

    coordinator: str
    version: Version
    acks: tuple[str, ...]


class Asked(NamedTuple):
    """A request that its coordinator has passed on, and to whom so far."""

    request: Request
    tried: tuple[str, ...]


class State(NamedTuple):
    """A node. On disk: store (but for soft copies), believes, epoch, sequence, hints, seen, taken; the rest is memory.

    believes: the node that it takes for the primary. epoch: how many promotions it knows of. sequence: the number of
    the last write that it numbered. fresh: what a new primary copied here since `rejoin`, None if nothing is awaited.
    asked: what this node waits for as a coordinator, by operation. hints: writes kept for the primary, by (operation,
    key), taken: how many there ever were. seen: the versions of operations that it numbered or was sent. expired:
    soft copies past their time. heard: by node, when it last answered a heartbeat. lapsed: is the lease over?
    """

    store: Mapping[str, Record]
    believes: str
    epoch: int
    sequence: int
    pending: Mapping[str, Pending]
    fresh: Mapping[str, Record] | None
    asked: Mapping[str, Asked]
    hints: Mapping[tuple[str, str], Record]
    seen: Mapping[str, Version]
    taken: int
    expired: Mapping[str, Record]
    heard: Mapping[str, int]
    lapsed: bool

    def waits(self, request: Request, tried: tuple[str, ...]) -> State:
        """The same, waiting for these nodes to answer a request."""
        return self._replace(asked={**self.asked, request.op: Asked(request, tried)})

    def forgets(self, op: str) -> State:
        """The same, no longer waiting for an answer to an operation."""
        return self._replace(asked=without(self.asked, op)) if op in self.asked else self

    def settles(self, op: str) -> State:
        """The same, no longer waiting for copies of a write."""
        return self._replace(pending=without(self.pending, op)) if op in self.pending else self


NEW = State({}, "", 0, 0, {}, None, {}, {}, {}, 0, {}, {}, False)
"""A node that knows nothing yet."""


# -- timers --------------------------------------------------------------------------------------------------------


class Tick(NamedTuple):
    """Time for periodic work: handoff, heartbeat; or the end of the lease."""

    what: str


class Patience(NamedTuple):
    """Whoever was asked has been silent for too long."""

    op: str
    what: str = "patience"


class Expire(NamedTuple):
    """A soft copy has reached its age."""

    key: str
    what: str = "expire"


# -- messages ------------------------------------------------------------------------------------------------------


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
"""What its messages say."""

Timer = Tick | Patience | Expire
Env = Environment[Config]
Result = tuple[State, tuple[Effect, ...]]


def newest(records: Mapping[str, Record], others: Mapping[str, Record]) -> dict[str, Record]:
    """Of each key the record with the greater version."""
    newer = {key: record for key, record in others.items() if key not in records or record[0] > records[key][0]}
    return {**records, **newer}


def without(mapping: Mapping[Any, Any], gone: Any) -> dict[Any, Any]:
    """The mapping without a key."""
    return {key: value for key, value in mapping.items() if key != gone}
