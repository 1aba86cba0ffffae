"""The desk and the gestures: undo, forks and branches, and that no gesture can do what a script cannot."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.run.simulation import run
from engine.script import ScriptError, parse, print_script
from engine.trace import Trace
from pages.ui.session import undo as desk
from pages.ui.session.undo import Desk
from pages.ui.stage import gestures as acting


def trace(text: str) -> Trace:
    return run(parse(text))


def test_undo_and_redo_walk_the_same_road() -> None:
    now = desk.change(desk.change(Desk("a"), "b"), "c")
    back = desk.undo(desk.undo(now))
    assert back.script == "a" and desk.undo(back) == back
    assert desk.redo(desk.redo(back)) == now and desk.redo(now) == now


def test_a_fork_keeps_the_old_run_within_reach() -> None:
    forked = desk.change(desk.change(Desk("a"), "ab"), "ax", fork=True)
    assert forked.branches == ("ab",)
    visited = desk.visit(forked, 0)
    assert visited.script == "ab" and visited.branches == ("ax",)
    assert desk.visit(visited, 5) == visited


@given(st.lists(st.tuples(st.sampled_from(["change", "fork", "undo", "redo", "visit"]), st.integers(0, 9))))
def test_nothing_is_ever_lost(moves: list[tuple[str, int]]) -> None:
    now, seen = Desk("0"), {"0"}
    for name, number in moves:
        before = now
        match name:
            case "undo" | "redo":
                now = getattr(desk, name)(now)
            case "visit":
                now = desk.visit(now, number)
            case _:
                now = desk.change(now, str(number), fork=name == "fork")
        seen.add(now.script)
        reachable = {now.script, *now.past, *now.future, *now.branches}
        assert before.script in reachable


SCENE = "system quorum nodes=3 r=1 w=1; init x 0; 10 write n1 x 1 by alice; 50 read n2 x by bob"


def test_an_action_at_the_end_extends_the_run() -> None:
    run_ = trace(SCENE)
    acted = acting.act(run_, {"verb": "cut", "groups": [["n1"], ["n2", "n3"]], "tick": run_.end})
    assert not acted.forked and acted.tick == run_.end + 1
    assert print_script(acted.scenario).splitlines()[-1] == f"{run_.end + 1} cut n1 | n2 n3"


def test_an_action_in_the_past_forks() -> None:
    acted = acting.act(trace(SCENE), {"verb": "read", "node": "n3", "key": "x", "client": "bob", "tick": 20})
    assert acted.forked
    assert print_script(acted.scenario).splitlines()[-1] == "21 read n3 x by bob"


@pytest.mark.parametrize(
    "action, line",
    [
        ({"verb": "write", "node": "n1", "key": "x", "value": "12", "client": "bob"}, "write n1 x 12 by bob"),
        ({"verb": "write", "node": "n1", "key": "x", "value": "two words", "client": ""}, 'write n1 x "two words"'),
        ({"verb": "delete", "node": "n1", "key": "x", "client": "bob"}, "delete n1 x by bob"),
        ({"verb": "heal"}, "heal"),
        ({"verb": "cut", "links": ["n1>n3", "n3>n1"]}, "cut n1-n3"),
        ({"verb": "heal", "links": ["n1>n3"]}, "heal n1>n3"),
        ({"verb": "crash", "node": "n2"}, "crash n2"),
        ({"verb": "pause", "node": "n2", "ticks": 40}, "pause n2 for 40"),
        ({"verb": "recover", "node": "n2", "wipe": True}, "recover n2 wipe"),
        ({"verb": "hold", "message": "n1>n2.1"}, "hold n1>n2.1"),
        ({"verb": "duplicate", "message": "n1>n2.1"}, "duplicate n1>n2.1"),
        ({"verb": "slow", "link": "n1-n2", "latency": 50}, "slow n1-n2 50"),
        ({"verb": "sync", "node": "n1", "peer": "n2"}, "sync n1 n2"),
        ({"verb": "handoff", "node": "n1"}, "handoff n1"),
        ({"verb": "purge", "node": "n1", "key": "x"}, "purge n1 x"),
    ],
)
def test_every_gesture_becomes_a_line(action: dict[str, Any], line: str) -> None:
    acted = acting.act(trace(SCENE), {**action, "tick": 90})
    assert print_script(acted.scenario).splitlines()[-1] == f"91 {line}"


@pytest.mark.parametrize(
    "action, line",
    [
        ({"verb": "campaign", "node": "n2"}, "campaign n2"),
        ({"verb": "campaign", "node": "n2", "term": 7}, "campaign n2 term=7"),
        ({"verb": "heartbeat", "node": "n1"}, "heartbeat n1"),
    ],
)
def test_a_gesture_that_only_raft_knows(action: dict[str, Any], line: str) -> None:
    acted = acting.act(trace("system raft nodes=3 leader=n1"), {**action, "tick": 90})
    assert print_script(acted.scenario).splitlines()[-1] == f"91 {line}"
    with pytest.raises(ScriptError, match="not_for_this_protocol"):
        acting.act(trace(SCENE), action)


def test_a_writer_passes_the_context_that_it_read() -> None:
    run_ = trace("system multi_value nodes=2; 10 write n1 x 1 by alice; 20 read n1 x by alice")
    acted = acting.act(run_, {"verb": "write", "node": "n1", "key": "x", "value": "2", "client": "alice", "tick": 30})
    assert print_script(acted.scenario).splitlines()[-1] == "31 write n1 x 2 by alice with r1"


HOSTILE = st.dictionaries(
    st.sampled_from(["verb", "node", "key", "value", "client", "tick", "groups", "links", "message", "link", "to"]),
    st.one_of(
        st.text(max_size=30),
        st.integers(),
        st.none(),
        st.lists(st.text(max_size=5), max_size=3),
        st.sampled_from(["write", "cut", "hold", "slow", "sync", "n1", "n1\n20 crash n2", "<b>x</b>", "x; crash n1"]),
    ),
)


@given(HOSTILE)
def test_no_action_does_more_than_one_command_or_fails_otherwise(action: dict[str, Any]) -> None:
    run_ = trace(SCENE)
    try:
        acted = acting.act(run_, action)
    except ScriptError:
        return
    assert len(acted.scenario.commands) <= len(run_.scenario.commands) + 1
    assert parse(print_script(acted.scenario)) == acted.scenario
