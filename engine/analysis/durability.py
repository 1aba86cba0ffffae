"""Durability: acknowledged writes that a run lost.

A write that ended 'ok' is lost iff, after an event, nobody can be told of it any more, nor of a write that came after
it: no live node has either. What may come after it is what the system promises to its clients: where they pass on what
they have read, a write by one who had read it, or what it was merged into; where one node orders all writes (primary,
chain, raft), what that node ordered after it; where cause and effect are kept, what it is no effect of; else, as in a
register, any write that had not been acknowledged before it was issued. So of two concurrent writes to a register one
may overwrite the other, but a clock that is ahead may not let the earlier of two overwrite the later.

A crashed node's disk does not count: what is only there is lost until the node comes back. A protocol may have a rule
of its own (its hook lost_writes); without one a greater version that a live node shows overwrites.
"""

from __future__ import annotations

from engine.model import Reason, Verdict
from engine.protocols import configured, protocol_of
from engine.protocols.live_nodes import acknowledged_writes, live_versions, without_greater
from engine.trace import Trace

CHECK = "durable"
"""The name of the verdict: no acknowledged write is lost."""


def durable(trace: Trace, index: int | None = None) -> Verdict:
    """The verdict on a run as it stands after an event (None: the last). What was broken can be kept again later, when
    a node comes back."""
    lost = lost_writes(trace, index)
    if not lost:
        return Verdict(CHECK, None, "kept")
    ids = {op.id: op for op in trace.operations}
    first, system = ids[lost[0]], trace.scenario.system
    values = {"op": first.id, "value": first.written, "client": first.client, "count": len(lost)}
    reason = Reason(protocol_of(system).lost_code(configured(system)), values)
    return Verdict(CHECK, None, "broken", lost, reason)


def lost_writes(trace: Trace, index: int | None = None) -> tuple[str, ...]:
    """The ids of the acknowledged writes that are lost after an event (usually the last), in order of issue."""
    index = trace.last if index is None else index
    acknowledged = acknowledged_writes(trace, index)
    protocol, config = protocol_of(trace.scenario.system), configured(trace.scenario.system)
    if protocol.lost_writes is not None:
        lost = protocol.lost_writes(config, trace, index, acknowledged)
    else:
        lost = without_greater(live_versions(protocol.actor, config, trace, index), acknowledged, trace.operations)
    return tuple(op.id for op in lost)
