"""Which acknowledged writes a primary and its copies lost.

A write overwrites what its primary had under that key when it took the write, and whatever that had overwritten before:
a chain of versions. A write is lost iff no live node has a later version of its chain, nor its hint.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from engine.model import Operation
from engine.protocols.lineage import overwritten_versions, with_overwritten
from engine.protocols.live_nodes import live_states
from engine.protocols.primary.state import Config, State
from engine.trace import Trace


def lost_writes(config: Config, trace: Trace, index: int, writes: Sequence[Operation]) -> list[Operation]:
    """The writes, of those given, that are lost after the event with this index."""
    held: dict[str, list[Any]] = {}
    hinted: set[str] = set()
    for _, state in live_states(trace, index):
        for key, record in state.store.items():
            held.setdefault(key, []).append(record.version)
        for (op, key), record in state.hints.items():
            held.setdefault(key, []).append(record.version)
            hinted.add(op)
    kept = with_overwritten(held, overwritten_versions(trace, _version_of))
    return [op for op in writes if (op.key, op.version) not in kept and op.id not in hinted]


def _version_of(state: State, key: str) -> object:
    record = state.store.get(key)
    return None if record is None else record.version
