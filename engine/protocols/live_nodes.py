"""What the live nodes of a run hold at an instant, by which a write is judged lost or not.

Rules of this file
* A crashed node's disk does not count: what is only there is lost until the node comes back.
* A node that has lost its disk may give a version a second time, so a write is known by its version and its value.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from engine.model import Operation
from engine.protocols.actor import Actor
from engine.trace import Trace


class Held(NamedTuple):
    """A version and the value that goes by it."""

    version: Any
    value: Any


def acknowledged_writes(trace: Trace, index: int) -> list[Operation]:
    """The writes and deletes that had ended 'ok' by an event, in order of issue."""
    return [
        op
        for op in trace.operations
        if op.kind in ("write", "delete") and op.status == "ok" and op.last is not None and op.last <= index
    ]


def live_states(trace: Trace, index: int) -> Iterator[tuple[str, Any]]:
    """(node, its state) of every node that is up after the event with this index, in node order."""
    down = trace.network(index).down
    for node in trace.scenario.system.names:
        if node not in down:
            yield node, trace.state(node, index)


def live_versions(
    actor: Actor[Any, Any, Any, Any, Any], config: Any, trace: Trace, index: int
) -> dict[str, list[Held]]:
    """By key: the versions that live nodes show after the event with this index."""
    held: dict[str, list[Held]] = {}
    for node, state in live_states(trace, index):
        for key, cell in actor.view(config, node, state).store.items():
            held.setdefault(key, []).extend(map(Held, cell.versions, cell.values))
    return held


def without_greater(held: Mapping[str, Sequence[Held]], writes: Sequence[Operation]) -> list[Operation]:
    """The writes, of those given, that are not held, nor a greater version of their key, nor the same one given anew to
    a write that came after.
    """
    return [op for op in writes if not any(_stands_for(one, op, writes) for one in held.get(op.key, ()))]


def _stands_for(held: Held, op: Operation, writes: Sequence[Operation]) -> bool:
    if held.version != op.version:
        return bool(held.version > op.version)
    return held.value == op.value or any(
        (other.key, other.version, other.value) == (op.key, *held) and other.issued >= (op.done or 0)
        for other in writes
    )
