"""What the live nodes of a run hold at an instant, by which a write is judged lost or not.

Rules of this file
* A crashed node's disk does not count: what is only there is lost until the node comes back.
* A node that has lost its disk may give a version a second time, so a write is known by its version and its value.
* A greater version stands for a write only if it may come after it: not if it had been acknowledged before the write
  was issued, as happens where a clock is ahead.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from engine.model import Operation
from engine.protocols.actor import Actor
from engine.trace import Trace

CHANGES = ("write", "delete", "cas")
"""Kinds of operation that give a key another value."""


class Held(NamedTuple):
    """A version and the value that goes by it."""

    version: Any
    value: Any


def acknowledged_writes(trace: Trace, index: int) -> list[Operation]:
    """The writes, deletes and cas that had ended 'ok' by an event, in order of issue."""
    return [
        op
        for op in trace.operations
        if op.kind in CHANGES and op.status == "ok" and op.last is not None and op.last <= index
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


def without_greater(
    held: Mapping[str, Sequence[Held]], writes: Sequence[Operation], operations: Sequence[Operation] = ()
) -> list[Operation]:
    """The writes, of those given, that are not held, nor a greater version of their key, nor the same one given anew to
    a write that came after. operations: those of the run, where real time counts; the others may come in any order.
    """
    writers: dict[tuple[str, Any], list[Operation]] = {}
    for op in operations:
        if op.kind in CHANGES and op.version:
            writers.setdefault((op.key, op.version), []).append(op)
    return [op for op in writes if not any(_stands_for(one, op, writes, writers) for one in held.get(op.key, ()))]


def may_follow(other: Operation, op: Operation) -> bool:
    """May another operation come after this one? Not if it had been acknowledged before this one was issued."""
    return not (other.status == "ok" and other.done is not None and other.done < op.issued)


def _stands_for(
    held: Held, op: Operation, writes: Sequence[Operation], writers: Mapping[tuple[str, Any], Sequence[Operation]]
) -> bool:
    if held.version != op.version:
        if not held.version > op.version:
            return False
        by = writers.get((op.key, held.version), ()) if writers else ()
        return not by or any(may_follow(other, op) for other in by)
    return held.value == op.written or any(
        (other.key, other.version, other.written) == (op.key, *held) and other.issued >= (op.done or 0)
        for other in writes
    )
