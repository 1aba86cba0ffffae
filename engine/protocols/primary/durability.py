"""Which acknowledged writes a primary and its copies lost.

A write overwrites what its primary had under that key when it took the write, and whatever that had overwritten before:
a chain of versions. A write is lost iff no live node has a later version of its chain, nor its hint.
"""

from __future__ import annotations

from collections.abc import Sequence

from engine.model import Operation
from engine.model.naming import operation_of
from engine.protocols.lineage import overwritten_versions, with_overwritten
from engine.protocols.live_nodes import Held, live_states
from engine.protocols.primary.state import Config, State
from engine.trace import Trace


def lost_writes(config: Config, trace: Trace, index: int, writes: Sequence[Operation]) -> list[Operation]:
    """The writes, of those given, that are lost after the event with this index."""
    held: dict[str, list[Held]] = {}
    hinted: set[str] = set()
    for _, state in live_states(trace, index):
        for key, record in state.store.items():
            held.setdefault(key, []).append(Held(*record))
        for (op, key), record in state.hints.items():
            held.setdefault(key, []).append(Held(*record))
            hinted.add(operation_of(op))
    kept = with_overwritten(held, overwritten_versions(trace, _newest))
    return [op for op in writes if (op.key, (op.version, op.value)) not in kept and op.id not in hinted]


def _newest(state: State, key: str) -> Held | None:
    record = state.store.get(key)
    return None if record is None else Held(*record)
