"""quorum with `version=hybrid`: hybrid logical clocks as the order of versions, beside plain clocks."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.catalog.clock_scenes import CLOCK_SCENES
from engine.model import Scenario, Skew, System
from engine.run.simulation import run
from engine.script import parse
from engine.trace import Trace
from tests.strategies import scenarios, ticks

HYBRID = CLOCK_SCENES["skewed"].replace("nodes=3", "nodes=3 version=hybrid")


def versions(trace: Trace) -> list[object]:
    return [op.version for op in trace.operations]


def test_the_later_write_wins_because_its_node_had_heard_of_the_first() -> None:
    """n1 is 60 ahead: 12 is stamped 70, and 15, written at n2 at 40, stands above what n2 keeps."""
    assert versions(run(parse(HYBRID))) == [(70, 0, "n1"), (70, 1, "n2"), (70, 1, "n2")]
    assert run(parse(HYBRID)).operations[-1].value == 15
    assert run(parse(CLOCK_SCENES["skewed"])).operations[-1].value == 12


def test_it_follows_causes_only() -> None:
    """Cut off from n1, n2 has heard of nothing: its write loses, as by plain clocks."""
    trace = run(parse(HYBRID.replace("10 write", "5 cut n1-n2\n10 write").replace("70 read", "60 heal\n70 read")))
    assert versions(trace)[:2] == [(70, 0, "n1"), (40, 0, "n2")]
    assert trace.operations[-1].value == 12


def test_what_was_read_is_followed_where_the_node_keeps_no_copy() -> None:
    """n4 keeps nothing, but what it told its reader is below what it writes next."""
    lines = "clock n1 skew=60\n10 write n1 x 1\n40 read n4 x by bob\n70 write n4 x 2 by bob\n"
    trace = run(parse(f"system quorum nodes=4 home=n1,n2,n3 version=hybrid\n{lines}"))
    assert versions(trace) == [(70, 0, "n1"), (70, 0, "n1"), (70, 1, "n4")]


def test_the_greatest_of_all_copies_counts() -> None:
    """n1 has a from the start, and x from n2, whose clock is ahead: it counts on from there, whatever key it writes."""
    lines = "clock n2 skew=60\ninit a 0\nlatency 5\n10 write n2 x 1\n40 write n1 y 2\n"
    assert versions(run(parse(f"system quorum nodes=2 version=hybrid\n{lines}"))) == [(70, 0, "n2"), (70, 1, "n1")]


@pytest.mark.parametrize("flaw", ["replica_stamps", "ties_by_arrival", "overwrites", "record_for_value"])
def test_flawed_rules_still_run(flaw: str) -> None:
    trace = run(parse(HYBRID.replace("version=hybrid", f"version=hybrid flaw={flaw}")))
    assert [op.status for op in trace.operations] == ["ok"] * 3


SYSTEM = System("quorum", 3, (("version", "hybrid"),))
SKEWS = st.lists(st.builds(Skew, ticks(), st.sampled_from(SYSTEM.names), st.integers(-60, 60)), max_size=3)


@settings(max_examples=40)
@given(scenarios(SYSTEM, lossy=True, most=15), SKEWS)
def test_a_write_stands_above_all_that_its_node_kept_gave_or_told(scenario: Scenario, skews: list[Skew]) -> None:
    """So of two writes through one node the later one stands above the earlier, whatever its clock did meanwhile."""
    commands = tuple(sorted((*scenario.commands, *skews), key=lambda one: one.tick))
    trace = run(Scenario(SYSTEM, scenario.latency, timeout=60, init=scenario.init, commands=commands))
    ops = [op for op in trace.operations if op.version and op.kind != "read"]
    told = [op for op in trace.operations if op.version and op.status == "ok" and op.last is not None]
    for op in ops:
        kept = trace.state(op.node, op.first - 1).store.values()
        assert all(op.version > record.version for record in kept)
        earlier = [one for one in told if one.last is not None and one.node == op.node and one.last < op.first]
        assert all(op.version > one.version for one in earlier)
