"""Raft's leases, pre-vote and check of its quorum: what each cures, what it costs, and what breaks it.

Rules of this file
* Latency is 10. Election timeouts are drawn by seed 0; heartbeats come at multiples of their period.
* What a scene must show was worked out by hand from the rules in lease.py, prevote.py and contact.py before it was run.
"""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.analysis.metrics import metrics_of
from engine.analysis.verdicts import verdicts
from engine.catalog.scenes import PRESETS
from engine.checks import linearizable
from engine.model import Command, Note, Scenario, Skew, System
from engine.run.simulation import run
from engine.script import ScriptError, parse
from engine.script.rewrite import with_setting
from engine.trace import Trace
from tests.strategies import campaigns, heartbeats, met, scenarios, takeovers, ticks

TIMED = "election=100..200 heartbeat=40"


def scene(name: str, setting: str = "") -> Trace:
    scenario = parse(PRESETS[name])
    return run(with_setting(scenario, setting) if setting else scenario)


def play(settings: str, commands: str, nodes: int = 3) -> Trace:
    return run(parse(f"system raft nodes={nodes} leader=n1 {settings}; init x 0; {commands}"))


def told(trace: Trace) -> dict[str, tuple[str, object]]:
    return {op.id: (op.status, op.value) for op in trace.operations}


def noted(trace: Trace, *codes: str) -> list[tuple[int, str | None, str]]:
    return [
        (event.tick, event.node, note.code)
        for event in trace.events
        for note in event.effects
        if isinstance(note, Note) and note.code in codes
    ]


def broken(trace: Trace, check: str) -> bool:
    return any(one.outcome == "broken" for one in verdicts(trace, checks=(check,)))


def terms(trace: Trace) -> list[int]:
    return [trace.state(node, trace.last).term for node in trace.scenario.system.names]


# Leases


def test_a_clock_set_back_keeps_a_lease_alive_and_drift_left_unused_cures_it() -> None:
    """The round of 40 is answered at 60: its lease ends when n1's clock shows 190, now at 290.

    n3 is elected at 225, its write is committed at 260, and at 270 n1's clock shows 170. With drift=100 it would have
    to show less than 90, so n1 asks for a majority that it does not reach.
    """
    stale = scene("set_back")
    assert told(stale) == {"r1": ("ok", 10), "w1": ("ok", 12), "r2": ("ok", 10), "r3": ("ok", 12)}
    assert [op.done for op in stale.operations] == [61, 260, 270, 370] and broken(stale, "linearizable")
    cured = scene("set_back", "drift=100")
    assert told(cured)["r2"] == ("unknown", None) and not broken(cured, "linearizable")
    right = run(parse(PRESETS["set_back"].replace("100 skew n1 -100\n", "")))
    assert told(right)["r2"] == ("unknown", None) and not broken(right, "linearizable")


@pytest.mark.parametrize(("skews", "told_old"), [
    ("", False),
    # set back by 20, n1 uses its lease until 140, and n2 is elected no sooner
    ("50 skew n1 -20", False),
    ("50 skew n1 -23", True),
    # n2 and n3 gain 10, n1 loses 10 or 13
    ("50 skew n1 -10; 50 skew n2 10; 50 skew n3 10", False),
    ("50 skew n1 -13; 50 skew n2 10; 50 skew n3 10", True),
    # that clocks differ all along changes nothing
    ("1 skew n1 -90; 1 skew n2 90; 1 skew n3 90", False),
])  # fmt: skip
def test_a_lease_bears_what_clocks_gain_on_the_leaders_up_to_the_drift(skews: str, told_old: bool) -> None:
    """No message takes time. The round of 40 gives n1 80 ticks; n2, when its clock shows 100 more than then, is elected
    at once. bob writes a tick later and alice asks n1 a tick after that, so three more than 20 are enough."""
    gained = 10 if "n2 10" in skews else 0
    at = 140 - gained
    trace = play(
        "read=lease election=100..200 heartbeat=40 drift=20",
        f"latency 0; {skews and skews + ';'} 51 cut n1; {at} campaign n2; {at + 1} write n2 x 1 by bob as w;"
        f"{at + 2} read n1 x by alice as r; stop 400",
    )
    assert told(trace) == {"w": ("ok", 1), "r": ("ok", 0) if told_old else ("unknown", None)}
    assert broken(trace, "linearizable") == told_old


LEASED = "read=lease election=100..200 heartbeat=40"


def test_with_a_lease_a_read_takes_no_time_and_without_it_a_round() -> None:
    """No round is answered before 60; then each lasts 100 ticks from its beginning."""
    trace = play(LEASED, "30 read n1 x as early; 61 read n1 x as led; 400 read n1 x as later; stop 420")
    assert [(op.id, op.done) for op in trace.operations] == [("early", 50), ("led", 61), ("later", 400)]
    cut = play(LEASED, "65 cut n1>n2 n1>n3; 139 read n1 x as last; 140 read n1 x as late; stop 260")
    assert told(cut) == {"last": ("ok", 0), "late": ("unknown", None)}


def test_whoever_hears_from_the_leader_neither_votes_nor_stands() -> None:
    """n3 heard n1 at 50 and is told to stand at 60. At 170 it has heard nothing for 120, but n2 hears n1 then."""
    trace = play(LEASED, "60 campaign n3; 60 cut n3-n1; 170 campaign n3; stop 200")
    assert noted(trace, "keeps_leader", "elected") == [(60, "n3", "keeps_leader")]
    assert (180, "n2", "has_leader") in noted(trace, "has_leader")
    assert trace.state("n1", trace.last).role == "leader"


def test_who_comes_back_from_a_crash_does_not_know_what_it_promised_and_waits() -> None:
    """n2 has answered the round of 40; else n3 would be elected at 120, while n1's lease lasts until 140."""
    trace = play(
        LEASED, "45 cut n3; 70 crash n2; 80 recover n2; 82 cut n2-n1; 85 heal n2-n3; 150 campaign n3; stop 175"
    )
    assert (160, "n2", "has_leader") in noted(trace, "has_leader")


# Pre-vote, check of the quorum


def test_a_node_that_comes_back_deposes_the_leader_and_pre_vote_keeps_it_from_doing_so() -> None:
    """n3 rejects n1's heartbeat of 400 at 410, n1 steps down at 420; n3 lacks w1, so another timeout must pass."""
    disturbed, calm = scene("disturbed"), scene("disturbed", "pre_vote=yes")
    assert noted(disturbed, "stepped_down")[0] == (420, "n1", "stepped_down")
    assert told(disturbed)["w2"][0] == "refused" and broken(disturbed, "available")
    assert 100 <= (metrics_of(disturbed).leaderless or 0) <= 240
    assert noted(calm, "stepped_down", "elected") == [] and terms(calm) == [1, 1, 1]
    assert told(calm)["w2"] == ("ok", 15) and not broken(calm, "available")
    assert metrics_of(calm).leaderless == 0


def test_a_leader_that_one_node_alone_hears_leads_for_ever_unless_it_checks_its_quorum() -> None:
    """Looked at 200, n1 has heard from n2 alone since 100 and steps down; n2 is elected after its timeout."""
    stuck, freed = scene("hub"), scene("hub", "check_quorum=yes")
    assert noted(stuck, "stepped_down", "elected") == [] and metrics_of(stuck).leaderless == 650
    assert told(stuck)["w3"][0] == "refused"
    found = noted(freed, "lost_quorum", "elected")
    assert found[0] == (200, "n1", "lost_quorum") and found[1][1:] == ("n2", "elected")
    assert told(freed)["w3"] == ("ok", 18) and metrics_of(freed).leaderless == found[1][0] - 50


def test_without_pre_vote_a_check_of_the_quorum_does_not_keep_out_who_comes_back() -> None:
    """n1 and n2 do not listen to n3, but n3's rejection of a heartbeat has its term."""
    assert noted(scene("disturbed", "check_quorum=yes"), "stepped_down")[0] == (420, "n1", "stepped_down")


def test_a_pre_vote_needs_a_log_that_is_up_to_date_and_moves_no_term() -> None:
    trace = play(f"{TIMED} pre_vote=yes", "5 cut n3; 10 write n1 x 1; 60 crash n1; 60 heal; 65 campaign n3; stop 90")
    assert noted(trace, "has_leader", "denies_log", "pre_vote_lost") == [(75, "n2", "has_leader")]
    later = play(f"{TIMED} pre_vote=yes", "5 cut n3; 10 write n1 x 1; 60 crash n1; 60 heal; 152 campaign n3; stop 1000")
    assert (162, "n2", "denies_log") in noted(later, "denies_log")
    assert {node for _, node, _ in noted(later, "elected")} == {"n2"}


def test_by_pre_votes_too_a_leader_that_has_crashed_is_replaced() -> None:
    trace = play(
        f"{TIMED} pre_vote=yes check_quorum=yes", "300 crash n1; 900 write n2 x 1; 900 write n3 x 2; stop 1000"
    )
    assert sorted(op.status for op in trace.operations) == ["ok", "refused"]


def test_where_nobody_leads_by_design_there_are_no_ticks_without_a_leader() -> None:
    assert metrics_of(run(parse("system quorum; 10 write n1 x 1"))).leaderless is None
    assert metrics_of(run(parse("system raft; 10 campaign n1; 50 write n1 x 1; stop 100"))).leaderless == 30


@pytest.mark.parametrize(
    ("line", "column", "reason"),
    [
        ("read=lease", 13, "needs_election"),
        ("pre_vote=yes", 13, "needs_election"),
        ("check_quorum=yes heartbeat=20", 13, "needs_election"),
        (f"{TIMED} lease=50", 44, "only_with_lease"),
        (f"{TIMED} drift=5", 44, "only_with_lease"),
        (f"read=lease {TIMED} lease=101", 55, "lease_too_long"),
        (f"read=lease {TIMED} drift=100", 55, "drift_too_great"),
        (f"read=lease {TIMED} lease=50 drift=50", 64, "drift_too_great"),
    ],
)
def test_settings_that_make_no_sense_together_are_refused_at_their_place(line: str, column: int, reason: str) -> None:
    with pytest.raises(ScriptError) as found:
        parse(f"system raft {line}")
    assert (found.value.column, found.value.values["reason"]) == (column, reason)


def test_a_lease_that_is_not_written_lasts_for_the_shortest_timeout() -> None:
    written, bare = (play(f"{LEASED} {more}", "139 read n1 x; stop 200") for more in ("lease=100 drift=0", ""))
    assert [op.done for op in written.operations] == [op.done for op in bare.operations]


# Any schedule

DRIFT = 10
LEASE = System(
    "raft", 3,
    (("read", "lease"), ("leader", "n1"), ("election", (40, 70)), ("heartbeat", 8), ("drift", DRIFT)),
)  # fmt: skip
GUARDED = System(
    "raft", 5,
    (("read", "lease"), ("leader", "n1"), ("election", (40, 80)), ("heartbeat", 15), ("lease", 35), ("drift", DRIFT),
     ("pre_vote", True), ("check_quorum", True)),
)  # fmt: skip


@cache
def skews(system: System, most: int) -> st.SearchStrategy[Command]:
    """A clock goes ahead, or back to the true time: no two ever differ by more than `most`."""
    return st.builds(Skew, ticks(), st.sampled_from(system.names), st.integers(0, most))


@cache
def leased(system: System, most: int, apart: int = DRIFT // 2) -> st.SearchStrategy[Scenario]:
    """Whatever befalls nodes and links, with clocks that never differ by more than `apart`."""
    tended = [campaigns(system), heartbeats(system), skews(system, apart)]
    return scenarios(system, keys=("x",), lossy=True, most=most, requests=4, stop=500, tended=tended)


@cache
def hard(system: System) -> st.SearchStrategy[Scenario]:
    """The same, or shorter ones in which a leader is deposed while clocks go apart."""
    return st.one_of(leased(system, 30), takeovers(system, leased(system, 8), DRIFT // 2))


@pytest.mark.parametrize("system", [LEASE, GUARDED], ids=["lease", "guarded"])
@settings(max_examples=40, deadline=None)
@given(data=st.data())
def test_reads_by_lease_are_linearizable_while_clocks_keep_within_the_drift(
    system: System, data: st.DataObject
) -> None:
    """While a lease lasts, one clock gains at most DRIFT / 2 and the leader's loses as much."""
    scenario = data.draw(hard(system))
    trace = run(scenario)
    assert [one for one in linearizable(trace.operations, dict(scenario.init)) if one.outcome != "kept"] == []


def test_such_schedules_break_them_where_clocks_gain_more_than_the_drift() -> None:
    far = takeovers(LEASE, leased(LEASE, 8, 6 * DRIFT), 6 * DRIFT)
    assert met(far, lambda scenario: broken(run(scenario), "linearizable"))


@settings(max_examples=30, deadline=None)
@given(data=st.data())
def test_with_pre_vote_a_term_begins_only_where_a_majority_would_elect(data: st.DataObject) -> None:
    system = replace(GUARDED, settings=(("election", (40, 80)), ("heartbeat", 15), ("pre_vote", True)))
    scenario: Scenario = data.draw(scenarios(system, keys=("x",), lossy=True, most=20, stop=500))
    trace = run(scenario)
    for node in system.names:
        for (_, before), (_, after) in pairwise(trace.states(node)):
            if after.role == "candidate" and before.role != "candidate":
                assert (before.role, before.aim) == ("pre_candidate", after.term)
                assert sum(before.votes.values()) >= 3
