"""Clocks side by side: a run of three nodes worked out by hand, the clocks' own rules, and their laws on any run."""

from __future__ import annotations

from itertools import permutations

import networkx as nx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.analysis.clock_comparison import (
    CLOCKS,
    PROMISED,
    Tally,
    compared_events,
    drift,
    example,
    order_by_clock,
    stamped,
    tallies,
    true_order,
)
from engine.clocks import hybrid as hlc
from engine.clocks import lamport
from engine.clocks.hybrid import Stamp
from engine.model import Scenario, Skew, System
from engine.protocols.multi_value.version_stamps import SCHEMES, judged, order, written
from engine.run.simulation import run
from engine.script import parse
from engine.trace import causality
from tests.strategies import scenarios, ticks

CHAIN = """\
system causal nodes=3
clock n1 skew=40
clock n3 skew=-30
10 write n1 x a by alice
30 read n2 x by bob
40 write n2 y b by bob
60 write n3 z c by carol
"""

BY_HAND: list[tuple[int, str, int, int, tuple[int, int], dict[str, int]]] = [
    (0, "n1", 40, 1, (40, 0), {"n1": 1}),
    (0, "n2", 0, 1, (0, 0), {"n2": 1}),
    (0, "n3", -30, 1, (-30, 0), {"n3": 1}),
    (10, "n1", 50, 2, (50, 0), {"n1": 2}),
    (20, "n2", 20, 3, (50, 1), {"n1": 2, "n2": 2}),
    (20, "n3", -10, 3, (50, 1), {"n1": 2, "n3": 2}),
    (30, "n2", 30, 4, (50, 2), {"n1": 2, "n2": 3}),
    (40, "n2", 40, 5, (50, 3), {"n1": 2, "n2": 4}),
    (50, "n1", 90, 6, (90, 0), {"n1": 3, "n2": 4}),
    (50, "n3", 20, 6, (50, 4), {"n1": 2, "n2": 4, "n3": 3}),
    (60, "n3", 30, 7, (50, 5), {"n1": 2, "n2": 4, "n3": 4}),
    (70, "n1", 110, 8, (110, 0), {"n1": 4, "n2": 4, "n3": 4}),
    (70, "n2", 70, 8, (70, 0), {"n1": 2, "n2": 5, "n3": 4}),
]
"""tick, node, wall, Lamport, hybrid, vector of every event of the chain."""


def test_a_run_stamped_by_hand() -> None:
    found = [
        (one.tick, one.node, one.wall, one.lamport, one.hybrid, one.vector.clock) for one in stamped(run(parse(CHAIN)))
    ]
    assert found == BY_HAND


def test_three_events_counted_by_hand() -> None:
    """A write at n1 (wall 50) and its two deliveries (wall 20 and -10): 0 came before 1 and 2, which are concurrent."""
    events = compared_events(run(parse(CHAIN)))[:3]
    first, second, third = (one.event for one in events)
    found = tallies(events)
    assert found["wall"] == {
        "caused": Tally(0, 2, (first, second)),
        "believed": Tally(0, 3, (second, first)),
        "apart": Tally(0, 1, (second, third)),
    }
    right = {"caused": Tally(2, 2, None), "believed": Tally(2, 2, None), "apart": Tally(1, 1, None)}
    assert found["lamport"] == found["vector"] == found["hybrid"] == right
    assert {clock: drift(clock, events) for clock in CLOCKS} == {
        "wall": 40, "lamport": None, "vector": None, "hybrid": 40,
    }  # fmt: skip


def test_each_clock_says_what_its_numbers_say() -> None:
    write, at_n2, *_, last_n1, last_n2 = compared_events(run(parse(CHAIN)))
    assert {clock: order_by_clock(clock, write, at_n2) for clock in CLOCKS} == {
        "wall": "after", "lamport": "before", "vector": "before", "hybrid": "before",
    }  # fmt: skip
    assert {clock: order_by_clock(clock, last_n1, last_n2) for clock in CLOCKS} == {
        "wall": "after", "lamport": "equal", "vector": "concurrent", "hybrid": "after",
    }  # fmt: skip
    assert (true_order(write, at_n2), true_order(at_n2, write), true_order(last_n1, last_n2)) == (
        "before",
        "after",
        "concurrent",
    )
    assert true_order(write, write) == order_by_clock("vector", write, write) == "equal"


# -- the rules of each clock -------------------------------------------------------------------------------------


def test_lamport_by_hand() -> None:
    """Two nodes at 3 and 7; 3 sends (4), which comes to 7 (8); 8 goes back to 4 (9)."""
    sent = lamport.tick(3)
    there = lamport.receive(7, sent)
    assert (sent, there, lamport.receive(sent, there)) == (4, 8, 9)
    assert [lamport.compare(4, 8), lamport.compare(8, 4), lamport.compare(4, 4)] == ["before", "after", "equal"]


@pytest.mark.parametrize(
    ("last", "carried", "clock", "stamp"),
    [
        (Stamp(10, 2), Stamp(10, 5), 10, (10, 6)),  # all the same: beyond both counters
        (Stamp(10, 2), Stamp(10, 5), 11, (11, 0)),  # the clock has moved past both
        (Stamp(12, 2), Stamp(10, 5), 11, (12, 3)),  # its own stamp is ahead
        (Stamp(10, 2), Stamp(13, 5), 11, (13, 6)),  # the message is ahead
        (None, Stamp(3, 0), 9, (9, 0)),
    ],
)
def test_hybrid_receives_by_hand(last: Stamp | None, carried: Stamp, clock: int, stamp: tuple[int, int]) -> None:
    assert hlc.receive(last, carried, clock) == stamp


def test_hybrid_ticks_by_hand() -> None:
    assert hlc.tick(None, 5) == (5, 0)
    assert hlc.tick(Stamp(5, 0), 5) == hlc.tick(Stamp(5, 0), 2) == (5, 1)
    assert hlc.tick(Stamp(5, 9), 6) == (6, 0)
    assert hlc.compare(Stamp(5, 9), Stamp(6, 0)) == "before" and hlc.compare(Stamp(5, 9), Stamp(5, 9)) == "equal"


# -- on any run --------------------------------------------------------------------------------------------------

QUORUM = System("quorum", 3, (("read_repair", True),))
SKEWS = st.lists(st.builds(Skew, ticks(), st.sampled_from(QUORUM.names), st.integers(-60, 60)), max_size=3)


@st.composite
def skewed(draw: st.DrawFn) -> Scenario:
    """A run whose clocks differ from the start, and are set anew while it runs."""
    scenario = draw(scenarios(QUORUM, wipe=True, lossy=True, most=12))
    clocks = tuple((node, draw(st.integers(-80, 80))) for node in QUORUM.names)
    commands = tuple(sorted((*scenario.commands, *draw(SKEWS)), key=lambda one: one.tick))
    return Scenario(QUORUM, scenario.latency, clocks=clocks, timeout=60, seed=scenario.seed, commands=commands)


@settings(max_examples=25)
@given(skewed())
def test_what_each_clock_promises_holds_on_any_run(scenario: Scenario) -> None:
    events = compared_events(run(scenario))[:70]
    found = tallies(events)
    for clock, questions in PROMISED.items():
        for question in questions:
            assert found[clock][question].right == found[clock][question].pairs
    caused = {found[clock]["caused"].pairs for clock in CLOCKS}
    apart = {found[clock]["apart"].pairs for clock in CLOCKS}
    assert len(caused) == len(apart) == 1
    assert sum(caused) + sum(apart) == len(events) * (len(events) - 1) // 2


@settings(max_examples=25)
@given(skewed())
def test_truth_is_reachability(scenario: Scenario) -> None:
    trace = run(scenario)
    graph, events = causality.graph(trace), compared_events(trace)[:40]
    for b in events:
        past = nx.ancestors(graph, b.event)
        assert {a.event for a in events if true_order(a, b) == "before"} == past & {a.event for a in events}


@settings(max_examples=25)
@given(skewed())
def test_a_hybrid_stamp_is_the_greatest_clock_in_its_past(scenario: Scenario) -> None:
    """Theorem 2 of its paper; so it is never behind its own clock, nor further ahead than clocks have differed."""
    trace = run(scenario)
    graph, events = causality.graph(trace), {one.event: one for one in stamped(trace)}
    most = max(one.wall - one.tick for one in events.values())
    for index, one in events.items():
        walls = [events[past].wall for past in (index, *nx.ancestors(graph, index))]
        assert one.hybrid.wall == max(walls) >= one.wall
        assert one.hybrid.wall - one.wall <= most - (one.wall - one.tick)


# -- versions ----------------------------------------------------------------------------------------------------

TWO_AT_ONE = """\
system multi_value nodes=3
init cart empty
10 read n1 cart by alice as a
11 read n1 cart by bob as b
20 write n1 cart milk by alice as w1 with a
22 write n1 cart eggs by bob as w2 with b
40 read n2 cart by alice as c
50 write n2 cart both by alice as w3 with c
"""


def test_versions_by_hand() -> None:
    """bob never saw milk, yet an entry a node makes his eggs follow it."""
    milk, eggs, both = found = written(run(parse(TWO_AT_ONE)))
    assert [(one.dot, one.context) for one in found] == [
        (("n1", 1), {}), (("n1", 2), {}), (("n2", 1), {"n1": 2}),
    ]  # fmt: skip
    assert [one.by_node for one in found] == [{"n1": 1}, {"n1": 2}, {"n1": 2, "n2": 1}]
    assert [one.by_client for one in found] == [{"alice": 1}, {"bob": 1}, {"alice": 2, "bob": 1}]
    assert [order(scheme, milk, eggs) for scheme in SCHEMES] == ["concurrent", "before", "concurrent"]
    assert [order(scheme, eggs, both) for scheme in SCHEMES] == ["before"] * 3
    assert judged(()) == dict.fromkeys(SCHEMES, (0, 0, 0))
    assert judged(found) == {"dotted": (3, 3, 2), "by_node": (2, 3, 2), "by_client": (3, 3, 2)}


@pytest.mark.parametrize("versions", ["dvv", "vv"])
def test_a_vector_an_entry_a_node_is_the_one_that_the_run_gave(versions: str) -> None:
    trace = run(parse(TWO_AT_ONE.replace("nodes=3", f"nodes=3 versions={versions}")))
    last = written(trace)[-1]
    assert last.by_node == {"n1": 2, "n2": 1} and last.dot == ("n2", 1)


def test_where_no_clock_is_wrong_the_first_two_are_an_example() -> None:
    """alice's write begins at the first event; the second is its message to n1 itself."""
    trace = run(parse("system quorum nodes=1; 10 write n1 x 1 by alice"))
    kinds = [(index, event.kind) for index, event in enumerate(trace.events)]
    first = next(index for index, kind in kinds if kind == "request")
    assert example(trace) == (first, first + 1)
    assert example(run(parse("system causal nodes=1; 10 write n1 x 1 by alice"))) is None, "there is but one"


def test_only_multi_value_gives_versions_to_compare() -> None:
    assert written(run(parse(CHAIN))) == ()


@settings(max_examples=25)
@given(scenarios(System("multi_value", 3), lossy=True, most=15))
def test_vectors_keep_every_true_order_and_may_add_false_ones(scenario: Scenario) -> None:
    found = written(run(scenario))
    for a, b in permutations(found, 2):
        if a.key == b.key and order("dotted", a, b) == "before":
            assert order("by_node", a, b) == order("by_client", a, b) == "before"
