"""What the instances of services did in a run."""

from __future__ import annotations

from collections import Counter

from engine.protocols.service import PROTOCOL
from engine.trace import Trace


def carried_out(trace: Trace, index: int) -> Counter[str] | None:
    """By call, how often it was carried out up to an event, on all instances together; None of another system."""
    if PROTOCOL.config_of(trace.scenario.system) is None:
        return None
    found: Counter[str] = Counter()
    for node in trace.scenario.system.names:
        found.update(trace.state(node, index).done)
    return found


def behaviour(trace: Trace, instance: str, service: str, index: int) -> str:
    """How an instance answers calls of a service after an event: 'ok' where nothing else was said."""
    if PROTOCOL.config_of(trace.scenario.system) is None:
        return "ok"
    behaves = trace.state(instance, index).how
    how: tuple[str, int] = behaves.get(service) or behaves.get("") or ("ok", 0)
    return how[0]
