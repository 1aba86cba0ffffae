"""Raft's reads by level: who answers, when, and what that is worth.

Rules of this file
* Latency is 10 unless said otherwise. n2 and n3 hear of a commit 10 ticks after the leader's decision.
* Every tick and value in a table was worked out by hand from the rules in reading.py before it was run.
"""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.catalog.scenes import PRESETS
from engine.checks import linearizable, sessions
from engine.explore import explore, finish
from engine.model import Command, Crash, Read, Scenario, System
from engine.run.simulation import run
from engine.script import ScriptError, parse
from engine.script.rewrite import under, with_setting
from tests.judging import judge_model
from tests.strategies import campaigns, heartbeats, met, scenarios, takeovers

LEVELS = ("stale", "sync", "strong")


def told(text: str) -> dict[str, tuple[str, int | None, Any]]:
    return {op.id: (op.status, op.done, op.value) for op in run(parse(text)).operations if op.kind == "read"}


def broken(scenario: Scenario) -> list[str]:
    """The outcomes of linearizable that are not `kept`."""
    judged = linearizable(run(scenario).operations, dict(scenario.init))
    return [one.outcome for one in judged if one.outcome != "kept"]


FOLLOWER = PRESETS["follower"]
OLD_SYNC = PRESETS["old_sync"]

ANOMALIES = [
    # n3 is told of the commit at 40, n2 at 90. At other levels n1 is asked first; for strong, a round
    (FOLLOWER, "stale", (("ok", 45, 12), ("ok", 50, 10), ("ok", 100, 12)), ["broken"]),
    (FOLLOWER, "sync", (("ok", 65, 12), ("ok", 170, 12), ("ok", 220, 12)), []),
    (FOLLOWER, "strong", (("ok", 85, 12), ("ok", 190, 12), ("ok", 240, 12)), []),
    # n2 asks n1, which leads nobody any more: it answers alone, or waits for a majority that never answers
    (OLD_SYNC, "stale", (("ok", 90, 12), ("ok", 100, 10), ("ok", 240, 12)), ["broken"]),
    (OLD_SYNC, "sync", (("ok", 110, 12), ("ok", 120, 10), ("ok", 260, 12)), ["broken"]),
    (OLD_SYNC, "strong", (("ok", 130, 12), ("unknown", 180, None), ("ok", 280, 12)), []),
]


@pytest.mark.parametrize(("script", "level", "answers", "outcomes"), ANOMALIES)
def test_one_setting_between_the_stale_read_and_its_cure(
    script: str, level: str, answers: tuple[Any, ...], outcomes: list[str]
) -> None:
    scenario = with_setting(parse(script), f"read={level}")
    found = [(op.status, op.done, op.value) for op in run(scenario).operations if op.kind == "read"]
    assert tuple(found) == answers
    assert broken(scenario) == outcomes


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize("read", ["local", "read_index"])
def test_a_read_that_names_its_level_is_answered_as_if_the_system_had_it(read: str, level: str) -> None:
    asked = "init x 0; 10 write n1 x 1; 35 read n2 x{} as a; 60 read n1 x{} as b"
    named = told(f"system raft nodes=3 leader=n1 read={read}; {asked.format(*[f' level={level}'] * 2)}")
    assert named == told(f"system raft nodes=3 leader=n1 read={level}; {asked.format('', '')}")


def test_without_a_leader_only_a_stale_read_is_answered() -> None:
    text = "system raft nodes=3; init x 0; 10 read n2 x level={}"
    assert [told(text.format(level))["r1"] for level in LEVELS] == [
        ("ok", 10, 0), ("refused", 10, None), ("refused", 10, None),
    ]  # fmt: skip


def test_a_follower_that_answers_needs_no_excuse_and_one_that_refuses_has_it() -> None:
    text = "system raft nodes=3 leader=n1 read=strong; 10 read n2 x; 10 read n2 x level=stale; 10 write n2 x 1"
    trace = run(parse(text))
    assert [(op.status, op.redirect) for op in trace.operations] == [("ok", None), ("ok", None), ("refused", "n1")]


def test_a_new_leader_gives_no_index_before_an_entry_of_its_own_term_is_committed() -> None:
    """n2 has the write, but does not know that it counts: elected at 60, it commits it at 80 and tells n3 at 90."""
    text = "system raft nodes=3 leader=n1; init x 0; 10 write n1 x 1; 35 cut n1 | n2 n3; 40 campaign n2; {}"
    assert told(text.format("61 read n2 x level=sync"))["r1"] == ("ok", 80, 1)
    assert told(text.format("71 read n3 x level=sync"))["r1"] == ("ok", 91, 1)


def test_who_lacks_the_log_is_sent_it_with_the_index() -> None:
    """n2 missed everything, and nobody sends heartbeats: asked at 100, n1 sends entries and index, there at 120."""
    text = "system raft nodes=3 leader=n1; init x 0; 5 cut n2; 10 write n1 x 1; 90 heal; 100 read n2 x level={}"
    assert told(text.format("sync"))["r1"] == ("ok", 120, 1)
    assert told(text.format("strong"))["r1"] == ("ok", 140, 1)


def test_what_waits_at_a_follower_ends_with_its_deadline_and_is_forgotten() -> None:
    trace = run(parse("system raft nodes=3 leader=n1; timeout 30; 10 cut n2>n1; 20 read n2 x level=sync; stop 60"))
    assert [(op.status, op.done) for op in trace.operations] == [("unknown", 50)]
    assert trace.state("n2", trace.last).waiting == ()


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("10 read n2 x level=eventual", "bad_setting"),
        ("10 write n1 x 1 level=strong", "not_for_this_protocol"),
        ("10 delete n1 x level=stale", "not_for_this_protocol"),
    ],
)
def test_a_level_that_raft_has_not_is_refused(line: str, code: str) -> None:
    with pytest.raises(ScriptError) as found:
        parse(f"system raft nodes=3; {line}")
    assert (found.value.code, found.value.line) == (code, 1)


def test_under_another_system_a_level_stays_where_it_means_something() -> None:
    quorum = parse("system quorum nodes=3; 10 write n1 x 1 level=strong; 20 read n2 x level=strong; 30 read n2 x")
    moved, dropped = under(quorum, System("raft", 3))
    assert [command.level for command in moved.commands] == [None, "strong", None]  # type: ignore[union-attr]
    assert dropped == quorum.commands[:1]


def test_the_explorer_finds_the_stale_follower_and_no_stale_answer_once_a_majority_confirms() -> None:
    """Four steps: the write is asked, its entry comes to n3, n3's answer to n1, the read is asked at n2."""
    scene = "init x 0; 10 write n1 x 1 by alice; 20 read n2 x by bob"
    stale = finish(explore(parse(f"system raft nodes=3 read=stale leader=n1; {scene}"), "linearizable"))
    assert (stale.outcome, stale.steps) == ("found", 4)
    sound = finish(
        explore(parse(f"system raft nodes=2 read=strong leader=n1; {scene}; 30 campaign n2"), "linearizable")
    )
    assert (sound.outcome, sound.scenario) == ("none", None)


def levelled(scenario: Scenario, levels: tuple[str | None, ...]) -> Scenario:
    """The same, its reads at these levels in turn."""
    commands = [
        replace(one, level=levels[i % len(levels)]) if isinstance(one, Read) else one
        for i, one in enumerate(scenario.commands)
    ]
    return replace(scenario, commands=tuple(commands))


@cache
def schedules(system: System, keys: tuple[str, ...] = ("x",), most: int = 30) -> st.SearchStrategy[Scenario]:
    """Cuts, crashes, losses, latencies and elections by hand, whatever the timers do."""
    tended = [campaigns(system), heartbeats(system)]
    return scenarios(system, keys=keys, lossy=True, most=most, requests=4, stop=500, tended=tended)


@cache
def hard(system: System) -> st.SearchStrategy[Scenario]:
    """The same, or shorter ones in which a leader is deposed, or calm ones, whose messages overtake each other."""
    calm = scenarios(system, keys=("x",), most=12, requests=12, stop=500)
    deposed = takeovers(system, schedules(system, most=8))
    return st.one_of(schedules(system), deposed, deposed, calm)


BY_HAND = System("raft", 3, (("read", "read_index"), ("leader", "n1")))
BY_ITSELF = System("raft", 3, (("read", "strong"), ("election", (40, 90)), ("heartbeat", 15)))
FIVE = System("raft", 5, (("read", "strong"), ("leader", "n2"), ("election", (30, 60)), ("heartbeat", 20)))


@pytest.mark.parametrize("system", [BY_HAND, BY_ITSELF, FIVE], ids=["by hand", "by itself", "five"])
@settings(max_examples=30, deadline=None)
@given(data=st.data())
def test_reads_that_a_majority_confirms_are_linearizable_at_any_node(system: System, data: st.DataObject) -> None:
    scenario = levelled(data.draw(hard(system)), ("strong", None, "strong"))
    assert broken(scenario) == []


@pytest.mark.parametrize("read", ["stale", "local", "sync"])
def test_such_schedules_break_the_reads_that_no_majority_confirms(read: str) -> None:
    system = replace(BY_HAND, settings=(("read", read), ("leader", "n1")))
    assert met(takeovers(system, schedules(system, most=8)), lambda scenario: broken(scenario) == ["broken"])


def pinned(scenario: Scenario) -> Scenario:
    """The same without crashes; each node has a reader of its own, who reads there alone, at the level stale."""
    commands: list[Command] = []
    for command in scenario.commands:
        match command:
            case Read(tick, node, key):
                commands.append(Read(tick, node, key, f"at-{node}", command.id, level="stale"))
            case Crash():
                pass
            case _:
                commands.append(command)
    return replace(scenario, commands=tuple(commands))


@settings(max_examples=40, deadline=None)
@given(schedules(BY_HAND, ("x", "y")))
def test_stale_reads_at_one_node_are_a_growing_beginning_of_the_log(scenario: Scenario) -> None:
    """Who stays at one node that is up is shown one order of all writes, and never goes back in it."""
    trace = run(pinned(scenario))
    assert [one for one in sessions(trace.operations, "monotonic_reads") if one.outcome != "kept"] == []
    assert judge_model(trace.operations, "sequential", dict(scenario.init)).outcome != "broken"


def test_a_node_that_has_crashed_may_go_back_since_its_commit_index_is_not_on_disk() -> None:
    text = "system raft nodes=3 leader=n1 read=stale; init x 0; 10 write n1 x 1; 60 read n2 x by a; 70 crash n2"
    assert [answer[2] for answer in told(f"{text}; 80 recover n2; 90 read n2 x by a").values()] == [1, 0]
