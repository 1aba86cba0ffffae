"""Raft: its four promises under any schedule, its rules as examples.

Rules of this file
* Election safety, log matching, and that what is committed stays, are read from every state that any node was in.
* Latency is 10 unless said otherwise: a majority answers 20 ticks after it was asked.
"""

from __future__ import annotations

from functools import cache
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.analysis.durability import lost_writes
from engine.checks import CHECKS, judge
from engine.model import Environment, Note, Scenario, System
from engine.protocols import configured, raft
from engine.protocols.raft import log as rules
from engine.protocols.raft import replication
from engine.protocols.raft.messages import Appended, Rejected
from engine.protocols.raft.state import AnyEntry, Entry, Log, Peer, Record, State
from engine.run.simulation import run
from engine.script import ScriptError, parse, print_script
from engine.trace import Trace
from tests.strategies import campaigns, heartbeats, scenarios, takeovers

BY_HAND = System("raft", 3, (("read", "read_index"), ("leader", "n1")))
BY_ITSELF = System("raft", 3, (("read", "read_index"), ("election", (40, 90)), ("heartbeat", 15)))
FIVE = System("raft", 5, (("read", "read_index"), ("leader", "n2"), ("election", (30, 60)), ("heartbeat", 20)))


@cache
def schedules(system: System, keys: tuple[str, ...] = ("x",), most: int = 30) -> st.SearchStrategy[Scenario]:
    """Cuts, crashes, losses, latencies and elections by hand, whatever the timers do."""
    tended = [campaigns(system), heartbeats(system)]
    return scenarios(system, keys=keys, lossy=True, most=most, stop=500, tended=tended)


@cache
def hard(system: System) -> st.SearchStrategy[Scenario]:
    """The same, or shorter ones in which a leader is deposed."""
    return st.one_of(schedules(system), takeovers(system, schedules(system, most=8)))


def play(text: str, nodes: int = 3, leader: str = "", read: str = "local", timers: str = "") -> Trace:
    line = f"system raft nodes={nodes} read={read} {leader and f'leader={leader}'} {timers}"
    return run(parse(f"{line}; {text}"))


def ended(trace: Trace) -> dict[str, tuple[str, Any]]:
    return {op.id: (op.status, op.value) for op in trace.operations}


def last(trace: Trace, node: str) -> State:
    state: State = trace.state(node, trace.last)
    return state


def notes(trace: Trace) -> list[str]:
    return [effect.code for event in trace.events for effect in event.effects if isinstance(effect, Note)]


def leaders(trace: Trace) -> dict[int, set[str]]:
    """Who has led in each term."""
    found: dict[int, set[str]] = {}
    for node in trace.scenario.system.names:
        for _, state in trace.states(node):
            if state.role == "leader":
                found.setdefault(state.term, set()).add(node)
    return found


def safe(trace: Trace) -> None:
    """Election safety, log matching, state machine safety; stores are the committed log applied to init."""
    assert all(len(nodes) == 1 for nodes in leaders(trace).values())
    committed: dict[int, AnyEntry] = {}
    prefixes: dict[tuple[int, int], Log] = {}
    for node in trace.scenario.system.names:
        for _, state in trace.states(node):
            store = {key: Record((), value) for key, value in trace.scenario.init}
            for index, entry in enumerate(state.log, 1):
                assert prefixes.setdefault((index, entry.term), state.log[:index]) == state.log[:index]
                if index <= state.commit:
                    assert committed.setdefault(index, entry) == entry
                    held = store[entry.key].value if entry.key in store else None
                    if entry.key and (isinstance(entry, Entry) or entry.expected == held):
                        store[entry.key] = Record((entry.term, index), entry.value)
            assert state.commit <= len(state.log) and state.store == store


@pytest.mark.parametrize("system", [BY_HAND, BY_ITSELF, FIVE], ids=["by hand", "by itself", "five"])
@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_raft_keeps_its_promises_under_any_schedule(system: System, data: st.DataObject) -> None:
    scenario = data.draw(hard(system))
    trace = run(scenario)
    safe(trace)
    assert [
        one for one in judge(CHECKS["linearizable"], trace.operations, dict(scenario.init)) if one.outcome != "kept"
    ] == []


@settings(max_examples=30, deadline=None)
@given(schedules(BY_HAND, keys=("x", "y")))
def test_what_was_acknowledged_is_in_the_log_of_a_majority(scenario: Scenario) -> None:
    trace = run(scenario)
    logs = [last(trace, node).log for node in scenario.system.names]
    for op in trace.operations:
        if op.kind != "read" and op.status == "ok":
            term, index = op.version
            assert sum(len(log) >= index and log[index - 1].op == op.id for log in logs) >= 2
            assert log_term(logs, index, op.id) == term


def log_term(logs: list[Log], index: int, op: str) -> int:
    return next(log[index - 1].term for log in logs if len(log) >= index and log[index - 1].op == op)


@settings(max_examples=30, deadline=None)
@given(schedules(BY_ITSELF))
def test_versions_follow_the_log_and_answers_come_from_leaders(scenario: Scenario) -> None:
    trace = run(scenario)
    versions = [op.version for op in trace.operations if op.kind != "read" and op.version]
    assert len(set(versions)) == len(versions)
    for op in trace.operations:
        if op.status == "ok":
            assert trace.state(op.node, op.last or 0).role == "leader"


def test_with_a_leader_set_it_leads_term_1_and_all_know() -> None:
    trace = play("10 read n1 x", leader="n2")
    assert [(last(trace, node).role, last(trace, node).leader) for node in ("n1", "n2")] == [
        ("follower", "n2"), ("leader", "n2"),
    ]  # fmt: skip
    assert {last(trace, node).term for node in trace.scenario.system.names} == {1}


def test_without_a_leader_nobody_leads_and_all_is_refused() -> None:
    trace = play("10 write n1 x 1 as w; 20 read n2 x as r")
    assert {last(trace, node).term for node in trace.scenario.system.names} == {0}
    assert {op.id: (op.status, op.reason and op.reason.values["leader"]) for op in trace.operations} == {
        "w": ("refused", None), "r": ("refused", None),
    }  # fmt: skip


def test_a_write_is_answered_when_a_majority_has_it_and_then_all_learn_it() -> None:
    trace = play("10 write n1 x 1 as w", leader="n1")
    (write,) = trace.operations
    assert (write.status, write.done, write.version) == ("ok", 30, (1, 2))
    assert trace.state("n2", trace.at(39)).commit == 1
    assert [last(trace, node).store["x"].value for node in ("n1", "n2", "n3")] == [1, 1, 1]


def test_elsewhere_than_at_the_leader_it_is_refused_and_the_leader_named() -> None:
    (op,) = play("10 write n3 x 1", leader="n1").operations
    assert op.status == "refused" and op.reason is not None
    assert (op.reason.code, op.reason.values) == ("not_leader", {"node": "n3", "leader": "n1"})


def test_a_minority_leader_gets_no_answer_and_its_write_is_not_undone() -> None:
    trace = play("5 cut n1 | n2 n3; 10 write n1 x 1 as w; 150 heal; 160 heartbeat n1; 200 read n1 x as r", leader="n1")
    assert ended(trace) == {"w": ("unknown", 1), "r": ("ok", 1)}


DEPOSED = "init x 0; 5 cut n1 | n2 n3; 10 campaign n2; 40 write n2 x 1 as w; 80 read n1 x as old; {0}"


def test_a_deposed_leader_reads_stale_alone_but_not_with_read_index() -> None:
    stale = play(DEPOSED.format(""), leader="n1", read="local")
    assert ended(stale) == {"w": ("ok", 1), "old": ("ok", 0)}
    assert judge(CHECKS["linearizable"], stale.operations, {"x": 0})[0].outcome == "broken"
    sound = play(DEPOSED.format(""), leader="n1", read="read_index")
    assert ended(sound)["old"][0] == "unknown"


def test_what_a_deposed_leader_had_not_committed_is_dropped() -> None:
    text = DEPOSED.format("85 write n1 x lost as l; 120 heal; 130 heartbeat n1; 170 heartbeat n2; 210 read n2 x as r")
    trace = play(text, leader="n1", read="local")
    assert ended(trace)["l"][0] == "unknown" and ended(trace)["r"] == ("ok", 1)
    assert [last(trace, node).term for node in ("n1", "n2", "n3")] == [2, 2, 2]
    assert last(trace, "n1").log == last(trace, "n2").log == last(trace, "n3").log
    assert {"stepped_down", "entries_dropped"} <= set(notes(trace))
    assert lost_writes(trace) == ()


def test_a_new_leader_waits_with_reads_until_it_has_committed_in_its_own_term() -> None:
    """Else it could miss what its forerunner had committed: n2 has the entry, but does not know that it counts."""
    text = "init x 0; 10 write n1 x 1 as w; 35 cut n1 | n2 n3; 40 campaign n2; 61 read n2 x as r"
    trace = play(text, leader="n1", read="read_index")
    assert ended(trace) == {"w": ("ok", 1), "r": ("ok", 1)}
    assert ended(play(text, leader="n1", read="local"))["r"] == ("ok", 0)


def test_an_entry_of_a_past_term_is_not_committed_by_counting() -> None:
    """Figure 8 of the paper: a majority has it, and yet a later leader may overwrite it."""
    log = (Entry(1), Entry(2))
    assert rules.advance_commit_index(log, [2, 2, 2], 3, 1) == 1
    assert rules.advance_commit_index((*log, Entry(3)), [3, 3, 2], 3, 1) == 3


def test_a_crash_keeps_term_vote_and_log_and_loses_the_rest() -> None:
    trace = play("init x 0; 10 write n1 x 1; 60 crash n1; 70 recover n1", leader="n1")
    state = last(trace, "n1")
    assert (state.term, state.vote, len(state.log), state.commit) == (1, "n1", 2, 0)
    assert (state.role, state.leader, state.store["x"].value) == ("follower", None, 0)


def test_a_wiped_node_is_new_and_is_given_the_log_again() -> None:
    trace = play("10 write n1 x 1; 60 crash n1 wipe; 70 recover n1; 80 campaign n2; 120 read n2 x as r", leader="n1")
    assert ended(trace)["r"] == ("ok", 1)
    assert last(trace, "n1").log == last(trace, "n2").log and leaders(trace) == {1: {"n1"}, 2: {"n2"}}


def test_acknowledged_and_only_on_nodes_that_are_down_is_lost_until_they_are_back() -> None:
    text = "5 crash n3; 10 write n1 x 1 as w; 60 crash n1; 60 crash n2; 70 recover n3"
    assert lost_writes(play(text, leader="n1")) == ("w",)
    assert lost_writes(play(f"{text}; 80 recover n2", leader="n1")) == ()


def test_two_candidates_split_the_votes_and_none_leads_until_the_next_term() -> None:
    far = "link n1-n4 latency=20; link n2-n3 latency=20"
    trace = play(f"{far}; 10 campaign n1; 10 campaign n2; 100 campaign n3", nodes=4)
    assert notes(trace).count("election_lost") == 2 and leaders(trace) == {2: {"n3"}}
    assert {trace.state(node, trace.at(99)).role for node in ("n1", "n2")} == {"follower"}


def test_a_campaign_in_a_past_term_or_of_a_leader_does_nothing() -> None:
    trace = play("10 campaign n1; 20 campaign n2 term=1; 21 heartbeat n2", leader="n1")
    assert notes(trace) == ["already_leader", "term_is_past", "not_leading"]
    assert not list(trace.messages())


def test_one_node_needs_nobody() -> None:
    trace = play("5 campaign n1; 5 write n1 x 1 as w; 6 read n1 x as r", nodes=1, read="read_index")
    assert [(op.status, op.done) for op in trace.operations] == [("refused", 5), ("ok", 6)]
    again = play("5 campaign n1; 6 write n1 x 1 as w; 7 read n1 x as r", nodes=1, read="read_index")
    assert [(op.status, op.done) for op in again.operations] == [("ok", 6), ("ok", 7)]


def test_a_delete_is_a_write_of_nothing() -> None:
    trace = play("init x 0; 10 delete n1 x; 60 read n1 x as r", leader="n1")
    assert ended(trace)["r"] == ("ok", None)


TIMERS = "election=150..300 heartbeat=50"


def test_by_timers_a_leader_is_found_and_replaced() -> None:
    trace = play("700 crash n1; 700 crash n2; 750 recover n1; 750 recover n2; stop 2000", nodes=5, timers=TIMERS)
    assert max(leaders(trace)) >= 1
    assert [last(trace, node).role for node in trace.scenario.system.names].count("leader") == 1
    assert {last(trace, node).leader for node in trace.scenario.system.names} == set(
        leaders(trace)[max(leaders(trace))]
    )


def test_a_leader_that_is_heard_stays() -> None:
    trace = play("stop 5000", leader="n1", timers=TIMERS)
    assert leaders(trace) == {1: {"n1"}}


def test_timeouts_are_spread_over_their_range_and_depend_on_the_seed() -> None:
    def first(seed: int) -> int:
        trace = play(f"seed {seed}; stop 400", nodes=1, timers=TIMERS)
        return next(event.tick for event in trace.events if event.kind == "timer")

    found = [first(seed) for seed in range(60)]
    assert all(150 <= tick <= 300 for tick in found) and max(found) - min(found) > 100 and len(set(found)) > 30
    assert found == [first(seed) for seed in range(60)]


@pytest.mark.parametrize("text", ["150..300", "150", "0"])
def test_an_election_range_prints_as_it_is_written(text: str) -> None:
    line = f"system raft nodes=3 election={text}\n"
    assert print_script(parse(line)) == line


@pytest.mark.parametrize("text", ["300..150", "0..300", "150..", "..300", "-1..2", "a..b", "1..2..3", "150...300"])
def test_an_election_range_that_makes_no_sense_is_refused(text: str) -> None:
    with pytest.raises(ScriptError, match="bad_setting"):
        parse(f"system raft nodes=3 election={text}")


def test_a_heartbeat_slower_than_elections_is_refused_at_its_place() -> None:
    with pytest.raises(ScriptError) as found:
        parse("system raft nodes=3 election=50..90 heartbeat=50")
    assert (found.value.column, found.value.values["reason"]) == (37, "heartbeat_too_slow")


def test_the_log_is_shown_with_what_is_committed() -> None:
    trace = play("10 cut n1 | n2 n3; 20 write n1 x 1", leader="n1")
    view = raft.view.view(raft.settings.config(trace.scenario.system.names, {}), "n1", last(trace, "n1"))  # type: ignore[arg-type]
    assert [tuple(one) for one in view.log or ()] == [(1, 1, None, None, True), (2, 1, "x", 1, False)]
    assert (view.role, view.term, view.believes, dict(view.store)) == ("leader", 1, {"leader": "n1"}, {})


@pytest.mark.parametrize("answer", [Appended(1, 3, 5, None), Rejected(1, 2, 0, 5)])
def test_an_answer_of_an_earlier_term_says_nothing_of_the_log_of_now(answer: Appended | Rejected) -> None:
    """n1 led in term 1 and leads again: what n2 had of term 1 was overwritten in term 2."""
    config = configured(System("raft", 3))
    log = (Entry(1), Entry(2), Entry(3))
    state = State(3, "n1", log, (), "leader", "n1", 1, {}, {}, {"n2": Peer(3, 0, 0), "n3": Peer(3, 0, 0)}, {}, (), 0)
    assert replication.handle_append_reply(Environment("n1", 0, config, None), state, "n2", answer) == (state, ())
    of_now = answer._replace(term=3)
    assert replication.handle_append_reply(Environment("n1", 0, config, None), state, "n2", of_now)[0] != state
