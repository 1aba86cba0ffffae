"""Counted once: by hand, what a read of a counter may tell; a counter of single updates under duplicates, explored."""

from __future__ import annotations

from typing import Any

import pytest

from engine.analysis.verdicts import verdicts
from engine.checks import CHECKS, judge
from engine.explore import Scope, explore, finish
from engine.model import Operation
from engine.script import ScriptError, parse
from tests.asking import play, values
from tests.judging import outcomes


def op(name: str, kind: str, value: Any, issued: int, done: int | None, status: str = "ok") -> Operation:
    return Operation(name, kind, "a", "n1", "c", value, issued, done, status, object="op_counter")


ONE = op("w1", "write", 1, 0, 10)


@pytest.mark.parametrize(
    ("history", "start", "proof"),
    [
        ([ONE, op("r1", "read", (1,), 20, 30)], None, ()),
        ([ONE, op("r1", "read", (0,), 20, 30)], None, ()),  # to lag behind breaks nothing here
        ([ONE, op("r1", "read", (), 20, 30)], None, ()),
        ([ONE, op("r1", "read", (2,), 20, 30)], None, ("w1", "r1")),
        ([ONE, op("r1", "read", (2,), 20, 30)], 1, ()),
        ([ONE, op("r1", "read", (3,), 20, 30)], 1, ("w1", "r1")),
        # what may have happened, and what is asked while the read runs, may have been counted; what was refused was not
        ([ONE, op("w2", "write", 1, 5, 15, "unknown"), op("r1", "read", (2,), 20, 30)], None, ()),
        ([ONE, op("w2", "write", 1, 25, 40), op("r1", "read", (2,), 20, 30)], None, ()),
        ([ONE, op("w2", "write", 1, 31, 40), op("r1", "read", (2,), 20, 30)], None, ("w1", "r1")),
        ([ONE, op("w2", "write", 1, 5, 15, "refused"), op("r1", "read", (2,), 20, 30)], None, ("w1", "r1")),
        # what was taken away twice; the additions have no part in it
        ([ONE, op("w2", "write", -3, 5, 15), op("r1", "read", (-6,), 20, 30)], None, ("w2", "r1")),
        ([ONE, op("w2", "write", -3, 5, 15), op("r1", "read", (-3,), 20, 30)], None, ()),
        # a sum of tenths is not exact
        ([op("w1", "write", 0.1, 0, 9), op("w2", "write", 0.2, 0, 9), op("r1", "read", (0.1 + 0.2,), 9, 9)], None, ()),
        # a delete sets the counter back by what its node has; one that was refused does nothing
        ([ONE, op("d1", "delete", None, 5, 15), op("r1", "read", (9,), 20, 30)], None, ()),
        ([ONE, op("d1", "delete", None, 5, 15, "refused"), op("r1", "read", (2,), 20, 30)], None, ("w1", "r1")),
    ],
)  # fmt: skip
def test_a_read_tells_no_more_than_all_that_was_added_each_once(
    history: list[Operation], start: Any, proof: tuple[str, ...]
) -> None:
    (verdict,) = judge(CHECKS["counted_once"], history, {"c": start})
    assert (verdict.outcome, verdict.operations) == ("broken" if proof else "kept", proof)


LIKES = "; 10 write n1 likes 1 by alice; 25 duplicate n1>n2.1; 60 read n2 likes by bob"


@pytest.mark.parametrize(
    ("crdt", "told", "broken"),
    [
        ("op_counter dedup=no", 2, {"counted_once", "converged"}),
        ("op_counter dedup=yes", 1, set()),
        ("g_counter", 1, set()),
        ("pn_counter", 1, set()),
    ],
)
def test_a_like_that_is_delivered_twice(crdt: str, told: int, broken: set[str]) -> None:
    """At 20 n2 adds 1; the copy is there at 35. n1 and n3 have 1."""
    trace = play(f"system multi_value nodes=3 resolver=crdt crdt={crdt}{LIKES}")
    assert [values(trace, node, "likes") for node in ("n1", "n2", "n3")] == [(1,), (told,), (1,)]
    assert {check for check, outcome in outcomes(verdicts(trace)).items() if outcome == "broken"} == broken


def test_a_sync_makes_good_what_was_lost_and_without_ids_adds_all_again() -> None:
    """n3 hears of neither; n1 has 3 at 30 and sends both updates to n3 by a sync, then to n2, which has them."""
    lost = "; 5 cut n3; 10 write n1 c 1; 11 write n1 c 2; 40 heal; 50 sync n1 n3; 80 sync n1 n2"
    for dedup, told in (("yes", [(3,), (3,), (3,)]), ("no", [(3,), (6,), (3,)])):
        trace = play(f"system multi_value nodes=3 resolver=crdt crdt=op_counter dedup={dedup}{lost}")
        assert [values(trace, node, "c") for node in ("n1", "n2", "n3")] == told


def test_updates_may_overtake_each_other_and_a_session_waits_for_both() -> None:
    """The second update is at n2 at 21, the first at 60: only then has n2 all that alice has seen."""
    trace = play(
        "system multi_value nodes=2 resolver=crdt crdt=op_counter read_your_writes=yes when_stale=wait; 5 hold n1>n2.1;"
        "10 write n1 c 1 by alice; 11 write n1 c 2 by alice; 30 read n2 c by alice; 60 release n1>n2.1"
    )
    (read,) = [one for one in trace.operations if one.kind == "read"]
    assert (read.value, read.done) == ((3,), 60)


TWO = "; 10 write n1 c 1 by alice; 15 write n3 c 2 by carol; 60 read n2 c by bob; 80 read n3 c by bob"


@pytest.mark.parametrize(
    ("crdt", "outcome"), [("op_counter dedup=no", "found"), ("op_counter", "none"), ("g_counter", "none")]
)
def test_the_explorer_duplicates_messages_and_finds_what_counts_twice(crdt: str, outcome: str) -> None:
    scene = parse(f"system multi_value nodes=3 resolver=crdt crdt={crdt}{TWO}")
    finding = finish(explore(scene, "counted_once", Scope(cuts=0, duplicates=1)))
    assert finding.outcome == outcome
    if finding.scenario is not None:
        assert [type(one).__name__ for one in finding.scenario.commands] == ["Write", "Duplicate", "Read"]
    assert finish(explore(scene, "counted_once", Scope(cuts=0))).outcome == "none"


@pytest.mark.parametrize(
    ("settings", "named"),
    [
        ("dedup=no", "dedup"),
        ("resolver=crdt crdt=g_counter dedup=yes", "dedup"),
        ("resolver=crdt crdt=op_counter dedup=no anti_entropy=50", "anti_entropy"),
        ("resolver=crdt crdt=op_counter limit=3", "limit"),
    ],
)
def test_settings_that_make_no_sense_together_are_refused_by_name(settings: str, named: str) -> None:
    with pytest.raises(ScriptError) as caught:
        parse(f"system multi_value nodes=2 {settings}")
    assert (caught.value.values["reason"], caught.value.values["setting"]) == ("setting_needs", named)
