"""How long a system had nobody to whom clients could be sent: ticks without a leader.

Rules of this file
* A leader is a live node that would answer whoever was told to ask it, as its protocol says (`serves` of its actor):
  for Raft, one that leads and is in touch with a majority. A leader that can commit nothing counts for none.
* Each tick counts as it ends. Where no protocol names leaders there is no such number.
"""

from __future__ import annotations

from typing import Any

from engine.protocols import configured, protocol_of
from engine.protocols.actor import nobody_refers
from engine.trace import Trace


def leaderless(trace: Trace, index: int) -> int | None:
    """The ticks without a leader up to an event; None under a protocol that has none."""
    system = trace.scenario.system
    serves, config = protocol_of(system).actor.serves, configured(system)
    if serves is nobody_refers:
        return None
    states: dict[str, Any] = {}
    total, since, led = 0, 0, True
    for nth, event in enumerate(trace.events[: index + 1]):
        if event.node is not None and event.state is not None and event.node in system.names:
            states[event.node] = event.state
        if nth < index and trace.events[nth + 1].tick == event.tick:
            continue
        total, since = total + (0 if led else event.tick - since), event.tick
        network = trace.network(nth)
        led = any(serves(config, state, network.in_touch(node)) for node, state in states.items())
    end = trace.end if index == trace.last else trace.events[index].tick
    return total + (0 if led else end - since)
