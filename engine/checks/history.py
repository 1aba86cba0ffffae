"""What a check is given: operations as clients saw them or, for convergence, what the nodes hold.

Rules of this file
* Operations stand in the order in which they were issued.
* The history as known at the end of a tick knows neither what is issued later, nor how what still runs will end, nor
  that its node will crash.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from engine.model import NodeView, Operation

MISMATCH: Final = "cas_mismatch"
"""Why a cas is refused by who tells what it found: `value` of the reason."""


@dataclass(frozen=True, slots=True)
class Replicas:
    """What the nodes hold at one moment.

    views: by node that keeps data what it shows. up: is the node up (one that is left out is). quiet: the run is over,
    and nothing is in flight any more and no link is cut, or anti-entropy has come to nothing.
    """

    views: Mapping[str, NodeView]
    up: Mapping[str, bool] = field(default_factory=dict)
    quiet: bool = True


def answered(operations: Sequence[Operation]) -> tuple[Operation, ...]:
    """The reads and writes among them, as promises about data see them.

    A degraded answer that came from what a gateway had kept is an answer like any other; one that holds no data is
    none. Calls of services are no reads and no writes.
    """
    return tuple(_answered(op) for op in operations if op.kind != "call")


def _answered(op: Operation) -> Operation:
    if op.status != "degraded":
        return op
    kept = op.why is not None and op.why.rule == "kept"
    return op._replace(status="ok" if kept else "refused")


def known(operations: Sequence[Operation], until: int | None) -> tuple[Operation, ...]:
    """The history as known at the end of a tick (None: at the end of the run)."""
    if until is None:
        return tuple(operations)
    return tuple(_known(op, until) for op in operations if op.issued <= until)


def _known(op: Operation, until: int) -> Operation:
    if op.node_down is not None and op.node_down > until:
        op = op._replace(node_down=None)
    if op.done is None or op.done <= until:
        return op
    return op._replace(status="pending", done=None, reason=None, redirect=None)


def by_key(operations: Sequence[Operation]) -> dict[str, list[Operation]]:
    """The operations on each key, keys in sorted order."""
    keys: dict[str, list[Operation]] = {}
    for op in operations:
        keys.setdefault(op.key, []).append(op)
    return dict(sorted(keys.items()))


def as_read(op: Operation) -> Operation:
    """A cas that was refused with what its key held, as the read that it was; any other operation as it is."""
    if op.kind == "cas" and op.status == "refused" and op.reason is not None and op.reason.code == MISMATCH:
        return op._replace(kind="read", status="ok", value=op.reason.values["value"])
    return op


def register_value(op: Operation) -> object:
    """What an operation wrote to a register or saw in it: None for a delete and for an absent key; of a cas what it
    wrote.

    A read of several values at once gives a tuple of them; of none or one it is as good as plain.
    """
    if op.kind == "delete":
        return None
    if op.kind == "cas":
        return op.written
    if isinstance(op.value, tuple) and len(op.value) < 2:
        return op.value[0] if op.value else None
    return op.value
