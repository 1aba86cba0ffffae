"""Which events could have caused which: happened-before over a finished trace.

Lanes are nodes. An event of a lane follows the lane's earlier ones, and a delivery follows the event that sent the
message; so does that of a duplicate. e happened before f iff f's clock knows at least as many events of e's lane as
e's own place in it.

Sources: Lamport 1978; Fidge 1988; Mattern 1989.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple, TypeVar

import networkx as nx

from engine.model import Event
from engine.trace import Trace

T = TypeVar("T")


class Stamp(NamedTuple):
    """An event's place: its lane (None: no node took part), its number there (from 1), its vector clock."""

    lane: str | None
    nth: int
    clock: dict[str, int]


def stamps(trace: Trace, first: Sequence[Stamp] = ()) -> list[Stamp]:
    """A stamp for every event, by index. Width of a clock: the nodes that the event can know of. first: the stamps of
    the first events, where they are known.
    """
    counts = dict.fromkeys(trace.scenario.names, 0)
    latest: dict[str, dict[str, int]] = {node: {} for node in counts}
    sent: dict[tuple[str, str, int], dict[str, int]] = {}
    result = list(first)
    for stamp, event in zip(first, trace.events, strict=False):
        if stamp.lane is not None:
            counts[stamp.lane], latest[stamp.lane] = stamp.nth, stamp.clock
            for message in event.sent:
                sent[message[:3]] = stamp.clock
        else:
            note_duplicates(sent, event)
    for event in trace.events[len(first) :]:
        lane = event.node
        if lane is None or event.kind in ("lost", "fault"):
            result.append(Stamp(None, 0, {}))
            note_duplicates(sent, event)
            continue
        clock = dict(latest[lane])
        if event.kind == "deliver":
            for node, count in sent[event.cause[:3]].items():
                clock[node] = max(clock.get(node, 0), count)
        counts[lane] += 1
        clock[lane] = counts[lane]
        latest[lane] = clock
        for message in event.sent:
            sent[message[:3]] = clock
        result.append(Stamp(lane, counts[lane], clock))
    return result


def happened_before(a: Stamp, b: Stamp) -> bool:
    """True if a is in the causal past of b."""
    return a.lane is not None and b.clock.get(a.lane, 0) >= a.nth and (a.lane, a.nth) != (b.lane, b.nth)


def graph(trace: Trace) -> nx.DiGraph[int]:
    """The same as edges between event indexes: along each lane, and from sending to delivery."""
    result: nx.DiGraph[int] = nx.DiGraph()
    last: dict[str, int] = {}
    sender: dict[tuple[str, str, int], int] = {}
    for index, event in enumerate(trace.events):
        if event.node is None or event.kind in ("lost", "fault"):
            note_duplicates(sender, event)
            continue
        result.add_node(index)
        if event.node in last:
            result.add_edge(last[event.node], index)
        last[event.node] = index
        if event.kind == "deliver":
            result.add_edge(sender[event.cause[:3]], index)
        for message in event.sent:
            sender[message[:3]] = index
    return result


def note_duplicates(noted: dict[tuple[str, str, int], T], event: Event) -> None:
    """Note of the duplicates that an event sent what is noted of their originals; event: one at no node."""
    for message in event.sent:
        assert message.copy_of is not None
        noted[message[:3]] = noted[message.src, message.dst, message.copy_of]
