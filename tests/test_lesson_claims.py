"""What lessons say of all runs, held against many: a run that is shown could be the only one of which it is true.

Rules of this file
* Tables are worked out by hand; what is said to hold whatever happens is a property under any schedule.
"""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.analysis.verdicts import verdicts
from engine.model import Scenario, System
from engine.resilience import aftermath
from engine.run.simulation import run
from lessons import answers, scripts
from lessons.course import course
from lessons.goals import holds
from lessons.lesson import Lesson
from lessons.loader import lesson
from lessons.probes import ask, plain
from lessons.scripts import text_of, trace
from tests.strategies import scenarios


def found(id: str) -> Lesson:
    known = lesson(id)
    assert known is not None
    return known


def broken(scenario: Scenario, check: str) -> bool:
    return any(one.check == check and one.outcome == "broken" for one in verdicts(run(scenario)))


def quorum(r: int, w: int, nodes: int = 2) -> System:
    return System("quorum", nodes, (("r", r), ("w", w)))


ASYNC = System("primary", 2, (("copy", "async"), ("read", "primary")))
CP, AP = (quorum(2, 1), quorum(2, 2), ASYNC), (quorum(1, 1), System("multi_value", 2))
"""Strategies that L13 calls so."""

TRIED = {
    "quorum r=1 w=1": ("A", "A"),  # Bob reads 0 after "ok"; whole, racing: Carol 1 at n1, then Bob 0 at n2
    "quorum r=1 w=2": ("none", "A"),  # racing: Alice is never told "ok", Carol sees 1 and then Bob 0
    "quorum r=2 w=1": ("C", "CA"),  # every read asks n1 and n2
    "quorum r=2 w=2": ("C", "CA"),
    "multi_value": ("A", "A"),
    "primary copy=async": ("none", "A"),  # late loses C, mirrored A: n2 does not reach n1
    "primary copy=sync": ("none", "A"),  # as R = 1, W = 2
    "primary copy=async read=primary": ("C", "CA"),  # Bob at n2 does not reach n1; n1 alone is one copy
}
"""L13, own: letters that none of the runs late, racing and mirrored loses, with the cut and without it."""


@pytest.mark.parametrize("strategy", TRIED)
def test_strategies_are_judged_by_late_racing_and_mirrored_runs(strategy: str) -> None:
    known = found("L13")
    step = known.step("own")
    for network, letters in zip(("cut n1 | n2", "heal"), TRIED[strategy], strict=True):
        assert answers.question(known, step, {"strategy": strategy, "network": network}).right == letters
    assert set(TRIED) == set(dict(step.knobs)["strategy"])


def schedules(*systems: System) -> st.SearchStrategy[Scenario]:
    return st.sampled_from(systems).flatmap(lambda system: scenarios(system, keys=("x",), deletes=False))


@settings(max_examples=60)
@given(schedules(*CP))
def test_what_a_lesson_calls_cp_is_linearizable_whatever_happens(scenario: Scenario) -> None:
    assert not broken(scenario, "linearizable")


@settings(max_examples=60)
@given(schedules(*AP))
def test_what_a_lesson_calls_ap_answers_whatever_happens(scenario: Scenario) -> None:
    assert not broken(scenario, "available")


@settings(max_examples=60)
@given(schedules(quorum(1, 2)))
def test_who_reads_at_one_node_of_two_gets_nothing_older_than_what_both_acknowledged(scenario: Scenario) -> None:
    """L13, gap: the railway timetable."""
    assert not broken(scenario, "regular")


def test_an_acknowledged_write_may_be_stored_nowhere_though_every_read_asks_a_node_that_confirmed_it() -> None:
    """L02, equal: Alice's version is 10 + 50, Bob's 50, so no node keeps Bob's 7, and all confirm it."""
    one = trace(text_of(found("L02"), "clocks"))
    assert [holds(one, clause) for clause in ("overlap >= 1", "status w2 = ok", "copies seats 7 = 0")] == [True] * 3


@settings(max_examples=60)
@given(schedules(System("quorum", 3, (("version", "logical"),)), System("quorum", 2, (("version", "logical"),))))
def test_with_versions_that_are_counted_no_read_is_older_than_what_was_acknowledged(scenario: Scenario) -> None:
    """L03: R + W > N; clocks of nodes may differ as they like."""
    skewed = replace(scenario, clocks=(("n1", 70), ("n2", -30)))
    assert not broken(skewed, "regular")


def test_a_proof_that_c_is_broken_may_take_four_operations() -> None:
    """L02, four: without either read an order of the writes explains the rest."""
    script = text_of(found("L02"), "swapped")
    assert ask(trace(script), "pair linearizable").token == "w1 w2 r1 r2"
    for node in ("n1", "n2"):
        left = "".join(line for line in script.splitlines(True) if f"read {node}" not in line)
        assert ask(trace(left), "verdict linearizable").token == "kept"


def test_who_writes_beyond_the_cut_gets_no_answer_from_a_primary_that_copies_later() -> None:
    """L13, again: the run that is shown keeps A; this one does not, so the system is no AP system."""
    script = text_of(found("L13"), "again")
    letters = [ask(trace(one), "letters").token for one in (script, script.replace("write n2", "write n3"))]
    assert letters == ["A", "C"]


def test_neither_who_expects_the_old_value_nor_who_expects_the_new_one_is_always_right() -> None:
    """What a read returns, where the key had a value before; and nobody is asked whether it has none."""
    old = []
    for known in map(found, course().written):
        for step in known.steps:
            if step.kind == "predict" and step.ask and step.ask.startswith("value "):
                run = trace(text_of(known, step.script or ""))
                first = [plain(value) for _, value in run.scenario.init]
                old += [answers.question(known, step).right in first] if first else []
                assert not first or "is absent" not in dict(step.others).values(), step.id
    assert len(old) > 10 and 0.25 < sum(old) / len(old) < 0.5


@pytest.mark.parametrize("until", range(100, 220, 10))
def test_retries_keep_an_outage_alive_and_a_budget_ends_it_however_long_the_trouble_was(until: int) -> None:
    """L08, storm and cure: the trouble begins at 60. Of those who call after it nobody is answered, or whoever calls
    once the queue was worked off: the last one at the latest."""
    known = found("L08")

    def after(name: str, queue: str = "") -> tuple[float, str]:
        """The share of the calls after the trouble that is answered, and how the last one ends."""
        script = text_of(known, name).replace("120 behave n1 ok\n", f"{until} behave n1 ok\n")
        script = script.replace("capacity=1\n", f"capacity=1{queue}\n")
        lines = sorted(script.splitlines(), key=lambda line: int(line.split()[0]) if line[0].isdigit() else -1)
        played = trace("\n".join(lines))
        told = aftermath(played)
        assert told is not None and told.tick == until
        return told.answered / told.asked, str(played.operations[-1].status)

    assert {after(name) for name in ("overload", "more", "spread")} == {(0, "unknown")}
    assert after("room")[0] < 0.25
    one_place = after("overload", " queue=1")
    assert {after("budgeted")[1], after("calm")[1], one_place[1]} == {"ok"} and one_place[0] > 0.75


# -- own numbers: what is said of them holds for every setting -------------------------------------------------------


def own(id: str) -> list[tuple[dict[str, str], str]]:
    """Every setting of a lesson's own numbers, and what comes of it."""
    known = found(id)
    step = known.step("own")
    return [(holes, answers.question(known, step, holes).right) for holes in scripts.settings(step)]


def test_bob_gets_the_new_value_just_when_the_write_has_reached_his_node() -> None:
    """L01: whatever W is."""
    assert all((right == "1") == (10 + int(one["latency"]) <= int(one["tick"])) for one, right in own("L01"))


def test_only_the_last_write_decides_whether_replicas_become_equal() -> None:
    """L04: if it is sent after the link has healed, it gets through; sent before, it never does."""
    for one, right in own("L04"):
        sent, healed = int(one["last"]), int(one["heal"])
        assert right == ("never" if sent < healed else str(sent + int(one["latency"]))), one


@pytest.mark.parametrize(("waits", "down"), [(waits, down) for waits in range(1, 6) for down in range(5)])
def test_who_waits_for_so_many_of_five_survives_the_crash_of_the_others(waits: int, down: int) -> None:
    """L03: N - W crashes for a write, N - R for a read."""
    crashes = "".join(f"5 crash n{5 - k}\n" for k in range(down))
    text = f"system quorum nodes=5 r={waits} w={waits}\n{crashes}10 write n1 x 1 as w1\n10 read n1 x as r1\n"
    done = "ok" if down <= 5 - waits else "unknown"
    assert [op.status for op in trace(text).operations] == [done, done]


def test_of_five_nodes_two_may_be_out_of_reach_with_one_pair_alone() -> None:
    """L03: both operations succeed, and every read quorum overlaps every write quorum."""
    both = [(int(one["r"]), int(one["w"])) for one, right in own("L03") if right == "2" and one["out"] == "n4 n5"]
    assert [pair for pair in both if sum(pair) > 5] == [(3, 3)]


def test_an_even_number_of_nodes_loses_no_more_than_the_odd_one_before() -> None:
    """L10: 4 one, 5 two, 6 two, 7 three."""
    for one, right in own("L10"):
        assert (right == "ok") == (len(one["away"].split()) <= (int(one["nodes"]) - 1) // 2), one


@pytest.mark.parametrize("skew", [-100, 0, 15, 100])
def test_last_write_wins_loses_one_of_two_concurrent_writes_and_the_other_policies_none(skew: int) -> None:
    """L15: whatever clocks say, and whichever came first."""
    for tick in ("20", "30", "40"):
        for resolver, lost in (("lww", "1"), ("siblings", "0"), ("merge", "0")):
            holes = {"resolver": resolver, "skew": str(skew), "tick": tick}
            assert ask(trace(text_of(found("L15"), "tuned", holes)), "lost").token == lost, holes
