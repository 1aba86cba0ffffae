"""Chain replication and CRAQ: six runs worked out by hand, no broken promise under any schedule, and where one breaks.

Rules of this file
* Latency is 10. Answers, ticks and verdicts in BY_HAND were worked out on paper before anything was run; how is told
  in a comment.
* A chain is linearizable as long as a node that is cut out is dead or told: the schedules keep to that, the explorer is
  shown scenes that do not.
"""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.analysis.durability import lost_writes
from engine.analysis.report import report
from engine.catalog.scenes import PRESETS, TOPICS
from engine.checks import CHECKS, judge
from engine.explore import Finding, Scope, broken_by, explore, finish
from engine.model import Note, Promote, Rejoin, Scenario, System
from engine.protocols.chain.state import Chain, State
from engine.run.simulation import run
from engine.script import ScriptError, parse, print_script
from engine.trace import Trace
from lessons.words import load
from pages.ui.stage.frame import framed
from pages.ui.stage.picture.phrases import Phrases
from tests.strategies import scenarios, ticks

TAIL, ANY = (System("chain", 3, (("read", read),)) for read in ("tail", "any"))
FOUR = System("chain", 4, (("read", "any"),))


def play(text: str, more: str = "") -> Trace:
    return run(parse(f"system chain {more or 'nodes=3'}; init x 0; {text}"))


def ended(trace: Trace) -> dict[str, tuple[Any, ...]]:
    """By name: how an operation ended, when, and what a read returned."""
    reads = {op.id: (op.value,) if op.kind == "read" and op.status == "ok" else () for op in trace.operations}
    return {op.id: (op.status, op.done, *reads[op.id]) for op in trace.operations}


def broken(trace: Trace) -> set[str]:
    """The promises that a run breaks, each about one key or about the run."""
    checks = ("linearizable", "monotonic_reads", "read_your_writes", "available", "converged", "durable")
    found = [one for one in report(trace)["verdicts"] if one["outcome"] == "broken" and one["check"] in checks]
    return {one["check"] for one in found}


def last(trace: Trace, node: str) -> State:
    state: State = trace.state(node, len(trace.events) - 1)
    return state


def notes(trace: Trace, node: str) -> list[str]:
    found = [event for event in trace.events if event.node == node]
    return [one.code for event in found for one in event.effects if isinstance(one, Note)]


def bodies(trace: Trace) -> list[str]:
    return [type(message.body).__name__ for event in trace.events for message in event.sent]


BY_HAND = [
    # Forward to n1 20, Put to n2 30, to n3 40: committed. Done to n2 50, acks to n2 50 and n1 60. a asks at 35, b and c
    # at once (what arrives in a tick comes before what is asked in it), d asks at 51.
    (
        "nodes=3",
        "10 write n2 x 1 by alice as w; 25 read n1 x as a; 30 read n3 x as b; 40 read n3 x as c; 41 read n1 x as d",
        {"w": ("ok", 50), "a": ("ok", 45, 0), "b": ("ok", 30, 0), "c": ("ok", 40, 1), "d": ("ok", 61, 1)},
        set(),
    ),
    # Put at n2 20, at n3 30; acks at n2 40, n1 50. a: dirty at n1, n3 is asked at 25 and has init: 0. b: dirty at n2,
    # n3 is asked at 32 and has 1. c: the tail, at once. d: clean at n2. e: n1 is dirty until 50, asks, is told at 65.
    (
        "nodes=3 read=any",
        (
            "10 write n1 x 1 as w; 15 read n1 x as a; 22 read n2 x as b; 25 read n3 x as c; 45 read n2 x as d; "
            "45 read n1 x as e"
        ),
        {
            "w": ("ok", 40),
            "a": ("ok", 35, 0),
            "b": ("ok", 42, 1),
            "c": ("ok", 25, 0),
            "d": ("ok", 45, 1),
            "e": ("ok", 65, 1),
        },
        set(),
    ),
    # The same without the question: bob reads at n1 what is not committed, then at n3 what is.
    (
        "nodes=3 read=local",
        "10 write n1 x 1 as w; 15 read n1 x by bob as a; 20 read n3 x by bob as b",
        {"w": ("ok", 40), "a": ("ok", 15, 1), "b": ("ok", 20, 0)},
        {"linearizable", "monotonic_reads"},
    ),
    # n2 has 1 at 20 and cannot pass it on. At 30 it is the tail and commits; n1 hears at 40. n3 still takes itself for
    # the tail.
    (
        "nodes=3",
        (
            "5 cut n3; 10 write n1 x 1 by alice as w; 30 promote n1 tell n2; 50 read n2 x by bob as a; "
            "60 read n3 x by carol as b"
        ),
        {"w": ("ok", 40), "a": ("ok", 50, 1), "b": ("ok", 60, 0)},
        {"linearizable"},
    ),
    # n3 commits 1 at 30, n1 is down when it is told. n2 numbers 2 at 70 under epoch 1, n3 commits at 80. n1 comes back
    # as the head of the old chain: n2 ignores what it sends at 150, n3 answers its read. n1 keeps its 3, others have 2.
    (
        "nodes=3",
        (
            "10 write n1 x 1 by alice as w; 35 crash n1; 50 promote n2 tell n3; 60 write n3 x 2 by bob as v; "
            "100 read n2 x by bob as a; 130 recover n1; 140 write n1 x 3 by carol as u; 250 read n1 x by carol as b"
        ),
        {"w": ("unknown", 110), "v": ("ok", 80), "a": ("ok", 120, 2), "u": ("unknown", 240), "b": ("ok", 270, 2)},
        {"available", "converged"},
    ),
    # n3 asks n2 to be taken in at 80, and has all at 90; n1 hears at 90. v went down the old chain and was sent back at
    # 85; it goes down the new one from 90: n2 100, n3 110, n1 told 120. a: n3 is outside and asks n2, which is not the
    # tail any more: refused at 105. b: n3 is the tail.
    (
        "nodes=3 read=any",
        (
            "5 crash n3; 10 write n1 x 1 by alice as w; 30 promote n1 tell n2; 60 recover n3; 70 rejoin n3 to n2; "
            "75 write n1 x 2 by bob as v; 85 read n3 x as a; 100 read n3 x as b; 130 read n3 x as c"
        ),
        {"w": ("ok", 40), "v": ("ok", 120), "a": ("refused", 105), "b": ("ok", 100, 1), "c": ("ok", 130, 2)},
        {"available"},
    ),
]


@pytest.mark.parametrize(("system", "script", "ends", "breaks"), BY_HAND, ids=[one[0] for one in BY_HAND])
def test_runs_that_were_worked_out_by_hand(
    system: str, script: str, ends: dict[str, tuple[Any, ...]], breaks: set[str]
) -> None:
    trace = play(script, system)
    assert ended(trace) == ends
    assert broken(trace) == breaks


def judged(scenario: Scenario) -> list[str]:
    return [one.outcome for one in judge(CHECKS["linearizable"], run(scenario).operations, dict(scenario.init))]


@pytest.mark.parametrize("system", [TAIL, ANY, FOUR], ids=["tail", "any", "four"])
@settings(max_examples=60)
@given(data=st.data())
def test_a_chain_is_linearizable_whatever_is_cut_crashed_wiped_or_lost(system: System, data: st.DataObject) -> None:
    scenario = data.draw(scenarios(system, wipe=True, lossy=True))
    assert set(judged(scenario)) <= {"kept"}


def tending(system: System) -> list[st.SearchStrategy[Any]]:
    """All are told of a chain of all, and anybody leaves it and asks to come back: nobody acts on what is past."""
    nodes = st.permutations(system.names)
    pairs = nodes.map(lambda names: names[:2])
    return [
        st.builds(lambda tick, names: Promote(tick, names[0], tuple(names[1:])), ticks(), nodes),
        st.builds(lambda tick, pair: Rejoin(tick, *pair), ticks(), pairs),
    ]


@pytest.mark.parametrize("system", [TAIL, ANY], ids=["tail", "any"])
@settings(max_examples=60)
@given(data=st.data())
def test_new_chains_of_the_same_nodes_break_nothing(system: System, data: st.DataObject) -> None:
    scenario = data.draw(scenarios(system, keys=("x",), lossy=True, tended=tending(system)))
    assert set(judged(scenario)) <= {"kept"}


@settings(max_examples=40)
@given(scenarios(ANY, lossy=True))
def test_who_comes_first_in_the_chain_has_all_that_who_comes_later_has(scenario: Scenario) -> None:
    """The papers' update propagation invariant; and dirty versions are later than the clean one, in order."""
    trace = run(scenario)
    for index in range(len(trace.events)):
        states: list[State] = [trace.state(node, index) for node in scenario.system.names]
        for key in ("x", "y"):
            newest = [record.version if (record := state.newest(key)) else None for state in states]
            order = [(version is not None, version or ()) for version in newest]
            assert order == sorted(order, reverse=True)
            for state in states:
                versions = [put.record.version for put in state.dirty.get(key, ())]
                assert versions == sorted(set(versions))
                clean = state.clean(key)
                assert clean is None or all(version > clean for version in versions)


# -- the explorer ------------------------------------------------------------------------------------------------

WRITE_READ_READ = "10 write n1 x 1 by alice; 20 read n2 x by bob; 30 read n3 x by carol"
PAIRS = "10 write n1 x 1 by alice; 10 write n2 x 2 by bob; 20 read n1 x by carol; 20 read n2 x by carol"
CUT_OUT = "10 write n1 x 1 by alice; 20 promote n1 tell n2; 30 read {} x by bob"
AGAIN = "10 promote n1 tell n2; 20 rejoin n3 to n2; 30 write n1 x 1 by alice; 40 read n2 x by bob; 50 read n1 x by bob"


def found(read: str, scene: str, scope: Scope = Scope()) -> Finding:  # noqa: B008
    return finish(explore(parse(f"system chain nodes=3 read={read}; init x 0; {scene}"), "linearizable", scope))


@pytest.mark.parametrize("read", ["tail", "any"])
@pytest.mark.parametrize(
    ("scene", "crashes"),
    [(WRITE_READ_READ, 0), (PAIRS, 0), (PAIRS.replace("n2 x by carol", "n3 x by carol"), 1), (AGAIN, 0)],
    ids=["small", "pairs", "crash", "rejoin"],
)
def test_none_in_all_states(read: str, scene: str, crashes: int) -> None:
    finding = found(read, scene, Scope(crashes=crashes))
    assert (finding.outcome, finding.scenario) == ("none", None)
    assert finding.states > 100


def test_without_the_question_the_stale_read_is_found() -> None:
    """The write is asked, comes to n2, is read there, and the tail is read before it: four steps."""
    finding = found("local", WRITE_READ_READ)
    assert (finding.outcome, finding.steps) == ("found", 4)
    assert finding.scenario is not None and broken_by(finding.scenario, "linearizable")


@pytest.mark.parametrize(("read", "out"), [("tail", "n3"), ("any", "n3")])
def test_the_stale_read_of_a_tail_that_was_cut_out_and_not_told_is_found(read: str, out: str) -> None:
    """The write is asked, comes to n2, n2 is made the tail, n1 hears that it is committed, and n3 is read: five."""
    finding = found(read, CUT_OUT.format(out))
    assert (finding.outcome, finding.steps) == ("found", 5)
    trace = run(finding.scenario or Scenario())
    assert [(op.node, op.value) for op in trace.operations if op.kind == "read"] == [("n3", 0)]


@pytest.mark.parametrize("read", ["tail", "any"])
@pytest.mark.parametrize("told", ["n1", "n2"])
def test_who_was_told_reads_no_stale_value(read: str, told: str) -> None:
    assert found(read, CUT_OUT.format(told)).outcome == "none"


# -- configurations ----------------------------------------------------------------------------------------------


def test_a_middle_node_is_cut_out_and_its_successor_gets_what_it_lacks() -> None:
    """n2 is down before 1 comes to it. n1 passes it on to n3 at 40 (committed 50), where nobody had passed it on to."""
    trace = play("5 crash n2; 10 write n1 x 1 as w; 40 promote n3 tell n1")
    assert ended(trace) == {"w": ("ok", 60)}
    assert last(trace, "n1").chain == last(trace, "n3").chain == Chain(1, ("n1", "n3"))
    assert last(trace, "n2").chain == Chain(0, ("n1", "n2", "n3"))


def test_a_head_alone_is_head_and_tail() -> None:
    trace = play("5 promote n1; 10 write n1 x 1 as w; 10 read n1 x as r")
    assert ended(trace) == {"w": ("ok", 10), "r": ("ok", 10, 1)}


def test_who_is_outside_is_not_told_back_in() -> None:
    trace = play("5 crash n3 wipe; 8 recover n3; 10 promote n1 tell n2 n3; 20 read n3 x as r")
    assert "outside_chain" in notes(trace, "n3")
    assert ended(trace)["r"] == ("refused", 40)
    assert "new_chain" in notes(trace, "n1")


def test_who_was_alone_and_is_not_taken_in_takes_the_other_for_a_chain_of_one() -> None:
    """n2 never heard of n3's chain of one: it has n3 in its own, as the tail, and sends n3's read back there."""
    trace = play("5 promote n3; 10 rejoin n3 to n2; 30 read n3 x as r")
    assert last(trace, "n3").chain == Chain(1, ("n2",))
    assert "not_taken_in" in notes(trace, "n2")
    assert ended(trace)["r"] == ("refused", 50)
    assert trace.operations[0].reason == ("not_tail", {"node": "n2", "believes": "n3"})


def test_only_the_tail_takes_in_and_only_who_was_cut_out() -> None:
    for command in ("rejoin n3 to n1", "rejoin n1 to n3"):
        trace = play(f"10 {command}")
        assert "not_taken_in" in notes(trace, command[-2:])
        assert "Snapshot" not in bodies(trace)


def test_an_answer_to_an_older_wish_to_rejoin_is_not_taken() -> None:
    """The first snapshot is held until n3 was cut out and has asked again; it came too late, the second is taken."""
    trace = play(
        "1 hold n2>n3.1; 10 promote n1 tell n2; 20 rejoin n3 to n2; 50 promote n1 tell n2; 60 write n1 x 1; "
        "100 hold n2>n3.2; 100 rejoin n3 to n2; 130 release n2>n3.1; 135 read n3 x as a; 170 release n2>n3.2; "
        "175 read n3 x as b"
    )
    assert ended(trace)["a"][0] == "refused"
    assert ended(trace)["b"] == ("ok", 175, 1)


def test_what_comes_down_before_the_snapshot_is_kept_for_after_it() -> None:
    """n3 is taken in at 30; the snapshot is held while 1 comes down the new chain, and is passed on once."""
    trace = play(
        (
            "1 hold n2>n3.1; 10 promote n1 tell n2; 20 rejoin n3 to n2; 50 write n1 x 1 as w; 90 release n2>n3.1; "
            "100 read n3 x as r"
        ),
    )
    assert ended(trace) == {"w": ("ok", 100), "r": ("ok", 100, 1)}
    assert bodies(trace).count("Put") == 2


def test_who_missed_the_news_learns_them_from_whom_it_sends_down_to() -> None:
    """n1 is down when it is to be told that n3 is out; n2 answers its write with the new chain."""
    trace = play("5 crash n1; 10 crash n3; 20 promote n2 tell n1; 30 recover n1; 40 write n1 x 1 as w")
    assert last(trace, "n1").chain == Chain(1, ("n1", "n2"))
    assert ended(trace) == {"w": ("ok", 80)}


def test_who_missed_more_than_one_chain_stays_where_it_was() -> None:
    """It may have been cut out and lack what was committed meanwhile."""
    trace = play("5 crash n1; 20 promote n2 tell n1 n3; 25 promote n2 tell n1 n3; 30 recover n1; 40 write n1 x 1 as w")
    assert last(trace, "n1").chain == Chain(0, ("n1", "n2", "n3"))
    assert ended(trace) == {"w": ("unknown", 140)}


def test_a_write_at_a_head_of_the_past_is_refused_where_that_is_known() -> None:
    trace = play(
        "10 promote n2 tell n3; 20 write n3 x 1 as w; 20 write n1 x 2 as old; 60 promote n3; 70 write n2 x 3 as v"
    )
    assert ended(trace)["w"] == ("ok", 40)
    assert ended(trace)["old"][0] == "unknown"
    assert ended(trace)["v"][0] == "unknown"


def test_two_chains_lose_what_one_of_them_drops() -> None:
    """n3 alone acknowledges 9; n1 and n2 acknowledge 1. When n3 comes back behind n2 its 9 is nowhere."""
    script = "5 promote n3; 10 write n3 x 9 as v; 20 promote n1 tell n2; 30 write n1 x 1 as w"
    assert lost_writes(play(script)) == ()
    trace = play(f"{script}; 80 rejoin n3 to n2")
    assert ended(trace) == {"v": ("ok", 10), "w": ("ok", 50)}
    assert lost_writes(trace) == ("v",)


def test_what_a_snapshot_drops_is_told_and_nothing_else() -> None:
    """v came down to all three nodes. n3 alone then takes x and z; n1 and n2 take another z, nobody y."""
    trace = play(
        "1 write n1 v 1; 1 write n1 y 5; 45 promote n3; 50 write n3 x 9; 55 write n3 z 6; 60 promote n1 tell n2;"
        "70 write n1 z 7; 120 rejoin n3 to n2"
    )
    dropped = [
        (event.tick, dict(one.values))
        for event in trace.events
        for one in event.effects
        if isinstance(one, Note) and one.code == "chain_dropped"
    ]
    assert dropped == [
        (140, {"key": "x", "value": 9, "version": (1, 3, "n3")}),
        (140, {"key": "z", "value": 6, "version": (1, 4, "n3")}),
    ]
    assert {key: record.value for key, record in last(trace, "n3").store.items()} == {"v": 1, "x": 0, "y": 5, "z": 7}


def test_a_write_is_lost_only_while_nobody_alive_has_it() -> None:
    script = "10 write n1 x 1 as w; 60 crash n1; 60 crash n2"
    assert lost_writes(play(script)) == ()
    assert lost_writes(play(f"{script}; 70 crash n3")) == ("w",)
    assert lost_writes(play(f"{script}; 70 crash n3; 90 recover n2")) == ()


def test_deletes_are_tombstones() -> None:
    trace = play("10 delete n2 x; 60 read n3 x as r", "nodes=3 read=any")
    assert ended(trace)["r"] == ("ok", 60, None)
    assert last(trace, "n1").newest("x") == ((0, 1, "n1"), None)


def test_versions_are_never_given_twice() -> None:
    trace = play("10 write n1 x 1; 20 promote n1 tell n2 n3; 30 write n1 x 2; 40 promote n2 tell n3; 50 write n2 x 3")
    assert [op.version for op in trace.operations] == [(0, 1, "n1"), (1, 2, "n1"), (2, 3, "n2")]


def test_a_node_shows_dirty_after_clean_where_it_answers_from_both() -> None:
    seen = {}
    for read in ("tail", "any"):
        trace = play("10 write n1 x 1", f"nodes=3 read={read}")
        seen[read] = report(trace, (15,))["at"]["15"]["n1"]["store"]["x"]["values"]
    assert seen == {"tail": [1], "any": [0, 1]}


def test_its_commands_and_its_scenes_are_told_in_its_own_words() -> None:
    """A promotion makes a chain here, not a primary; the scenes of the room are offered under their topic."""
    words, trace = load("en"), run(parse(PRESETS["old_tail"]))
    said = [Phrases(words, trace.scenario.system).event(event) for event in trace.events if event.kind == "tend"]
    assert said[0] == "n1 is told: a new chain (n1 tell n2)"
    primary, chain = (framed(PRESETS[name], words)["words"]["promote"] for name in ("failover", "old_tail"))
    assert (primary, chain) == (words("stage.promote"), words("stage.chain_promote"))
    assert {"raft", "chain", "old_tail"} <= set(TOPICS["agreement"])


def test_settings_in_a_script() -> None:
    assert print_script(parse("system chain read=any")) == "system chain nodes=3 read=any\n"
    for wrong in ("system chain read=head", "system chain r=1", "system chain; 10 handoff n1"):
        with pytest.raises(ScriptError):
            parse(wrong)
