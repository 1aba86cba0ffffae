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


def has_capacity(trace: Trace) -> bool:
    """Is this a run of instances that work on a bounded number of calls at a time?"""
    config = PROTOCOL.config_of(trace.scenario.system)
    return config is not None and config.capacity is not None


def calls_waiting(trace: Trace, instance: str, last: int) -> tuple[tuple[int, int], ...]:
    """(tick, calls that wait for their turn at the end of it), wherever that changed, up to the event `last`."""
    found: dict[int, int] = {}
    for index, state in trace.states(instance):
        if index <= last:
            found[trace.events[index].tick] = len(state.waiting)
    lengths = list(found.items())
    return tuple(one for place, one in enumerate(lengths) if not place or one[1] != lengths[place - 1][1])
