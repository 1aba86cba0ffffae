"""Anti-entropy that has come to nothing: from which tick on it is known that two nodes will differ for ever.

Rules of this file
* A message takes 10 ticks. n1 loses its disk, is back at 61 and gives the dot (n1, 1) a second time, to b at 62; n2
  takes it for its a.
* With a period of 50 n2 compares at 100 (and has its answer at 120), n1, whose timer began at 61, at 111 (at 131).
"""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.analysis.rounds import whole_round_in_vain
from engine.analysis.verdicts import verdicts_at, views
from engine.checks import CHECKS
from engine.model import Scenario, System
from engine.run.simulation import run
from engine.script import parse
from engine.trace import Trace
from tests.strategies import scenarios

WIPED = "10 write n1 x a\n60 crash n1\n61 recover n1 wipe\n62 write n1 x b\n"


def play(stop: int, system: str = "multi_value nodes=2 anti_entropy=50", more: str = "") -> Trace:
    return run(parse(f"system {system}\n{WIPED}{more}\nstop {stop}"))


def converged(trace: Trace) -> str:
    (found,) = verdicts_at(trace, CHECKS["converged"])
    return found.outcome


@pytest.mark.parametrize("protocol", ["multi_value", "causal"])
@pytest.mark.parametrize(
    ("stop", "outcome"),
    [
        (105, "cant_tell"),  # n2 asks
        (115, "cant_tell"),  # n1 asks, and n2 waits for its answer
        (130, "cant_tell"),  # n1 waits for its answer
        (150, "broken"),  # n2 asks anew: nothing has come of it before
        (165, "broken"),
        (3000, "broken"),
    ],
)
def test_it_is_broken_once_either_side_has_compared_in_vain(protocol: str, stop: int, outcome: str) -> None:
    trace = play(stop, f"{protocol} nodes=2 anti_entropy=50")
    assert trace.in_flight(trace.last)
    assert converged(trace) == outcome


def test_a_write_that_is_on_its_way_may_still_change_something() -> None:
    """n2's c takes 500 ticks to n1; by 152 it has changed n2 alone."""
    slow = "140 slow n2>n1 500\n141 write n2 x c"
    assert converged(play(165, more=slow)) == "cant_tell"


def test_a_node_that_was_reached_by_nobody_leaves_it_open_and_one_that_is_down_does_not() -> None:
    three = "multi_value nodes=3 anti_entropy=50"
    assert converged(play(3000, three, "70 cut n3")) == "cant_tell"
    assert converged(play(3000, three, "70 crash n3")) == "broken"


def test_what_is_learned_from_a_comparison_begins_the_round_anew() -> None:
    """y is lost on its way to n2, which asks at 150 and hears of it at 170."""
    lost = "130 cut n1 n2\n131 write n1 y 1\n132 heal"
    trace = play(170, more=lost)
    assert converged(trace) == "cant_tell" and not whole_round_in_vain(trace)
    assert converged(play(260, more=lost)) == "broken"


SYSTEMS = [
    System(name, 3, (("anti_entropy", 20), *more))
    for name, more in (
        ("multi_value", ()),
        ("multi_value", (("versions", "vv"),)),
        ("multi_value", (("resolver", "crdt"), ("crdt", "mv_register"))),
        ("causal", ()),
        ("causal", (("converge", False),)),
        ("quorum", (("w", 1), ("version", "logical"))),
        ("quorum", (("w", 1), ("version", "logical"), ("compare", "merkle"))),
    )
]


@settings(max_examples=60)
@given(st.sampled_from(SYSTEMS).flatmap(lambda one: scenarios(one, wipe=True, lossy=True)), st.integers(200, 400))
def test_after_a_whole_round_in_vain_nothing_ever_changes(scenario: Scenario, stop: int) -> None:
    trace = run(replace(scenario, stop=stop))
    if whole_round_in_vain(trace):
        later = run(replace(scenario, stop=stop + 600))
        assert views(later, later.last) == views(trace, trace.last)
