"""Which acknowledged writes causal memory lost.

A version that stands in a write's place by the rule of the run overwrites it, where a live node has applied both; what
a live node still holds back is not lost.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from engine.clocks import vector as clocks
from engine.model import Operation
from engine.protocols.causal.state import Config
from engine.protocols.live_nodes import live_states
from engine.trace import Trace


def lost_writes(config: Config, trace: Trace, index: int, writes: Sequence[Operation]) -> list[Operation]:
    """The writes, of those given, that are lost after the event with this index."""
    held: dict[str, list[Any]] = {}
    for _, state in live_states(trace, index):
        for key, record in state.store.items():
            held.setdefault(key, []).append(record.version)
        for update in state.waiting.values():
            version = update.version(True) if config.converge else {"context": update.past}
            held.setdefault(update.key, []).append(version)
    return [op for op in writes if not any(_same_or_over(op, version) for version in held.get(op.key, ()))]


def _same_or_over(op: Operation, version: Any) -> bool:
    """Is this version that of the write, or did it take its place by the rule of the run?"""
    if isinstance(version, tuple):
        return bool(version >= op.version)
    return clocks.covers(version["context"], op.version["dot"])
