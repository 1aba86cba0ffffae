"""Which acknowledged writes causal memory lost.

A version that stands in a write's place by the rule of the run overwrites it, where a live node has applied both; what
a live node still holds back is not lost. A node that has lost its disk gives its dots a second time: a clock that has
such a dot stands for the one of both writes whose update is on a live node.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from engine.clocks import vector as clocks
from engine.model import Operation
from engine.model.naming import operation_of
from engine.protocols.causal.messages import Update
from engine.protocols.causal.state import Config, State
from engine.protocols.live_nodes import Held, live_states, without_greater
from engine.trace import Trace


def lost_writes(config: Config, trace: Trace, index: int, writes: Sequence[Operation]) -> list[Operation]:
    """The writes, of those given, that are lost after the event with this index."""
    states = [state for _, state in live_states(trace, index)]
    held: dict[str, list[Held]] = {}
    for state in states:
        for key, record in state.store.items():
            held.setdefault(key, []).append(Held(record.version, record.value))
        for update in state.waiting.values():
            version = update.version(True) if config.converge else {"context": update.past}
            held.setdefault(update.key, []).append(Held(version, update.value))
    if config.converge:
        return without_greater(held, writes)
    given = Counter(op.version["dot"] for op in trace.operations if op.kind != "read" and op.version)
    there = {operation_of(update.op) for state in states for update in _updates(state)}

    def stands(op: Operation) -> bool:
        dot = op.version["dot"]
        known = any(clocks.covers(one.version["context"], dot) for one in held.get(op.key, ()))
        return known and (given[dot] == 1 or op.id in there)

    return [op for op in writes if not stands(op)]


def _updates(state: State) -> list[Update]:
    return [*(update for block in state.log for update in block), *state.waiting.values()]
