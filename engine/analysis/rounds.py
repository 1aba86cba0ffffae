"""Anti-entropy that has come to nothing: has a whole round of it changed nothing any more?

Rules of this file
* A comparison begins with a message of a kind that compares (MessageKind), and goes on with all that is sent where a
  message of it is delivered. It is complete once all of these are delivered.
* A whole round: since data or network last changed, every node that keeps data and is up has begun a comparison with
  every other one that is complete. What was compared in vain will be compared in vain again.
* So a cut link, a message from before or of another kind on its way, or a client who waits leave it open.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import permutations

from engine.availability.endpoints import replicas, view_of
from engine.model import Event, Message
from engine.protocols import protocol_of
from engine.trace import Trace

Pair = tuple[str, str]
"""Who compares, and with whom."""
Name = tuple[str, str, int]
"""A message: (from, to, nth)."""

ROUNDS = 2
"""So many comparisons of each pair are looked at, from the end: messages of the last may still be on their way."""


def whole_round_in_vain(trace: Trace) -> bool:
    """Has a whole round changed nothing, up to the end of the run?"""
    down = trace.network(trace.last).down
    live = [node for node in replicas(trace.scenario.system) if node not in down]
    begun = _rounds_back(trace, live)
    if begun is None or any(op.status == "pending" for op in trace.operations):
        return False
    complete, under_way = _comparisons(trace, trace.events[max(begun, _last_change(trace, live, begun) + 1) :])
    known = all(message[:3] in under_way for message in trace.in_flight(trace.last))
    return known and complete.issuperset(permutations(live, 2))


def _rounds_back(trace: Trace, live: Sequence[str]) -> int | None:
    """The index of the last event from which on every pair has begun ROUNDS comparisons, or at least one; else None."""
    begun: dict[Pair, int] = dict.fromkeys(permutations(live, 2), 0)
    for index in range(trace.last, -1, -1):
        for message in _begun(trace, trace.events[index]):
            if message[:2] in begun:
                begun[message[:2]] += 1
        least = min(begun.values(), default=ROUNDS)
        if least >= ROUNDS:
            return index
    return 0 if least else None


def _last_change(trace: Trace, live: Sequence[str], first: int) -> int:
    """The index of the last event since the first one given that changed the network or what a live node shows; -1 for
    none.
    """
    views = {node: view_of(trace.scenario, node, trace.state(node, trace.last)) for node in live}
    states: dict[str, object] = {node: trace.state(node, trace.last) for node in live}
    same = dict.fromkeys(live, trace.last)
    for index in range(trace.last, first - 1, -1):
        event, node = trace.events[index], trace.events[index].node
        if event.kind == "fault":
            return index
        if node not in views or event.state is None:
            continue
        if event.state is not states[node] and view_of(trace.scenario, node, event.state) != views[node]:
            return same[node]
        states[node], same[node] = event.state, index
    return -1


def _comparisons(trace: Trace, events: Sequence[Event]) -> tuple[set[Pair], set[Name]]:
    """(the pairs of which a comparison is complete, the messages of those that are not)."""
    of: dict[Name, Name] = {}
    open_: dict[Name, int] = {}
    for event in events:
        for message in _begun(trace, event):
            of[message[:3]] = message[:3]
            open_[message[:3]] = 1
        if event.kind == "deliver" and event.cause[:3] in of:
            first = of.pop(event.cause[:3])
            open_[first] += len(event.sent) - 1
            of |= {message[:3]: first for message in event.sent}
    return {first[:2] for first, left in open_.items() if not left}, set(of)


def _begun(trace: Trace, event: Event) -> Iterator[Message]:
    """The messages of an event with which a comparison begins."""
    kinds = protocol_of(trace.scenario.system).actor.messages
    if event.kind != "deliver":
        yield from (one for one in event.sent if type(one.body) in kinds and kinds[type(one.body)].compares)
