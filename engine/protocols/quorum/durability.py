"""Which acknowledged writes a quorum system lost.

A greater version on a live node (or kept there as a hint) overwrites by rule, and so does a greater delete whose
tombstone is gone or was never kept; such a delete stands while a live home node has nothing under its key. But what had
been acknowledged before a write was issued does not overwrite it: a clock that was ahead has lost it.
"""

from __future__ import annotations

from collections.abc import Sequence

from engine.model import Operation
from engine.protocols.live_nodes import Held, live_states, may_follow, without_greater
from engine.protocols.quorum.state import Config
from engine.trace import Trace


def lost_writes(config: Config, trace: Trace, index: int, writes: Sequence[Operation]) -> list[Operation]:
    """The writes, of those given, that are lost after the event with this index."""
    lost = without_greater(_held_versions(trace, index), writes, trace.operations)
    return [op for op in lost if not _overwritten_by_delete(op, config, trace, index)]


def _held_versions(trace: Trace, index: int) -> dict[str, list[Held]]:
    held: dict[str, list[Held]] = {}
    for _, state in live_states(trace, index):
        for key, record in state.store.items():
            held.setdefault(key, []).append(Held(record.version, record.value))
        for (_, key), record in state.hints.items():
            held.setdefault(key, []).append(Held(record.version, record.value))
    return held


def _overwritten_by_delete(op: Operation, config: Config, trace: Trace, index: int) -> bool:
    """Is a write overwritten by a delete, or a delete that holds by its key's absence?"""
    if any(
        other.kind == "delete"
        and other.key == op.key
        and other.version
        and other.version > op.version
        and may_follow(other, op)
        for other in trace.operations
        if other.first <= index
    ):
        return True
    live = [state for node, state in live_states(trace, index) if node in config.home]
    return op.kind == "delete" and any(op.key not in state.store for state in live)
