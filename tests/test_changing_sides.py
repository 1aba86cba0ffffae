"""What a node of primary keeps and forgets when it changes sides, and leases that hang on two followers of four.

Rules of this file
* A message takes 10 ticks. Heartbeats leave at 20, 40, ...; their answers are back 20 later.
* With five nodes a lease runs from the older of the two newest answers.
"""

from __future__ import annotations

import pytest

from engine.model import Note
from tests.asking import ends, operation, play, values, view

LEASE = "system primary nodes=5 copy=async lease=60 heartbeat=20"


@pytest.mark.parametrize(
    ("cut", "modes"),
    [
        # two of four answer: a majority with itself, for ever
        ("5 cut n1 n2 n3 | n4 n5", ["normal", "normal", "normal"]),
        # one answers: the second newest sign of life is the start
        ("5 cut n1 n2 | n3 n4 n5", ["normal", "lease_over", "lease_over"]),
    ],
)
def test_a_lease_needs_two_followers_of_four(cut: str, modes: list[str]) -> None:
    trace = play(f"{LEASE.replace('60', '70')}; {cut}; stop 300")
    assert [view(trace, "n1", tick).mode for tick in (69, 70, 300)] == modes


def test_a_lease_comes_back_with_the_second_of_two_answers() -> None:
    """Alone from 5, so over at 60. Links are back at 110: n2 answers the beat of 120 at 140, n3 is 10 slower."""
    trace = play(f"{LEASE}; link n3>n1 latency=20; 5 cut n1; 110 heal n1-n2; 110 heal n1-n3; stop 300")
    assert [view(trace, "n1", tick).mode for tick in (60, 140, 149, 150, 300)] == [
        "lease_over", "lease_over", "lease_over", "normal", "normal"
    ]  # fmt: skip


@pytest.mark.parametrize("command", ["120 promote n2 tell n1", "120 rejoin n1 to n2"])
def test_who_follows_another_has_no_lease_that_is_over(command: str) -> None:
    trace = play(f"{LEASE}; 5 cut n1; {command}; stop 130")
    assert [view(trace, "n1", tick).mode for tick in (119, 120)] == ["lease_over", "normal"]


def test_a_copy_tells_of_an_epoch_that_a_node_was_not_told_of() -> None:
    """n1 alone knows of two promotions. Its copy tells n2, whose own promotion is therefore the third."""
    trace = play(
        "system primary nodes=3 copy=async; 5 promote n1; 6 promote n1; 10 write n1 x 1; 50 promote n2 tell n1 n3;"
        "60 write n2 x 2"
    )
    assert [op.version for op in trace.operations] == [(2, 1, "n1"), (3, 1, "n2")]
    assert [view(trace, node, 20).term for node in ("n1", "n2", "n3")] == [2, 2, 2]
    assert [values(trace, node) for node in ("n1", "n2", "n3")] == [(2,)] * 3


APART = "system primary nodes=3 copy=async; 1 cut n1; 5 promote n2 tell n3; 10 write n1 x 1; 10 write n2 x 2; 40 heal"


def test_who_rejoins_knows_the_epoch_of_the_data_that_it_takes() -> None:
    trace = play(f"{APART}; 50 rejoin n1 to n2")
    assert [view(trace, "n1", tick).term for tick in (69, 70)] == [0, 1]
    assert values(trace, "n1") == (2,)


def test_who_is_told_of_a_new_epoch_while_it_rejoins_does_not_wait_for_data_any_more() -> None:
    """n1 asks n2 at 50; told at 55 of n2's second epoch it forgets what it waited for, and keeps what it has."""
    trace = play(f"{APART}; 50 rejoin n1 to n2; 55 promote n2 tell n1 n3")
    assert values(trace, "n1") == (1,)


def test_who_asks_for_data_twice_ends_with_what_was_copied_meanwhile() -> None:
    """Asked for at 50 and at 55, there at 70 and 75; what n2 wrote at 52 is in the second answer and copied at 62."""
    trace = play(f"{APART}; 50 rejoin n1 to n2; 52 write n2 x 3; 55 rejoin n1 to n2")
    assert values(trace, "n1") == (3,)


def test_a_late_answer_to_the_first_wish_does_not_undo_what_was_copied_since() -> None:
    """The first answer, of x = 2, is held until the second wish; 3 was copied in between."""
    held = "1 hold n2>n1.2; 50 rejoin n1 to n2; 60 write n2 x 3; 75 rejoin n1 to n2; 80 release n2>n1.2"
    trace = play(f"{APART}; {held}")
    assert [view(trace, "n1", tick).store["x"].values for tick in (69, 70, 80, 95)] == [(1,), (3,), (3,), (3,)]
    assert view(trace, "n1", 79).store == view(trace, "n1", 80).store


def test_what_was_copied_from_another_primary_is_not_kept_for_the_data_of_this_one() -> None:
    """n1 waits for n2's data, then for n3's: what n2 copied here never came to n3."""
    trace = play(f"{APART}; 50 rejoin n1 to n2; 51 cut n2-n3; 52 write n2 y 3; 63 rejoin n1 to n3")
    assert [values(trace, node, "y") for node in ("n1", "n2", "n3")] == [(), (3,), ()]


def test_who_rejoins_tells_which_of_its_writes_it_drops_and_nothing_else() -> None:
    """n1 drops its x. z was copied before the cut, and y it never wrote: it began with it."""
    trace = play(
        "system primary nodes=3 copy=async; init y 0; 1 write n1 z 9; 20 cut n1; 25 promote n2 tell n3; "
        "30 write n1 x 1; 30 write n2 x 2; 35 write n2 y 5; 60 heal; 70 rejoin n1 to n2"
    )
    told = [one.values for event in trace.events for one in event.effects if isinstance(one, Note)]
    assert [(each["key"], each["value"]) for each in told if "value" in each] == [("x", 1)]
    assert [values(trace, "n1", key) for key in "xyz"] == [(2,), (5,), (9,)]


def test_a_cache_that_changes_its_origin_forgets_its_copies() -> None:
    """n3's copy of n1's data is no copy of n2's: its next read asks n2, 10 ticks away."""
    trace = play(
        "system primary nodes=3 copy=cache ttl=0; init x 0; 10 read n3 x as a; 50 read n3 x as b; 100 rejoin n3 to n2;"
        "101 promote n2; 110 write n2 x 7; 120 read n3 x as c"
    )
    assert {name: end for name, end in ends(trace).items() if name in "abc"} == {
        "a": ("ok", 30), "b": ("ok", 50), "c": ("ok", 140)
    }  # fmt: skip
    assert operation(trace, "c").value == 7


def test_a_cache_that_changes_its_origin_forgets_copies_past_their_time_too() -> None:
    """n3's copy is past its time at 80. With n2, its origin from 100, silent, only a copy of n1's could be told."""
    script = (
        "system primary nodes=3 copy=cache ttl=50 stale_if_error=yes patience=30; init x 0; 10 read n3 x; 95 crash n1;"
        "95 crash n2; {more}; 120 read n3 x as r"
    )
    assert ends(play(script.format(more="")))["r"] == ("ok", 150)
    assert ends(play(script.format(more="100 rejoin n3 to n2")))["r"] == ("unknown", 220)


# -- partition_aware: two writes of one tick, an exchange with who is out of reach ------------------------------------


def test_of_two_writes_of_one_tick_at_one_node_the_second_stands() -> None:
    trace = play("system partition_aware nodes=3; 10 write n1 x 2; 10 write n1 x 1; 10 write n2 x 9; 50 read n3 x as r")
    assert [op.version for op in trace.operations[:3]] == [(10, "n1", 1), (10, "n1", 2), (10, "n2", 1)]
    assert operation(trace, "r").value == 9
    trace = play("system partition_aware nodes=3; 10 write n1 x 2; 10 write n1 x 1; 50 read n3 x as r")
    assert operation(trace, "r").value == 1


def test_a_log_says_which_writes_its_node_has_acknowledged() -> None:
    """At n1 w1 is acknowledged at 30; w2, alone from 35, is an intent, and stays one."""
    trace = play("system partition_aware nodes=3; 10 write n1 x 1; 35 cut n1; 40 write n1 x 2; 50 heal")
    told = {tick: [entry.committed for entry in view(trace, "n1", tick).log or ()] for tick in (29, 30, 140)}
    assert told == {29: [False], 30: [True], 140: [True, False]}
    assert [entry.committed for entry in view(trace, "n2").log or ()] == [False]


def test_an_exchange_with_a_node_that_is_out_of_reach_is_over() -> None:
    """n1 offers n3 an exchange at 70, cut off since 65. At 160 two beats have had no answer, so it waits no more."""
    trace = play("system partition_aware nodes=3 heartbeat=40 misses=2; 65 cut n3; 70 sync n1 n3; stop 200")
    assert [view(trace, "n1", tick).mode for tick in (69, 70, 159, 160)] == [
        "normal", "recovering", "recovering", "normal"
    ]  # fmt: skip
    assert [dict(view(trace, "n1", tick).believes or {}) for tick in (159, 160)] == [
        {"exchanging": "n3", "unreachable": None}, {"unreachable": "n3"}
    ]  # fmt: skip


# -- a session's read that asks all others: multi_value ----------------------------------------------------------------


@pytest.mark.parametrize(("lost", "end"), [("", ("refused", 40)), ("; 15 cut n2-n3", ("unknown", 120))])
def test_a_sessions_read_is_refused_when_all_others_have_answered_and_not_before(
    lost: str, end: tuple[str, int]
) -> None:
    """alice's write is at n1 alone, and gone: n1's disk is wiped. n2 asks both others at 20 and hears at 40."""
    trace = play(
        "system multi_value nodes=3 read_your_writes=yes when_stale=another; 1 cut n1; 10 write n1 x 1 by alice;"
        f"11 crash n1 wipe; 12 recover n1; 13 heal{lost}; 20 read n2 x by alice as r"
    )
    assert ends(trace)["r"] == end
