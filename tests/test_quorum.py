"""The quorum protocol: its claims as properties, its rules as examples."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings

from engine.checks import linearizable
from engine.model import Command, Heal, Recover, Scenario, System
from engine.protocols import PROTOCOLS
from engine.run.simulation import run
from engine.script import parse
from engine.trace import Trace
from tests.strategies import AFTER, scenarios

ATOMIC = System("quorum", 3, (("version", "logical"), ("write_back", True)))
ATOMIC_5 = System("quorum", 5, (("version", "logical"), ("write_back", True)))


def play(text: str) -> Trace:
    return run(parse(text))


def ended(trace: Trace) -> dict[str, tuple[str, Any]]:
    return {op.id: (op.status, op.value) for op in trace.operations}


def held(trace: Trace, key: str = "x") -> dict[str, Any]:
    """What each node holds at the end, None where nothing."""
    protocol = PROTOCOLS["quorum"]
    names = trace.scenario.system.names
    config = protocol.config(names, dict(trace.scenario.system.settings))
    views = {node: protocol.actor.view(config, node, trace.state(node, len(trace.events) - 1)).store for node in names}
    return {node: store[key].values[0] if key in store else None for node, store in views.items()}


@settings(max_examples=150, deadline=None)
@given(scenarios(ATOMIC, keys=("x",), lossy=True))
def test_majorities_with_write_back_and_logical_versions_are_linearizable_whatever_befalls(scenario: Scenario) -> None:
    trace = run(scenario)
    verdicts = linearizable(trace.operations, dict(scenario.init))
    assert [verdict for verdict in verdicts if verdict.outcome != "kept"] == []


@settings(max_examples=60, deadline=None)
@given(scenarios(ATOMIC_5, keys=("x", "y"), lossy=True))
def test_the_same_with_five_nodes_and_two_keys(scenario: Scenario) -> None:
    trace = run(scenario)
    assert all(verdict.outcome == "kept" for verdict in linearizable(trace.operations, dict(scenario.init)))


NODES = System("quorum", 3).names
ENDING: tuple[Command, ...] = (Heal(AFTER), *(Recover(AFTER, node) for node in NODES))


@settings(max_examples=80, deadline=None)
@given(scenarios(System("quorum", 3, (("anti_entropy", 50),)), ending=ENDING, stop=AFTER + 2_000))
def test_anti_entropy_makes_all_replicas_equal_after_the_heal(scenario: Scenario) -> None:
    trace = run(scenario)
    for key in ("x", "y"):
        assert len(set(held(trace, key).values())) == 1


def test_new_then_old_is_possible_with_overlapping_quorums_and_no_write_back() -> None:
    text = """system quorum nodes=3 r=2 w=3{0}; init x 0; 8 hold n1>n2.1; 8 hold n1>n3.1; 10 write n1 x 1 by alice
        12 cut n2>n3; 12 read n2 x by bob as new; 40 cut n1 | n2 n3; 45 heal n2>n3; 50 read n3 x by carol as old"""
    plain = play(text.format(""))
    assert (ended(plain)["new"], ended(plain)["old"]) == (("ok", 1), ("ok", 0))
    assert linearizable(plain.operations, {"x": 0})[0].outcome == "broken"
    back = play(text.format(" write_back=yes"))
    assert linearizable(back.operations, {"x": 0})[0].outcome == "kept"


def test_a_write_that_ends_unknown_is_not_undone_and_may_be_read_later() -> None:
    trace = play("system quorum nodes=3; timeout 50; 5 cut n1 | n2 n3; 10 write n1 x 1; 70 heal; 80 read n1 x")
    assert ended(trace) == {"w1": ("unknown", 1), "r1": ("ok", 1)}


def test_a_fast_clock_beats_a_later_write() -> None:
    trace = play("system quorum nodes=3; clock n1 skew=50; 10 write n1 x old; 40 write n2 x new; 70 read n3 x")
    assert ended(trace)["r1"] == ("ok", "old")
    text = "system quorum nodes=3 version=logical; clock n1 skew=50; 10 write n1 x old; 60 write n2 x new"
    assert ended(play(f"{text}; 120 read n3 x"))["r1"] == ("ok", "new")


def test_two_writes_at_one_node_in_one_tick_have_versions_of_their_own() -> None:
    trace = play("system quorum nodes=3; 10 write n1 x 1; 10 write n1 x 2; 10 write n1 x 3; 50 read n2 x")
    assert [op.version for op in trace.operations[:3]] == [(10, "n1"), (10, "n1", 1), (10, "n1", 2)]
    assert ended(trace)["r1"] == ("ok", 3)


def test_read_repair_mends_those_who_answered_and_were_behind() -> None:
    text = "system quorum nodes=3 r=3 w=1 read_repair={0}; 5 cut n3 | n1 n2; 10 write n1 x 1; 40 heal; 50 read n2 x"
    assert held(play(text.format("yes"))) == {"n1": 1, "n2": 1, "n3": 1}
    assert held(play(text.format("no"))) == {"n1": 1, "n2": 1, "n3": None}


def test_a_late_replier_is_repaired_too() -> None:
    text = "system quorum nodes=3 r=1 w=1 read_repair=yes; 5 cut n3 | n1 n2; 10 write n1 x 1; 40 heal; 50 read n1 x"
    assert held(play(text))["n3"] == 1


def test_a_hint_counts_and_comes_home() -> None:
    text = "system quorum nodes=5 home=n1,n2,n3 w=2 sloppy=yes; 5 cut n1 n4 n5 | n2 n3; 10 write n1 x 1"
    assert ended(play(text))["w1"] == ("ok", 1)
    trace = play(text + "; 40 heal; 50 handoff n4; 50 handoff n5")
    assert held(trace) == {"n1": 1, "n2": 1, "n3": 1, "n4": None, "n5": None}
    last = len(trace.events) - 1
    assert all(not trace.state(node, last).hints for node in ("n4", "n5"))


def test_a_hint_is_kept_until_its_arrival_is_acknowledged() -> None:
    text = "system quorum nodes=4 home=n1,n2,n3 w=2 sloppy=yes; 5 cut n1 n4 | n2 n3; 10 write n1 x 1; 50 handoff n4"
    trace = play(text)
    assert trace.state("n4", len(trace.events) - 1).hints


def test_a_strict_quorum_gets_no_help_from_spares() -> None:
    text = "system quorum nodes=5 home=n1,n2,n3 w=2; 5 cut n1 n4 n5 | n2 n3; 10 write n1 x 1"
    assert ended(play(text))["w1"][0] == "unknown"


def test_a_delete_without_tombstones_comes_back() -> None:
    text = """system quorum nodes=3 w=2 r=2 tombstones={0}; 5 write n1 x 1; 30 cut n3 | n1 n2
        40 delete n1 x; 70 heal; 80 read n3 x"""
    assert ended(play(text.format("no")))["r1"] == ("ok", 1)
    assert ended(play(text.format("yes")))["r1"] == ("ok", None)


def test_purging_a_tombstone_too_early_brings_the_key_back() -> None:
    text = "system quorum nodes=2 r=2 w=1; 5 write n1 x 1; 30 cut n1 | n2; 40 delete n1 x; {0}70 heal; 80 read n1 x"
    assert ended(play(text.format("")))["r1"] == ("ok", None)
    assert ended(play(text.format("60 purge n1 x; ")))["r1"] == ("ok", 1)


def test_sync_makes_two_nodes_equal() -> None:
    text = "system quorum nodes=3 w=1; 5 cut n1 | n2 n3; 10 write n1 x 1; 12 write n2 y 2; 40 heal"
    trace = play(f"{text}; 50 sync n1 n2")
    assert held(trace)["n2"] == 1
    assert held(trace, "y")["n1"] == 2


@pytest.mark.parametrize("r, w, crashed, ok", [(2, 2, 1, True), (2, 2, 2, False), (1, 3, 1, False), (3, 1, 1, True)])
def test_a_write_survives_n_minus_w_crashes(r: int, w: int, crashed: int, ok: bool) -> None:
    crashes = "".join(f"5 crash n{3 - i}; " for i in range(crashed))
    trace = play(f"system quorum nodes=3 r={r} w={w}; {crashes}10 write n1 x 1")
    assert (trace.operations[0].status == "ok") is ok


def test_r_and_w_on_a_command_override_the_systems() -> None:
    trace = play("system quorum nodes=3; 10 write n1 x 1 w=1; 12 read n1 x r=3")
    assert [(op.status, op.done) for op in trace.operations] == [("ok", 10), ("ok", 32)]


def test_a_logical_version_comes_after_the_greatest_of_those_that_answered() -> None:
    """n1 has the first alone when it asks; n2 and n3, which answer at 140 too, have the second."""
    trace = play(
        "system quorum nodes=3 version=logical; 10 write n3 x 1; 55 cut n1; 60 write n3 x 2; 110 heal;"
        "120 write n1 x 3; 200 read n2 x"
    )
    assert [(op.version, op.done) for op in trace.operations] == [
        ((1, "n3"), 50), ((2, "n3"), 100), ((3, "n1"), 160), ((3, "n1"), 220)
    ]  # fmt: skip


@pytest.mark.parametrize("level", ["", "level=strong"])
def test_of_a_key_that_nobody_has_there_is_nothing_to_write_back(level: str) -> None:
    trace = play(f"system quorum nodes=3 write_back=yes; 10 read n1 x {level}")
    assert [(op.status, op.value, op.done) for op in trace.operations] == [("ok", None, 30)]
    assert held(trace) == dict.fromkeys(("n1", "n2", "n3"))
