"""What a node of primary is: its configuration, its state, its timers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from engine.model import Effect, Environment, Request, Value, Version
from engine.protocols.flushing import ALWAYS, Flush
from engine.structures.mappings import without


class Config(NamedTuple):
    """The settings of a run, all filled in. patience, handoff, ttl, lease, heartbeat, in_sync_timeout: ticks, 0 is off.

    copy: 'sync', 'async', 'in_sync' or 'cache'. read: 'local' or 'primary'. fallback: a node, or None. lease_covers:
    'writes' or 'all'. controller: who keeps the in-sync set where there is one, and no data.
    """

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
    lease_covers: str
    heartbeat: int
    min_in_sync: int
    in_sync_timeout: int
    unclean: bool
    controller: str | None
    flaw: tuple[str, ...]
    flush: Flush = ALWAYS

    @property
    def replicas(self) -> tuple[str, ...]:
        """The nodes that keep data, in node order."""
        return tuple(name for name in self.nodes if not self.controls(name))

    def others(self, node: str) -> tuple[str, ...]:
        """All replicas but this node, in node order."""
        return tuple(name for name in self.replicas if name != node)

    def controls(self, node: str) -> bool:
        """Is this the node that keeps the in-sync set?"""
        return self.copy == "in_sync" and node == self.controller

    def soft(self, node: str, primary: str) -> bool:
        """Does this node hold soft copies only: copies that expire and can be fetched again from the primary?"""
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


class Follower(NamedTuple):
    """What a primary knows of an in-sync replica or of one that was: `has`, all up to this number (-1: nobody knows).

    caught: the primary's clock when the replica was last known to have all that there was. Once it has all up to
    `mark` it had all at `marked`, too.
    """

    has: int
    caught: int
    mark: int
    marked: int


class InSyncSet(NamedTuple):
    """The in-sync replicas as of the set's change with this number; asked: the set that the controller was asked for
    and has not answered about, or ()."""

    members: tuple[str, ...] = ()
    change: int = 0
    asked: tuple[str, ...] = ()


class Asked(NamedTuple):
    """A request that its coordinator has passed on, and the nodes that were asked so far."""

    request: Request
    tried: tuple[str, ...]


class State(NamedTuple):
    """A node. On disk: store (but for soft copies), believes, epoch, sequence, hints, seen, taken, in_sync; the rest is
    memory.

    believes: the node that it takes for the primary. epoch: how many promotions it knows of. sequence: the number of
    the last write that it numbered; of a replica of `copy=in_sync`, that of the last which it has with all before (-1:
    it does not know). fresh: what a new primary copied here since `rejoin`, None if nothing is awaited.
    asked: what this node waits for as a coordinator, by operation. hints: writes kept for the primary, by (operation,
    key); taken: how many there ever were. seen: the versions of operations that it numbered or was sent, () of those
    that it refused. expired: soft copies past their time. heard: by node, its own clock when that node last answered a
    heartbeat. lapsed: is the lease over? in_sync, followers: of the primary and, the former, of the controller.
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
    in_sync: InSyncSet
    followers: Mapping[str, Follower]

    def with_asked(self, request: Request, tried: tuple[str, ...]) -> State:
        """The state in which these nodes have been asked for an answer to a request."""
        return self._replace(asked={**self.asked, request.op: Asked(request, tried)})

    def without_asked(self, op: str) -> State:
        """The state in which no answer to this operation is awaited any more."""
        return self._replace(asked=without(self.asked, op)) if op in self.asked else self

    def without_pending(self, op: str) -> State:
        """The state in which no copies of this write are awaited any more."""
        return self._replace(pending=without(self.pending, op)) if op in self.pending else self


NEW = State({}, "", 0, 0, {}, None, {}, {}, {}, 0, {}, {}, False, InSyncSet(), {})
"""The state of a node that has nothing yet and takes nobody for the primary."""


class Tick(NamedTuple):
    """A timer: 'handoff' or 'heartbeat', which are periodic, or 'lease', the end of the lease."""

    what: str


class Patience(NamedTuple):
    """The timer of an operation: whoever was asked has been silent for `patience` ticks."""

    op: str
    what: str = "patience"


class Expire(NamedTuple):
    """The timer of a soft copy: it is `ttl` ticks old."""

    key: str
    what: str = "expire"


Timer = Tick | Patience | Expire
Env = Environment[Config]
Result = tuple[State, tuple[Effect, ...]]


def newest(records: Mapping[str, Record], others: Mapping[str, Record]) -> dict[str, Record]:
    """Both, with the greater version of each key; what is in `records` stands where both are equal."""
    newer = {key: record for key, record in others.items() if key not in records or record[0] > records[key][0]}
    return {**records, **newer}
