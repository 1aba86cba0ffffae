"""Comparison of clocks: a run stamped by every kind of clock, and how often each orders a pair of events rightly.

Rules of this file
* What happened before what is known from the run itself (causality.py), never from a stamp.
* wall: the node's own clock, tick + skew. lamport, vector, hybrid: what nodes would have counted, a message carrying
  the stamp of the event that sent it. Counters live through crashes, wiped disks too.
* Stamps that are equal give no order. Starts are stamped, but no pair is made of them: nothing has happened there.
* Three questions, each over all pairs of the first PAIRS_MAX events. caused: of pairs in which a happened before b,
  how many are stamped a before b? believed: of pairs stamped a before b, in how many did a happen before b? apart: of
  concurrent pairs, how many are given no order?
* drift: how far the stamps are from true time, at most, in ticks; None for clocks that do not tell the time.

Sources: Lamport 1978; Fidge 1988; Mattern 1989; Kulkarni et al. 2014.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import combinations
from typing import NamedTuple

from engine.clocks import hybrid as hlc
from engine.clocks import lamport
from engine.clocks import vector as clocks
from engine.trace import Trace, causality

CLOCKS = ("wall", "lamport", "vector", "hybrid")
QUESTIONS = ("caused", "believed", "apart")

PROMISED = {"wall": (), "lamport": ("caused",), "vector": QUESTIONS, "hybrid": ("caused",)}
"""What each clock answers rightly in every run, not just in one where all went well."""

PAIRS_MAX = 200
"""Events of which pairs are made: about 20,000 pairs, which a page counts at once; their number is quadratic."""


class Stamped(NamedTuple):
    """An event, by its index, with all its stamps.

    tick: true time. wall: the node's clock, in ticks. vector: the event's place in its lane and its vector clock.
    """

    event: int
    tick: int
    node: str
    wall: int
    lamport: int
    hybrid: hlc.Stamp
    vector: causality.Stamp


class Tally(NamedTuple):
    """Of `pairs` pairs `right` were answered rightly. wrong: one that was not, as indexes of events (a, b)."""

    right: int
    pairs: int
    wrong: tuple[int, int] | None


EventPair = tuple[Stamped, Stamped]


def stamped(trace: Trace) -> list[Stamped]:
    """Every event at a node with its stamps, in order."""
    numbers = dict.fromkeys(trace.scenario.names, 0)
    hybrids: dict[str, hlc.Stamp | None] = dict.fromkeys(numbers)
    carried: dict[tuple[str, str, int], tuple[int, hlc.Stamp]] = {}
    result = []
    for index, (event, place) in enumerate(zip(trace.events, causality.stamps(trace), strict=True)):
        node = place.lane
        if node is None:
            causality.note_duplicates(carried, event)
            continue
        wall = event.tick + trace.network(index).skew.get(node, 0)
        if event.kind == "deliver":
            number, stamp = carried[event.cause[:3]]
            numbers[node], hybrid = lamport.receive(numbers[node], number), hlc.receive(hybrids[node], stamp, wall)
        else:
            numbers[node], hybrid = lamport.tick(numbers[node]), hlc.tick(hybrids[node], wall)
        hybrids[node] = hybrid
        for message in event.sent:
            carried[message[:3]] = numbers[node], hybrid
        result.append(Stamped(index, event.tick, node, wall, numbers[node], hybrid, place))
    return result


def compared_events(trace: Trace) -> list[Stamped]:
    """The events of which pairs are made."""
    return [stamps for stamps in stamped(trace) if trace.events[stamps.event].kind != "start"][:PAIRS_MAX]


def true_order(a: Stamped, b: Stamped) -> str:
    """The true order of two events: a is 'before' or 'after' b, 'equal' (the same event) or 'concurrent'."""
    if a.event == b.event:
        return "equal"
    if causality.happened_before(a.vector, b.vector):
        return "before"
    return "after" if causality.happened_before(b.vector, a.vector) else "concurrent"


def order_by_clock(clock: str, a: Stamped, b: Stamped) -> str:
    """The order that a clock gives two events by their stamps alone: 'before', 'after', 'equal' or 'concurrent'."""
    match clock:
        case "wall":
            return lamport.compare(a.wall, b.wall)
        case "lamport":
            return lamport.compare(a.lamport, b.lamport)
        case "hybrid":
            return hlc.compare(a.hybrid, b.hybrid)
        case _:
            return clocks.compare(a.vector.clock, b.vector.clock)


def drift(clock: str, events: Sequence[Stamped]) -> int | None:
    """How far from true time a clock's stamps are at most, in ticks; None where they do not tell the time."""
    if clock not in ("wall", "hybrid"):
        return None
    told = ((each.wall if clock == "wall" else each.hybrid.wall) - each.tick for each in events)
    return max(map(abs, told), default=0)


def tallies(events: Sequence[Stamped]) -> dict[str, dict[str, Tally]]:
    """By clock and question: how often it was right over all pairs."""
    pairs = [(pair, true_order(*pair)) for pair in combinations(events, 2)]
    return {clock: _tallied(clock, pairs) for clock in CLOCKS}


def _tallied(clock: str, pairs: Sequence[tuple[EventPair, str]]) -> dict[str, Tally]:
    right: Counter[str] = Counter()
    asked: Counter[str] = Counter()
    wrong: dict[str, tuple[int, int]] = {}
    for (a, b), true in pairs:
        said = order_by_clock(clock, a, b)
        ordered = said in ("before", "after")
        answers = {"apart": not ordered} if true == "concurrent" else {"caused": said == true}
        answers |= {"believed": said == true} if ordered else {}
        for question, good in answers.items():
            asked[question] += 1
            right[question] += good
            if not good:  # as asked: a first
                turned = (said if question == "believed" else true) == "after"
                wrong.setdefault(question, (b.event, a.event) if turned else (a.event, b.event))
    return {question: Tally(right[question], asked[question], wrong.get(question)) for question in QUESTIONS}


def example(trace: Trace) -> tuple[int, int] | None:
    """A pair to look at first: one that wall clocks, or else Lamport's, get wrong; of writes, if there is one."""
    every = compared_events(trace)
    requests = [each for each in every if trace.events[each.event].kind == "request"]
    writes = [each for each in requests if trace.events[each.event].cause.kind != "read"]
    for events in (writes, requests, every):
        counted = tallies(events)
        for clock, question in (("wall", "caused"), ("wall", "believed"), ("lamport", "believed")):
            if wrong := counted[clock][question].wrong:
                return wrong
    return (every[0].event, every[1].event) if len(every) > 1 else None
