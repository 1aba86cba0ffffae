"""The meters, on runs small enough to count by hand."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.analysis.metrics import Metrics, equality, metrics_of, percentile
from engine.analysis.verdicts import verdicts
from engine.checks import CHECKS
from engine.model import Scenario, System
from engine.run.simulation import run
from engine.script import parse
from tests.strategies import every_protocol, scenarios


def read(script: str, tick: int | None = None) -> Metrics:
    trace = run(parse(script))
    return metrics_of(trace, None if tick is None else trace.at(tick))


RUN = """system primary nodes=3 copy=async
timeout 50
init x 0
10 write n1 x 1 as w1
15 read n2 x as r1
30 write n1 x 2 as w2
35 read n2 x as r2
41 cut n3
50 write n3 x 3 as w3
60 write n1 x 4 as w4
90 read n3 x as r3
"""
"""Copies take 10; what n3 asks for is lost, and ends unknown at 100; n3 misses w4, acknowledged at 60."""


def test_yield_and_harvest() -> None:
    found = read(RUN)
    assert (found.asked, found.answered, found.refused, found.unknown) == (7, 6, 0, 1)
    assert found.served == 6 / 7
    # r1 stands for none of w1; r2 for w1 of w1 and w2; r3 for two of three
    assert found.harvest == pytest.approx((0 + 1 / 2 + 2 / 3) / 3)
    assert found.available == "broken"


def test_only_acknowledged_writes_are_lacked() -> None:
    """w1, asked behind a cut, ends unknown at 20; r1 lacks w2, answered at 30, whose copy comes to n2 at 40."""
    lines = "system primary nodes=3 copy=async; timeout 15; 1 cut n3; 5 write n3 x 1; 30 write n1 x 2; 35 read n2 x"
    found = read(lines)
    assert (found.unknown, found.answered, found.harvest, found.ages) == (1, 2, 0, (("r1", 5),))


def test_ages() -> None:
    found = read(RUN)
    assert found.ages == (("r1", 5), ("r2", 5), ("r3", 30))
    assert found.oldest == 30


def test_meters_know_no_future() -> None:
    found = read(RUN, tick=35)
    assert (found.asked, found.answered, found.unknown, found.available) == (4, 4, 0, "kept")
    assert found.harvest == 1 / 4
    assert found.ages == (("r1", 5), ("r2", 5))


def test_nothing_asked_nothing_measured() -> None:
    found = read("system primary nodes=2")
    assert (found.asked, found.served, found.harvest, found.p50, found.p99, found.oldest) == (
        0,
        None,
        None,
        None,
        None,
        0,
    )
    assert found.equal_since == 0


def test_equal_since() -> None:
    found = read(RUN)
    assert [(one.start, one.end, one.equal) for one in found.stretches] == [
        (0, 10, True), (10, 20, False), (20, 30, True), (30, 40, False), (40, 60, True), (60, 100, False),
    ]  # fmt: skip
    assert found.equal_since is None
    assert read(RUN, tick=45).equal_since == 40


def test_a_node_that_is_down_differs_from_nobody() -> None:
    found = read(
        "system primary nodes=2 copy=async; init x 0; 5 crash n2; 10 write n1 x 1; 30 recover n2; 40 read n1 x"
    )
    assert [(one.start, one.equal) for one in found.stretches] == [(0, True), (30, False)]


@pytest.mark.parametrize(
    ("numbers", "p50", "p99"),
    [((), None, None), ((7,), 7, 7), ((1, 2), 1, 2), ((3, 1, 2), 2, 3), (tuple(range(1, 201)), 100, 198)],
)
def test_percentiles(numbers: tuple[int, ...], p50: int | None, p99: int | None) -> None:
    assert (percentile(numbers, 50), percentile(numbers, 99)) == (p50, p99)


def test_latency_is_of_answers_only() -> None:
    found = read("system quorum nodes=3; timeout 40; 1 cut n3; 10 write n1 x 1; 10 write n3 x 2; 60 read n1 x r=1")
    assert (found.p50, found.p99) == (0, 20)


def test_rpo_and_rto_of_a_failover() -> None:
    """w1 is answered at 10 and lost; n2 takes over at 40; w2 is refused at 45, w3 answered by n2 at 70."""
    lines = """system primary nodes=3 copy=async
5 cut n1 | n2 n3
10 write n1 x 1 as w1
20 crash n1
40 promote n2 tell n3
45 write n1 x 2 as w2
70 write n2 x 3 as w3
"""
    found = read(lines)
    assert (found.lost, found.rto, found.refused) == (("w1",), 60, 1)
    assert read(lines, tick=45).rto is None
    assert read("system primary nodes=2 copy=async; 10 write n1 x 1; 40 write n1 x 2").rto is None


def test_rto_does_not_take_the_old_primary_for_the_new() -> None:
    lines = (
        "system primary nodes=3 copy=async; 5 cut n1 | n2 n3; 10 write n1 x 1; 40 promote n2 tell n3; 50 write n1 x 2"
    )
    assert read(lines).rto is None
    assert read(f"{lines}; 80 write n2 x 3").rto == 70


def test_rto_of_raft() -> None:
    """w1 is answered at 30; n2 leads term 2 at 70; w2 goes to n2 at 80 and is answered at 100."""
    lines = "system raft nodes=3 leader=n1; 10 write n1 x 1; 40 crash n1; 50 campaign n2; 80 write n2 x 2"
    assert read(lines).rto == 70


SYSTEMS = st.sampled_from(
    every_protocol(
        System("quorum", 3, (("r", 1), ("w", 1))),
        System("primary", 3, (("copy", "async"), ("fallback", "n3"))),
        System("multi_value", 3),
        System("causal", 3),
    )
)


@settings(max_examples=40, deadline=None)
@given(SYSTEMS.flatmap(lambda system: scenarios(system, lossy=True)))
def test_meters_agree_with_the_verdicts(scenario: Scenario) -> None:
    trace = run(scenario)
    found, judged = metrics_of(trace), {verdict.check: verdict.outcome for verdict in verdicts(trace)}
    assert set(CHECKS) >= {"converged", "available"}
    assert (found.equal_since is not None) == (judged["converged"] == "kept")
    assert found.available == judged.get("available", "kept")
    assert bool(found.lost) == (judged["durable"] == "broken")
    assert found.harvest is None or 0 <= found.harvest <= 1
    assert (found.harvest in (None, 1)) == (found.oldest == 0)
    stretches = list(equality(trace))
    assert [one.end for one in stretches[:-1]] == [one.start for one in stretches[1:]]
    assert all(one.equal != other.equal for one, other in pairwise(stretches))


DEGRADED = """
system quorum nodes=3
gateway g1 check=0 retries=0 attempt=50 fallback={0}
init x 0
10 write n1 x 1 as w1
60 read g1 x as r1
100 write n1 x 2 as w2
150 cut g1
160 read g1 x as r2
"""


@pytest.mark.parametrize(("fallback", "harvest", "age"), [("stale", 1 / 2, 40), ("default", 0, 130)])
def test_a_degraded_answer_saves_yield_and_pays_with_harvest(fallback: str, harvest: float, age: int) -> None:
    """r1 stands for all of one write. r2: the kept 1 stands for w1 of two, what is made up for neither; w1 was
    acknowledged at 30, w2 at 120.
    """
    found = read(DEGRADED.format(fallback))
    assert (found.degraded, found.served) == (1, 1.0)
    assert found.harvest == (1 + harvest) / 2
    assert found.ages == (("r1", 0), ("r2", age))


def test_an_answer_that_was_made_up_reflects_nothing_even_where_nothing_was_written() -> None:
    lines = "system quorum nodes=3; gateway g1 check=0 retries=0 attempt=50 fallback=default; 1 cut g1; 10 read g1 x"
    assert read(lines).harvest == 0
