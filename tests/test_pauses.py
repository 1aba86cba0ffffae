"""Nodes that stand still: nothing is lost, all waits in order, and no promise with fencing hangs on anyone's going on.

Rules of this file
* Latency is 10. What is by hand was worked out before it was run.
"""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.catalog.scenes import PRESETS
from engine.explore import Scope, explore, finish
from engine.model import Message, Scenario, Skew
from engine.run.extend import extend
from engine.run.simulation import run
from engine.script import parse
from tests.asking import ends, operation, play
from tests.strategies import scenarios, ticks
from tests.test_promises import broken, system

PAIR = "system quorum nodes=2 r=2 w=2; "


def test_what_comes_to_a_node_that_stands_still_is_handled_when_it_goes_on_and_its_clock_has_gone_on() -> None:
    trace = play(PAIR + "10 write n1 x 1 as a; 12 write n1 y 1 as b; 15 pause n2 for 40; 20 write n2 z 1 as c")
    came = [one for one in trace.events if isinstance(one.cause, Message) and one.cause[:2] == ("n1", "n2")]
    assert [(one.tick, one.cause.due) for one in came[:2]] == [(55, 20), (55, 22)]
    assert ends(trace) == {"a": ("ok", 65), "b": ("ok", 65), "c": ("ok", 75)}
    assert (operation(trace, "c").issued, operation(trace, "c").version) == (55, (55, "n2"))


def test_who_stands_still_waits_on_and_finds_the_answer_before_the_deadline() -> None:
    """The acknowledgement is there at 30, the deadline at 40; n1 goes on at 115, without an answer if cut off."""
    asked = "timeout 30; 10 write n1 x 1 as a; 15 pause n1 for 100"
    assert ends(play(PAIR + asked)) == {"a": ("ok", 115)}
    assert ends(play(PAIR + "5 cut n1;" + asked)) == {"a": ("unknown", 115)}


@pytest.mark.parametrize(
    ("fault", "ended"),
    [
        ("25 cut n1-n2; 50 heal", ("ok", 65)),  # it has arrived
        ("25 hold n1>n2.1", ("ok", 65)),
        ("15 cut n1-n2; 50 heal", ("unknown", 110)),
        ("25 crash n2; 26 recover n2", ("unknown", 110)),  # the process is gone, with what it had not read
        ("25 pause n2 for 10", ("ok", 65)),
        ("25 pause n2 for 40", ("ok", 75)),
    ],
)
def test_what_has_arrived_is_lost_by_a_crash_alone_and_the_later_end_holds(fault: str, ended: tuple[str, int]) -> None:
    assert ends(play(PAIR + f"10 write n1 x 1 as a; 15 pause n2 for 40; {fault}")) == {"a": ended}


def test_a_run_goes_on_from_the_middle_of_a_pause() -> None:
    begun = PAIR + "10 write n1 x 1; 15 pause n2 for 40; 18 read n2 x"
    longer = parse(begun + "; 40 write n1 x 2")
    assert extend(play(begun + "; stop 30"), longer).events == run(longer).events


HOLDERS = "majority_lock nodes=3 lease=45 lease_check=no acquire=0"
TWO = f"system {HOLDERS}{{}}; timeout 400; init x 0; 10 write n2 x 1 by alice; 30 write n3 x 2 by bob"


@pytest.mark.parametrize(
    ("fencing", "found"), [(" fencing=no", {("Write", "Write", "Pause"), ("Write", "Pause", "Write")}), ("", {None})]
)
def test_the_explorer_lets_a_holder_stand_still_and_finds_what_lacks_a_fence(
    fencing: str, found: set[tuple[str, ...] | None]
) -> None:
    finding = finish(explore(parse(TWO.format(fencing)), "durable", Scope(cuts=0, states=1, schedules=300, pauses=1)))
    scenario = finding.scenario
    assert (scenario and tuple(type(one).__name__ for one in scenario.commands)) in found


def test_by_the_token_alone_the_holder_who_stood_still_is_refused() -> None:
    """Bob is done at 150, alice's commit is there at 200 with token 1."""
    scene = PRESETS["paused_holder"]
    told = ("w1", "w2", "r1", "r2")
    without, fenced = (run(parse(text)) for text in (scene, scene.replace("fencing=no", "fencing=yes")))
    assert [ends(without)[op] for op in told] == [("ok", 210), ("ok", 150), ("ok", 180), ("ok", 250)]
    assert [ends(fenced)[op] for op in told] == [("refused", 210), ("ok", 150), ("ok", 180), ("ok", 250)]
    assert [operation(one, "r2").value for one in (without, fenced)] == ["v1", "v2"]


FENCED = system(HOLDERS)
SKEWS = st.builds(Skew, ticks(), st.sampled_from(FENCED.names), st.integers(-90, 90))


@given(scenarios(FENCED, keys=("x",), lossy=True, least=6, requests=4, tended=[SKEWS]))
@settings(max_examples=30)
def test_fencing_holds_whoever_stands_still_and_whatever_clocks_say(scenario: Scenario) -> None:
    assert broken(run(scenario), ("linearizable",)) == []
