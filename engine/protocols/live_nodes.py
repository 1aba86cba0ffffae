"""What the live nodes of a run hold at an instant, by which a write is judged lost or not.

A crashed node's disk does not count: what is only there is lost until the node comes back.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from engine.model import Operation
from engine.protocols.actor import Actor
from engine.trace import Trace


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


def live_versions(actor: Actor[Any, Any, Any, Any, Any], config: Any, trace: Trace, index: int) -> dict[str, list[Any]]:
    """By key: the versions that live nodes show after the event with this index."""
    held: dict[str, list[Any]] = {}
    for node, state in live_states(trace, index):
        for key, cell in actor.view(config, node, state).store.items():
            held.setdefault(key, []).extend(cell.versions)
    return held


def without_greater(held: dict[str, list[Any]], writes: Sequence[Operation]) -> list[Operation]:
    """The writes, of those given, of whose key no such version is held, nor a greater one."""
    return [op for op in writes if not any(version >= op.version for version in held.get(op.key, ()))]
