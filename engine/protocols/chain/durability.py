"""Which acknowledged writes a chain lost: those that no live node has, clean or dirty, nor what overwrote them.

A write overwrites what its head had under that key when it numbered the write. So the write of an old chain is lost
when the new one drops it, however great the versions there are.
"""

from __future__ import annotations

from collections.abc import Sequence

from engine.model import Operation
from engine.protocols.chain.state import Config, State
from engine.protocols.lineage import overwritten_versions, with_overwritten
from engine.protocols.live_nodes import Held, live_states
from engine.trace import Trace


def lost_writes(config: Config, trace: Trace, index: int, writes: Sequence[Operation]) -> list[Operation]:
    """The writes, of those given, that are lost after the event with this index."""
    held: dict[str, list[Held]] = {}
    for _, state in live_states(trace, index):
        for key, record in state.store.items():
            held.setdefault(key, []).append(Held(*record))
        for key, puts in state.dirty.items():
            held.setdefault(key, []).extend(Held(*put.record) for put in puts)
    kept = with_overwritten(held, overwritten_versions(trace, _newest))
    return [op for op in writes if (op.key, (op.version, op.written)) not in kept]


def _newest(state: State, key: str) -> Held | None:
    record = state.newest(key)
    return None if record is None else Held(*record)
