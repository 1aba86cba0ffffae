"""Who waits for a lock: several at once, and one of them gives up.

Rules of this file
* A message takes 10 ticks, the lock is at n1. From its grant a write takes 10 to hear of it, 20 to be kept aside and 20
  to be in place; the lock is back 10 after that (at n1 itself: 0 and 0).
* n2 takes the lock at 10 and crashes with the grant on its way: its lease of 160 keeps everybody waiting until 170.
"""

from __future__ import annotations

import pytest

from tests.asking import believes, ends, operation, play, reason, values

QUEUE = """\
system majority_lock nodes=5 lease=160 acquire=150
timeout 500
0 write n2 x 0 as holder
15 crash n2
2 write n3 x 3 as hasty
50 write n4 x 4 as first
96 write n1 x 1 as second
140 write n5 x 5 as third
"""
"""hasty gives up at 152, n1 hears of that at 162. The others are patient until 200, 246 and 290."""


def test_when_one_gives_up_waiting_the_others_get_the_lock_in_the_order_in_which_they_came() -> None:
    """first is granted it at 170 and back at 230, second has it from 230 to 270, third from 270, which hears at 280."""
    trace = play(QUEUE)
    assert ends(trace) == {
        "holder": ("unknown", 500),
        "hasty": ("refused", 152),
        "first": ("ok", 220),
        "second": ("ok", 270),
        "third": ("ok", 320),
    }
    assert reason(trace, "hasty") == ("lock_busy", {"key": "x", "ticks": 150})
    assert [operation(trace, name).version for name in ("first", "second", "third")] == [(2,), (3,), (4,)]
    assert [values(trace, node) for node in ("n1", "n3", "n4", "n5")] == [(5,)] * 4


def test_the_queue_is_shown_as_it_stands() -> None:
    trace = play(QUEUE)
    queues = {
        tick: [row["nodes"] for row in believes(trace, "n1", tick).get("queue", ())]
        for tick in (11, 12, 161, 162, 170, 230, 270)
    }
    assert queues == {
        11: [], 12: ["n3"], 161: ["n3 n4 n1 n5"], 162: ["n4 n1 n5"], 170: ["n1 n5"], 230: ["n5"], 270: []
    }  # fmt: skip
    assert [believes(trace, "n1", tick)["lock"][0]["node"] for tick in (169, 170, 230, 270)] == ["n2", "n4", "n1", "n5"]


@pytest.mark.parametrize(("node", "done"), [("n1", 185), ("n4", 205)])
def test_nobody_waits_for_the_lock_of_another_key(node: str, done: int) -> None:
    """Not even who waits for x already; and nobody's place in that queue changes."""
    found = ends(play(f"{QUEUE}145 write {node} y 9 as other"))
    assert found.pop("other") == ("ok", done)
    assert found == ends(play(QUEUE))


LEASE = "system majority_lock nodes=3 lease=30; 5 write n3 x 9 as before; 100 write n2 x 1 as w"


@pytest.mark.parametrize(
    ("more", "done"),
    [
        # granted at 110 until 140, heard at 120: the acks of the first round are there at 140, when the lease is over
        ("", 140),
        # the grant itself comes when the holder's clock says that it is over: nothing was kept aside
        ("90 skew n2 25", 120),
    ],
)
def test_a_write_whose_lease_is_over_names_its_own_token(more: str, done: int) -> None:
    trace = play(f"{LEASE}; {more}")
    assert ends(trace)["w"] == ("refused", done)
    assert reason(trace, "w") == ("lease_over", {"token": 2})


def test_a_write_that_the_storage_refuses_names_its_own_token() -> None:
    """n2's clock is late, so it does not see its lease of token 1 end at 60; token 2 is in place everywhere at 110.

    What n2 had to keep aside comes at 130, when token 2 has been met: refused there, and n2 hears so at 140.
    """
    trace = play(
        "system majority_lock nodes=3 lease=40; clock n2 skew=-100; timeout 300; 1 hold n2>n1.2; 1 hold n2>n3.1;"
        "10 write n2 x 1 as slow; 60 write n3 x 2 as quick; 130 release n2>n1.2; 130 release n2>n3.1"
    )
    assert ends(trace) == {"slow": ("refused", 140), "quick": ("ok", 120)}
    assert reason(trace, "slow") == ("fenced", {"token": 1})
    assert [values(trace, node) for node in ("n1", "n2", "n3")] == [(2,)] * 3


LOST_HOLDER = (
    "system majority_lock nodes=3 acquire=0; timeout 500; 10 write n2 x 1; 15 write n3 x 2 as next; 35 crash n2"
)
"""n2 holds the lock from 20, by a lease until 100; n3 waits for it since 25."""


@pytest.mark.parametrize(
    ("more", "done"),
    [
        # granted at 100, heard of at 110, then two rounds
        ("", 150),
        # n1's clock says 70 at 100 and 100 at 130
        ("50 skew n1 -30", 180),
        # n1 knows of the lease when it is back, whether that is over or not
        ("40 crash n1; 60 recover n1", 150),
        ("40 crash n1; 99 recover n1", 150),
        ("40 crash n1; 100 recover n1", 150),
        ("40 crash n1; 150 recover n1", 200),
    ],
)
def test_the_lease_of_a_holder_that_is_gone_ends_by_the_clock_of_the_service(more: str, done: int) -> None:
    trace = play(f"{LOST_HOLDER}; {more}")
    assert ends(trace)["next"] == ("ok", done)
    assert operation(trace, "next").version == (2,)


@pytest.mark.parametrize(("flaw", "told"), [("", ("ok", 210)), ("flaw=never_gives_up", ("refused", 210))])
def test_without_a_lease_a_lock_comes_back_at_the_deadline_or_by_the_briefs_rule_never(
    flaw: str, told: tuple[str, int]
) -> None:
    """n1 never reaches a majority and has until 110. n2 asks at 150, and has either 1 or its patience of 60 by 210."""
    trace = play(
        f"system majority_lock nodes=4 home=n1,n2,n3 lock=n4 lease=0 {flaw}; 5 cut n1-n2 n1-n3; 10 write n1 x 1 as w;"
        "150 write n2 x 2 as next"
    )
    assert ends(trace) == {"w": ("unknown", 110), "next": told}
    assert ("holds" in believes(trace, "n1")) == bool(flaw)
    assert ("tentative" in believes(trace, "n1")) == bool(flaw)


@pytest.mark.parametrize(
    "trouble",
    [
        "1 cut n1 | n2 n3 n4 n5",  # nobody holds the lock, n4 cannot ask for it
        "0 write n1 x 1; 1 cut n1>n4",  # n1 holds the lock, and cannot say so
        "1 crash n1",
        "1 slow n1>n4 60",  # it says so at 90
    ],
)
def test_who_has_heard_nothing_of_the_lock_service_is_told_that_it_was_not_reached(trouble: str) -> None:
    trace = play(f"system majority_lock nodes=5; {trouble}; 20 write n4 x b as w; stop 300")
    assert ends(trace)["w"] == ("refused", 80)
    assert reason(trace, "w") == ("lock_unreached", {"node": "n1", "ticks": 60})


def test_who_was_told_to_wait_finds_the_lock_busy_even_if_the_service_goes_away() -> None:
    """n1 holds it from 0 for ever; w asks at 30 and is told so at 40."""
    trace = play("system majority_lock nodes=5 lease=0; 1 cut n2 n3 n4 n5 | n1; 0 write n1 x a; 19 heal n1-n4;"
                 "20 write n4 x b as w; 41 crash n1; stop 300")  # fmt: skip
    assert ends(trace)["w"] == ("refused", 80)
    assert reason(trace, "w") == ("lock_busy", {"key": "x", "ticks": 60})
