"""Durability: acknowledged writes that a run lost.

A write that ended 'ok' is lost iff, after an event, no live node has its version and nobody overwrote it who knew of
it. Who knew of it is for the protocol to say (its hook lost_writes); without a rule of its own a greater version that a
live node shows overwrites. A crashed node's disk does not count: what is only there is lost until the node comes back.
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
    values = {"op": first.id, "value": first.value, "client": first.client, "count": len(lost)}
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
        lost = without_greater(live_versions(protocol.actor, config, trace, index), acknowledged)
    return tuple(op.id for op in lost)
