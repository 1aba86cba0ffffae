"""What clients have seen and what writes depend on, in a run of causal memory.

Rules of this file
* A client has seen what the answers that it got up to an event stand for, merged.
* A write's dependencies are those that it was sent with. The nearest ones are those that no other one stands for: who
  has them and all that they depend on has everything (Lloyd et al. 2011, section 4).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from engine.clocks import vector as clocks
from engine.clocks.vector import Clock, Dot
from engine.model import Reply, Value
from engine.protocols.causal.messages import Update
from engine.trace import Trace


class Dependent(NamedTuple):
    """A write that depends on others: the clock of those (after), the nearest of them, the nodes that hold it back."""

    op: str
    dot: Dot
    key: str
    value: Value
    after: Clock
    nearest: tuple[Dot, ...]
    held: tuple[str, ...]


def seen_by_client(trace: Trace, index: int) -> dict[str, Clock]:
    """By client that was answered up to the event with this index: the clock of all that it has seen."""
    clients = {op.id: op.client for op in trace.operations}
    found: dict[str, Clock] = {}
    for event in trace.events[: index + 1]:
        for effect in event.effects:
            if isinstance(effect, Reply):
                client = clients[effect.op]
                found[client] = clocks.merge(found.get(client, {}), effect.seen or {})
    return found


def dependents(trace: Trace, index: int) -> tuple[Dependent, ...]:
    """Every write that some node has received up to the event with this index, in order of dots."""
    states = {node: trace.state(node, index) for node in trace.scenario.system.names}
    known = {update.dot: update for state in states.values() for block in state.log for update in block}
    known |= {update.dot: update for state in states.values() for update in state.waiting.values()}
    sent = {message.body.dot: message.body for event in trace.events[: index + 1] for message in event.sent
            if isinstance(message.body, Update)}  # fmt: skip
    pasts = {dot: update.past for dot, update in known.items()}
    rows = []
    for dot in sorted(known):
        update = sent.get(dot, known[dot])
        held = tuple(node for node, state in states.items() if dot in state.waiting)
        rows.append(
            Dependent(update.op, dot, update.key, update.value, update.after, nearest(update.after, pasts), held)
        )
    return tuple(rows)


def nearest(after: Clock, pasts: Mapping[Dot, Clock]) -> tuple[Dot, ...]:
    """The dots of a clock that no other of its dots stands for.

    pasts: by dot of a write, the clock of whoever has applied it.
    """
    dots = [(node, count) for node, count in sorted(after.items()) if count]
    return tuple(
        dot for dot in dots if not any(other != dot and clocks.covers(pasts.get(other, {}), dot) for other in dots)
    )
