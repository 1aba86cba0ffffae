"""What arrives at a node in one tick: what asks waits for what tells, whoever sent first; two that ask go by sending.

Rules of this file
* A message takes 10 ticks, 15 or 5 on a link that says so: of two that arrive together either may have been sent first.
* Each outcome was worked out from that rule alone.
"""

from __future__ import annotations

from typing import Any

import pytest

from engine.trace import Trace
from tests.asking import ends, operation, play, sent, values


def answers(trace: Trace) -> list[tuple[str, Any]]:
    """Who answered the read r, and with what."""
    why = operation(trace, "r").why
    assert why is not None
    return [(seen.node, seen.value) for seen in why.answers]


QUORUM = "system quorum nodes=3 home=n1,n2 w=1 r=2{more}; init x 0; 1 cut n1-n2; 2 write n1 x 1; 5 heal; {two}"
HASHES = " compare=merkle; link n3>n2 latency={latency}"


@pytest.mark.parametrize(
    ("more", "two", "told"),
    [
        ("", "10 sync n1 n2; 10 read n3 x as r", 1),
        ("", "10 read n3 x as r; 10 sync n1 n2", 0),
        # four levels of hashes, a listing and what n1 lacks (nothing): at 70 n1 sends what n2 wants, there at 80
        (HASHES.format(latency=10), "10 sync n1 n2; 70 read n3 x as r", 1),
        (HASHES.format(latency=15), "10 sync n1 n2; 65 read n3 x as r", 0),
    ],
)
def test_a_read_of_quorum_and_a_comparison_go_by_sending(more: str, two: str, told: int) -> None:
    assert answers(play(QUORUM.format(more=more, two=two))) == [("n1", 1), ("n2", told)]


@pytest.mark.parametrize(
    ("latency", "sync", "said"),
    [
        # n3's first hash is sent at 75 or 65; at 80 it is in sync with what n1 sends at 70, or one level goes on
        (5, 75, []),
        (15, 65, ["Hashes"]),
        # it is n3's listing that is sent at 75 or 65, after three messages there and two back
        (5, 45, []),
        (15, 15, ["Swap"]),
    ],
)
def test_two_comparisons_of_trees_go_by_sending(latency: int, sync: int, said: list[str]) -> None:
    """n1 and n3 have 1 from 10 on. n2 gets it from n1 at 80, at the end of a comparison that began at 10."""
    trace = play(
        f"system quorum nodes=3 w=1 compare=merkle; link n3>n2 latency={latency}; init x 0; 0 cut n2; 0 write n1 x 1;"
        f"5 heal; 10 sync n1 n2; {sync} sync n3 n2"
    )
    replies = [name for tick, dst, name in sent(trace, "n2", "deliver") if (tick, dst) == (80, "n3")]
    assert (replies, values(trace, "n2")) == (said, (1,))


@pytest.mark.parametrize("two", ["30 read n1 x as r; 30 rejoin n3 to n2", "30 rejoin n3 to n2; 30 read n1 x as r"])
@pytest.mark.parametrize(("read", "told"), [("tail", [("n2", 0)]), ("any", [("n1", 1)])])
def test_a_tail_answers_before_it_takes_in_another(read: str, told: list[tuple[str, int]], two: str) -> None:
    """It would not be the tail after that, and n1, whose 1 is dirty there, would be sent away."""
    write = "1 hold n2>n1.1; 25 write n1 x 1; " if read == "any" else ""
    trace = play(f"system chain nodes=3 read={read}; init x 0; 10 promote n1 tell n2; {write}{two}")
    assert ends(trace)["r"] == ("ok", 50)
    assert answers(trace) == told


@pytest.mark.parametrize("two", ["15 read n1 x as r", "link n1>n3 latency=15; 10 read n1 x as r"])
@pytest.mark.parametrize(("read", "where"), [("tail", "n3"), ("any", "n1")])
def test_a_tail_commits_before_it_answers(read: str, where: str, two: str) -> None:
    trace = play(f"system chain nodes=3 read={read}; init x 0; 5 write n1 x 1; {two}")
    assert ends(trace)["r"] == ("ok", 35)
    assert answers(trace) == [(where, 1)]


@pytest.mark.parametrize(
    ("two", "end"),
    [
        ("10 sync n1 n2; 10 read n3 x by alice as r", ("ok", 30)),
        ("10 read n3 x by alice as r; 10 sync n1 n2", ("unknown", 110)),
    ],
)
def test_a_question_of_multi_value_and_a_comparison_go_by_sending(two: str, end: tuple[str, int]) -> None:
    """n2 is the only one to answer n3, and has alice's write from n1 in the tick in which it is asked."""
    trace = play(
        "system multi_value nodes=3 read_your_writes=yes when_stale=another; 1 cut n1; 2 write n1 x 1 by alice;"
        f"5 heal n1-n2; {two}"
    )
    assert ends(trace)["r"] == end


@pytest.mark.parametrize(
    ("two", "told"),
    [("10 sync n1 n2; 10 read n3 x as r", 1), ("10 read n3 x as r; 10 sync n1 n2", 0)],
)
def test_a_read_of_partition_handling_and_an_exchange_go_by_sending(two: str, told: int) -> None:
    trace = play(
        f"system partition_aware nodes=3 w=1; init x 0; 1 cut n1; 2 write n1 x 1; 5 heal n1-n2; {two}; stop 60"
    )
    assert answers(trace) == [("n2", told), ("n3", 0)]


EITHER = ["link {link} latency=15; 25 {second}", "link {link} latency=5; 35 {second}"]
"""Sent at 25 or at 35, at n3 at 40, where what n2 sends at 30 arrives as well."""


@pytest.mark.parametrize("two", EITHER)
def test_a_fallback_knows_a_copy_before_it_numbers_a_hint(two: str) -> None:
    """n2's write is on hold on its way to n1, which takes y; n2 has patience for 20."""
    trace = play(
        "system primary nodes=3 copy=async fallback=n3 patience=20; 1 hold n2>n1.1; 10 write n2 x 1 as w;"
        + two.format(link="n1>n3", second="write n1 y 9")
    )
    assert (ends(trace)["w"], operation(trace, "w").version) == (("ok", 50), (0, 1, "n1", "n3", 1))


PROMOTED = """\
system primary nodes=4 copy=async fallback=n3 patience=20 read=primary
init x 0
1 crash n1
2 promote n3 tell n4
10 write n2 x 1 as w
"""
"""n2 was not told: it turns to n3 as the fallback, which is the primary now and takes the write at 40."""


@pytest.mark.parametrize("two", EITHER)
def test_a_primary_takes_what_was_meant_for_the_fallback_before_it_answers(two: str) -> None:
    trace = play(PROMOTED + two.format(link="n4>n3", second="read n4 x as r"))
    assert ends(trace) == {"w": ("ok", 50), "r": ("ok", 50)}
    assert answers(trace) == [("n3", 1)]


@pytest.mark.parametrize("two", EITHER)
def test_a_primary_takes_what_was_meant_for_the_fallback_before_it_sends_all_it_has(two: str) -> None:
    trace = play(PROMOTED + two.format(link="n4>n3", second="rejoin n4 to n3"))
    (snapshot,) = [
        (event.tick, message.body.records)
        for event in trace.events
        for message in event.sent
        if type(message.body).__name__ == "Snapshot"
    ]
    assert snapshot == (40, (("x", ((1, 1, "n3"), 1)),))


@pytest.mark.parametrize("first", ["read", "rejoin"])
def test_two_that_ask_a_primary_are_answered_in_the_order_of_sending(first: str) -> None:
    asked = {"read": "10 read n2 x", "rejoin": "10 rejoin n3 to n1"}
    second = next(kind for kind in asked if kind != first)
    trace = play(f"system primary nodes=3 copy=async read=primary; init x 0; {asked[first]}; {asked[second]}")
    answer = {"read": (20, "n2", "Answer"), "rejoin": (20, "n3", "Snapshot")}
    assert sent(trace, "n1", "deliver") == [answer[first], answer[second]]


@pytest.mark.parametrize("two", ["10 campaign n3; 10 heartbeat n1", "10 heartbeat n1; 10 campaign n3"])
def test_a_follower_hears_its_leader_before_it_votes_it_out(two: str) -> None:
    trace = play(f"system raft nodes=3 leader=n1; {two}")
    assert sent(trace, "n2", "deliver")[:2] == [(20, "n1", "Appended"), (20, "n3", "Voted")]


@pytest.mark.parametrize("two", ["link n3>n1 latency=15; 25 read n3 x as r", "30 read n3 x as r"])
def test_what_is_committed_is_in_place_before_a_reader_is_answered(two: str) -> None:
    """n1 alone keeps data. n2 has the lock at 10 and knows at 30 that 1 is aside; the commit is at n1 at 40."""
    trace = play(f"system majority_lock nodes=3 home=n1 lock=n2; init x 0; 10 write n2 x 1; {two}")
    assert (ends(trace)["r"], answers(trace)) == (("ok", 50), [("n1", 1)])


@pytest.mark.parametrize(
    "two", ["10 write n3 x 1; 10 sync n1 n2", "link n1>n2 latency=15; 5 sync n1 n2; 10 write n3 x 1"]
)
def test_an_update_is_applied_before_clocks_are_compared(two: str) -> None:
    """What n3 sends to n1 is lost, so n1 has it from n2 at 30 or not at all."""
    trace = play(f"system causal nodes=3; 1 cut n1-n3; {two}; 30 read n1 x as r")
    assert operation(trace, "r").value == 1
