"""What a read says of itself after a second round, and what a snapshot must not undo; worked out by hand.

Latency is 10 ticks everywhere. A read that writes back asks at 100, has all three answers at the end of tick 120 (the
nodes' own comes at 100, the others' at 120), stores on a majority, and is told at 140.
"""

from __future__ import annotations

import pytest

from engine.run.simulation import run
from engine.script import parse
from engine.trace import Trace


def play(text: str) -> Trace:
    return run(parse(text))


def test_a_read_that_writes_back_still_says_who_answered_it() -> None:
    trace = play(
        "system quorum nodes=3 r=2 w=2 version=logical write_back=yes; init x 0;"
        "10 write n1 x 1 by alice; 100 read n2 x by bob as r1"
    )
    read = trace.operations[-1]
    assert (read.status, read.value, read.done) == ("ok", 1, 140)
    assert read.why is not None
    assert [(seen.node, seen.value, seen.version) for seen in read.why.answers] == [
        ("n1", 1, (1, "n1")),
        ("n2", 1, (1, "n1")),
        ("n3", 1, (1, "n1")),
    ]
    assert (read.why.asked, read.why.need, read.why.rule) == (("n1", "n2", "n3"), 2, "greatest")


@pytest.mark.parametrize("system", ["quorum", "majority_lock", "partition_aware"])
@pytest.mark.parametrize(("nodes", "rule"), [(1, "only"), (2, "greatest"), (3, "greatest"), (4, "greatest")])
def test_a_read_says_by_which_rule_its_answer_was_chosen(system: str, nodes: int, rule: str) -> None:
    """Of one answer there is nothing to choose from; of two or more the one with the greatest version is taken."""
    trace = play(f"system {system} nodes={nodes}; init x 0; 100 read n1 x; 100 read n1 y")
    found, absent = (op.why for op in trace.operations)
    assert found is not None and absent is not None
    assert (found.rule, found.chosen, len(found.answers) > 1) == (rule, "n1", rule == "greatest")
    assert (absent.rule, absent.chosen) == ("absent", None)


def test_a_read_that_asks_another_replica_says_so_and_what_it_needed() -> None:
    """n2's copy is held up, so n2 alone cannot answer alice, who has written at n1: it asks n1, there and back."""
    trace = play(
        "system multi_value nodes=2 read_your_writes=yes when_stale=another; 5 hold n1>n2.1;"
        "10 write n1 x 1 by alice; 30 read n2 x by alice as r1"
    )
    read = trace.operations[-1]
    assert (read.status, read.value, read.done) == ("ok", (1,), 50)
    assert read.why is not None
    assert (read.why.asked, read.why.needed, read.why.how) == (("n1", "n2"), {"n1": 1}, "another")


def test_a_snapshot_that_comes_late_does_not_undo_what_was_copied_since_it_was_asked_for() -> None:
    """n2 answers the fetch at 60, before it takes the write at 65; the copy is at n1 at 75, the snapshot only at 90."""
    trace = play(
        "system primary nodes=2 copy=async; init x 0; 10 promote n2 tell n1; 50 rejoin n1 to n2;"
        "55 hold n2>n1.1; 65 write n2 x 2 by bob; 90 release n2>n1.1; 120 read n1 x by carol as r1"
    )
    late = [event.tick for event in trace.events if event.kind == "deliver" and "Snapshot" in repr(event.cause.body)]
    assert late == [90]
    assert trace.operations[-1].value == 2


def test_a_snapshot_that_nobody_waits_for_any_more_changes_nothing() -> None:
    """n1 asks at 50 and again at 62: what comes at 82 has the write whose copy was lost, what comes at 150 has not."""
    trace = play(
        "system primary nodes=2 copy=async; init x 0; 10 promote n2 tell n1; 49 hold n2>n1.1; 50 rejoin n1 to n2;"
        "61 write n2 x 2 by bob; 62 drop n2>n1.2; 62 rejoin n1 to n2; 150 release n2>n1.1;"
        "120 read n1 x by carol as before; 170 read n1 x by carol as after"
    )
    found = [event.tick for event in trace.events if event.kind == "deliver" and "Snapshot" in repr(event.cause.body)]
    assert found == [82, 150]
    assert [op.value for op in trace.operations if op.kind == "read"] == [2, 2]
