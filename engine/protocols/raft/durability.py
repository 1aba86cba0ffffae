"""Which acknowledged writes a Raft cluster lost: those whose entry is in the log of no live node."""

from __future__ import annotations

from collections.abc import Sequence

from engine.model import Operation
from engine.model.naming import operation_of
from engine.protocols.live_nodes import live_states
from engine.protocols.raft.state import Config
from engine.trace import Trace


def lost_writes(config: Config, trace: Trace, index: int, writes: Sequence[Operation]) -> list[Operation]:
    """The writes, of those given, whose entry is in the log of no live node after the event with this index.

    A write's version is (term, index) of its entry; after wiped disks another entry may have the same.
    """
    logs = [state.log for _, state in live_states(trace, index)]
    logged = {(entry.term, place, operation_of(entry.op or "")) for log in logs for place, entry in enumerate(log, 1)}
    return [op for op in writes if (*op.version, op.id) not in logged]
