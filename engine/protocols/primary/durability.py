"""Which acknowledged writes a primary and its copies lost.

A write overwrites what its primary had under that key when it took the write, and whatever that had overwritten before;
the last of such a row must be on a live node. What a live fallback keeps as a hint is not lost.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from engine.model import Operation
from engine.protocols.lineage import overwritten, with_overwritten
from engine.protocols.live_nodes import live_states
from engine.protocols.primary.values import Config, State
from engine.trace import Trace


def lost_writes(config: Config, trace: Trace, index: int, writes: Sequence[Operation]) -> list[Operation]:
    """Those of these writes that are lost after an event."""
    held: dict[str, list[Any]] = {}
    hinted: set[str] = set()
    for _, state in live_states(trace, index):
        for key, record in state.store.items():
            held.setdefault(key, []).append(record.version)
        for (op, key), record in state.hints.items():
            held.setdefault(key, []).append(record.version)
            hinted.add(op)
    kept = with_overwritten(held, overwritten(trace, _version))
    return [op for op in writes if (op.key, op.version) not in kept and op.id not in hinted]


def _version(state: State, key: str) -> Any:
    record = state.store.get(key)
    return None if record is None else record.version
