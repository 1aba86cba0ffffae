"""Rules that a single key, a single compaction or a single promotion cannot show: each worked out by hand.

A message takes 10 ticks, a client waits 100.
"""

from __future__ import annotations

import pytest

from engine.trace import Trace
from tests.asking import ends, operation, play, values, view, view_after

# -- primary: the fallback, and who is promoted again ------------------------------------------------------------------

HINTED = """\
system primary nodes=3 copy=async fallback=n3 patience=20
10 write n1 {first} 1 as w1
20 write n1 {second} 2 as w2
30 write n1 {third} 3 as w3
100 crash n1
110 write n2 x 9 as hint
150 write n2 y 8 as next
"""


@pytest.mark.parametrize("keys", [("y", "x", "x"), ("x", "x", "y"), ("x", "y", "x"), ("x", "x", "x"), ("y", "y", "y")])
def test_a_hint_is_numbered_after_all_that_the_fallback_knows_whichever_keys_that_is_about(
    keys: tuple[str, str, str],
) -> None:
    """n3 knows of three writes, the last (0, 3, n1). n2 waits 20 for the primary; n3 has the hint at 140, n2 at 150."""
    trace = play(HINTED.format(first=keys[0], second=keys[1], third=keys[2]))
    assert ends(trace)["hint"] == ("ok", 150)
    assert operation(trace, "hint").version == (0, 3, "n1", "n3", 1)
    assert operation(trace, "next").version == (0, 3, "n1", "n3", 2)
    assert operation(trace, "w3").version == (0, 3, "n1") < (0, 3, "n1", "n3", 1)


def test_hints_of_two_keys_both_go_home_and_each_is_forgotten_when_it_is_there() -> None:
    """Sent home at 320, numbered there at 330 after the last of the primary, and forgotten at 340."""
    trace = play(HINTED.format(first="y", second="x", third="x") + "300 recover n1\n320 handoff n3\n")
    assert [view(trace, "n3", tick).hints for tick in (139, 140, 339, 340)] == [(), ("n1",), ("n1",), ()]
    cells = view(trace, "n1").store
    assert {key: (cell.values, cell.versions) for key, cell in cells.items()} == {
        "x": ((9,), ((0, 4, "n1"),)),
        "y": ((8,), ((0, 5, "n1"),)),
    }


AGAIN = (
    "60 heal; 70 promote n2 tell n3; 80 rejoin n1 to n2; 120 promote n1 tell n2 n3; 140 handoff n3; 200 read n1 x as r"
)
"""n1, the primary, follows n2, has its snapshot at 100, and is primary again when the hint of n3 comes, at 150."""


def test_a_hint_that_the_primary_had_and_lost_is_numbered_anew() -> None:
    """n1 takes the write at 20 and can tell nobody; n2 turns to the fallback at 30. The snapshot drops it at n1."""
    trace = play(
        f"system primary nodes=3 copy=async fallback=n3 patience=20; 5 cut n1>n2 n1>n3; 10 write n2 x 1 as w; {AGAIN}"
    )
    assert ends(trace)["w"] == ("ok", 50)
    read = operation(trace, "r")
    assert (read.value, read.version) == (1, (2, 1, "n1"))


def test_a_hint_that_the_primary_has_from_a_snapshot_is_not_numbered_again() -> None:
    """n2 has the copy but not the answer: the snapshot brings w back to n1, where v overwrites it before the hint."""
    trace = play(
        "system primary nodes=3 copy=async fallback=n3 patience=20; 5 hold n1>n2.2; 5 cut n1>n3; 10 write n2 x 1 as w;"
        f"130 write n1 x 2 as v; {AGAIN}"
    )
    assert ends(trace)["w"] == ("ok", 50)
    read = operation(trace, "r")
    assert (read.value, read.version) == (2, (2, 1, "n1"))


COPIED = "system primary nodes=3; 10 write n1 x 1 as op; {more}"
"""n1's copies arrive at 20, their acknowledgements at 30: there op ends."""


@pytest.mark.parametrize(
    "more",
    [
        # n2 is promoted, and n1 again before the acknowledgements come
        "22 promote n2 tell n1 n3; 25 promote n1 tell n2 n3",
        # n1 changes sides, and is promoted again
        "22 rejoin n1 to n2; 25 promote n1 tell n2 n3",
        # n1 is told twice that it is the primary: a new epoch each time
        "25 promote n1",
    ],
)
def test_a_primary_promoted_again_does_not_acknowledge_writes_of_an_epoch_before(more: str) -> None:
    assert ends(play(COPIED.format(more=""))) == {"op": ("ok", 30)}
    assert ends(play(COPIED.format(more=more))) == {"op": ("unknown", 110)}


def test_who_rejoins_forgets_the_copies_that_it_waited_for() -> None:
    assert ends(play(COPIED.format(more="22 rejoin n1 to n2"))) == {"op": ("unknown", 110)}


def test_each_epoch_numbers_its_writes_from_one() -> None:
    """n1's epochs: 0, then 1 by its first promotion and 2 by its second."""
    trace = play(
        "system primary nodes=3 copy=async; 10 write n1 x 1; 20 write n1 x 2; 50 promote n1 tell n2 n3;"
        "60 write n1 y 3; 70 promote n1 tell n2 n3; 80 write n1 y 4; 90 write n1 x 5"
    )
    assert [op.version for op in trace.operations] == [
        (0, 1, "n1"), (0, 2, "n1"), (1, 1, "n1"), (2, 1, "n1"), (2, 2, "n1")
    ]  # fmt: skip


# -- multi_value: the brief's rule of the first of equals --------------------------------------------------------------

LWW = "system multi_value nodes=3 resolver=lww{flaw}; {writes};" + "".join(
    f"100 read {node} x as {name};" for node, name in (("n1", "a"), ("n2", "b"), ("n3", "c"))
)


@pytest.mark.parametrize("flaw", ["", " flaw=first_of_equals"])
@pytest.mark.parametrize(
    "writes",
    [
        "10 write n1 x 1; 11 write n2 x 2; 12 write n3 x 3",
        "10 write n3 x 1; 11 write n2 x 2; 12 write n1 x 3",
        "10 write n2 x 2; 10 write n1 x 1; 11 write n3 x 3",
        # the clock counts, not the order
        "clock n1 skew=50; 10 write n1 x 3; 30 write n2 x 1; 30 write n3 x 2",
    ],
)
def test_the_greatest_of_unequal_clocks_wins_also_by_the_briefs_rule(writes: str, flaw: str) -> None:
    trace = play(LWW.format(flaw=flaw, writes=writes))
    assert [operation(trace, name).value for name in "abc"] == [(3,)] * 3


def test_by_the_briefs_rule_each_node_tells_the_first_of_equal_clocks_that_it_heard_of() -> None:
    """Older than both is 9. n1 and n2 write at 20 and hear of each other at 30; n3 hears of both at 30, n1's first."""
    writes = "10 write n3 x 9; 20 write n1 x 1; 20 write n2 x 2"
    trace = play(LWW.format(flaw=" flaw=first_of_equals", writes=writes))
    assert [operation(trace, name).value for name in "abc"] == [(1,), (2,), (1,)]
    trace = play(LWW.format(flaw="", writes=writes))
    assert [operation(trace, name).value for name in "abc"] == [(2,)] * 3


# -- partition_aware: compaction, again and again ----------------------------------------------------------------------

ROUNDS = 4
LOGS = "system partition_aware nodes=3 heartbeat=0 batch={batch}; timeout 1000;" + ";".join(
    f"{1000 * nth} write n{1 + nth % 3} x {nth}; {1000 * nth + 10} write n1 y {nth};"
    f"{1000 * nth + 20} write n1 x 0{nth};"
    f"{1000 * nth + 100} sync n1 n2; {1000 * nth + 100} sync n1 n3; {1000 * nth + 500} write n1 z {nth}"
    for nth in range(1, ROUNDS + 1)
)
"""In each round three writes, two exchanges after which n1 folds its log away, and a write that stays in it."""


def places(trace: Trace, node: str, tick: int) -> list[int]:
    return [entry.place for entry in view(trace, node, tick).log or ()]


@pytest.mark.parametrize("batch", [1, 3, 50])
def test_a_log_that_is_folded_away_again_and_again_counts_on(batch: int) -> None:
    """Before the n-th exchange n1 has 4n - 1 entries; all have them afterwards, so it keeps none."""
    trace = play(LOGS.format(batch=batch))
    assert {op.status for op in trace.operations} == {"ok"}
    for nth in range(1, ROUNDS + 1):
        assert places(trace, "n1", 1000 * nth + 99) == list(range(max(1, 4 * nth - 4), 4 * nth))
        assert places(trace, "n1", 1000 * nth + 499) == []
        assert places(trace, "n1", 1000 * nth + 500) == [4 * nth]
    assert [values(trace, node, key) for node in ("n1", "n2", "n3") for key in "xyz"] == [
        (f"0{ROUNDS}",), (ROUNDS,), (ROUNDS,)
    ] * 3  # fmt: skip


def test_no_place_in_a_log_is_ever_past_the_number_of_its_entries() -> None:
    """At every event of every node: what was folded and what is there are together no more than all writes so far."""
    trace = play(LOGS.format(batch=2))
    issued = [op.issued for op in trace.operations]
    last = dict.fromkeys(("n1", "n2", "n3"), 0)
    for index, event in enumerate(trace.events):
        if event.node is None or event.state is None:
            continue
        shown = [entry.place for entry in view_after(trace, event.node, index).log or ()]
        if shown:
            assert shown == list(range(shown[0], shown[-1] + 1))
            assert last[event.node] <= shown[-1] <= sum(tick <= event.tick for tick in issued)
            last[event.node] = shown[-1]
    assert last["n1"] == 4 * ROUNDS


def test_nothing_is_folded_away_before_every_peer_has_confirmed_it() -> None:
    """n3 is out of reach until 200, so what n2 has confirmed at 120 stays; n3's answer is at n1 at 320."""
    trace = play(
        "system partition_aware nodes=3; 5 cut n3; 10 write n1 x 1; 20 write n2 x 2; 100 sync n1 n2; 200 heal;"
        "300 sync n1 n3"
    )
    assert [places(trace, "n1", tick) for tick in (99, 120, 299, 319, 320)] == [[1, 2], [1, 2], [1, 2], [1, 2], []]
    assert values(trace, "n3") == (2,)


def test_what_was_folded_away_is_still_told_to_a_node_that_has_lost_it() -> None:
    """n1 has folded at 120 what all three had. n3's disk is wiped: back at 210, it hears of it at 230 from n1 alone."""
    trace = play(
        "system partition_aware nodes=3; 10 write n1 x 1; 20 write n2 x 2; 30 write n1 y 3; 100 sync n1 n2;"
        "100 sync n1 n3; 190 crash n2; 200 crash n3 wipe; 210 recover n3"
    )
    assert places(trace, "n1", 199) == []
    assert [sorted(view(trace, "n3", tick).store) for tick in (199, 229, 230)] == [["x", "y"], [], ["x", "y"]]
    assert (values(trace, "n3"), values(trace, "n3", "y")) == ((2,), (3,))


def test_what_is_folded_away_stands_by_its_triples_not_by_its_arrival() -> None:
    """n1's first of 10 is tried again through n2, whose own triple for it is 65; n3's second of 35 lies between.

    n2 has them in the order 35, 65, 10. It folds the first two at 170, the last at 220; n3, wiped, hears of it alone.
    """
    trace = play(
        "system partition_aware nodes=3 w=3 retry=45; 10 write n1 x 1; 15 drop n1>n2.1; 35 write n3 x 2;"
        "150 sync n2 n1; 150 sync n2 n3; 200 sync n2 n1; 200 sync n2 n3; 290 crash n1; 300 crash n3 wipe;"
        "310 recover n3"
    )
    assert [places(trace, "n2", tick) for tick in (149, 170, 220)] == [[1, 2], [3], []]
    assert [view(trace, "n3", tick).store.keys() for tick in (309, 330)] == [set(), {"x"}]
    assert values(trace, "n3") == values(trace, "n2") == (2,)


# -- quorum: what removes and what asks in one tick --------------------------------------------------------------------


@pytest.mark.parametrize("first", ["read", "delete"])
def test_what_removes_a_key_is_handled_before_what_asks_for_it_in_the_same_tick(first: str) -> None:
    """Both arrive at n2, the one replica, at 20, in either order: the read finds nothing."""
    commands = {"read": "10 read n3 x as r", "delete": "10 delete n1 x as d"}
    second = next(kind for kind in commands if kind != first)
    trace = play(f"system quorum nodes=3 home=n2 tombstones=no; init x 0; {commands[first]}; {commands[second]}")
    assert ends(trace) == {"r": ("ok", 30), "d": ("ok", 30)}
    assert operation(trace, "r").value is None


@pytest.mark.parametrize("first", ["write", "delete"])
def test_what_removes_a_key_is_handled_after_what_stores_it_in_the_same_tick(first: str) -> None:
    commands = {"write": "10 write n3 x 1 as w", "delete": "10 delete n1 x as d"}
    second = next(kind for kind in commands if kind != first)
    trace = play(f"system quorum nodes=3 home=n2 tombstones=no; {commands[first]}; {commands[second]}")
    assert ends(trace) == {"w": ("ok", 30), "d": ("ok", 30)}
    assert values(trace, "n2") == ()


# -- how many must answer ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("script", "need"),
    [
        ("system multi_value nodes=3 resolver=crdt crdt=or_set; init x a; 10 read n2 x as r", 1),
        ("system partition_aware nodes=3; init x 0; 10 read n2 x as r", 2),
        ("system partition_aware nodes=3; init x 0; 10 read n2 x r=3 as r", 3),
        ("system partition_aware nodes=5 r=1 w=5; init x 0; 10 read n2 x as r", 1),
        ("system partition_aware nodes=3 flaw=reads_anywhere; init x 0; 10 read n2 x as r", 1),
        (
            "system partition_aware nodes=3 heartbeat=20 misses=1; init x 0; 1 cut n3; 100 read n3 x as r; stop 110",
            1,
        ),
    ],
)
def test_a_read_says_how_many_answers_it_needed(script: str, need: int) -> None:
    why = operation(play(script), "r").why
    assert why is not None
    assert why.need == need
