"""Rules of the brief followed further than their entries in flaws.toml do: what else they change, and what they do not.

Rules of this file
* A message takes 10 ticks. Every number was worked out from the rule as [flaw_rule] words it.
"""

from __future__ import annotations

import pytest

from engine.model import Note
from engine.trace import Trace
from tests.asking import ends, operation, play, reason, values, view

# -- partition_aware ---------------------------------------------------------------------------------------------------


def beats(trace: Trace, node: str) -> list[tuple[int, str]]:
    """When a node asked whom for a sign of life."""
    return [
        (event.tick, message.dst)
        for event in trace.events
        if event.node == node
        for message in event.sent
        if type(message.body).__name__ == "Beat"
    ]


def notes(trace: Trace, node: str) -> list[tuple[int, str]]:
    """What a node said, and when."""
    found = ((event.tick, one) for event in trace.events if event.node == node for one in event.effects)
    return [(tick, one.code) for tick, one in found if isinstance(one, Note) and one.code != "version"]


BY_ONE = "system partition_aware nodes=3 heartbeat=30 misses=1 flaw=one_by_one; 5 cut {}; stop 150"


def test_probes_one_by_one_go_on_when_answered_or_after_a_period_and_judge_at_the_end_of_a_pass() -> None:
    """Answered after 20, so the next goes at once; silence is noticed 30 after the question."""
    first_silent = play(BY_ONE.format("n1-n2"))
    assert beats(first_silent, "n1") == [(30, "n2"), (60, "n3"), (110, "n2"), (140, "n3")]
    assert notes(first_silent, "n1") == [(110, "lost_connection"), (110, "can_form")]
    last_silent = play(BY_ONE.format("n1-n3"))
    assert beats(last_silent, "n1") == [(30, "n2"), (50, "n3"), (80, "n2"), (100, "n3"), (130, "n2"), (150, "n3")]
    assert notes(last_silent, "n1") == [(80, "lost_connection"), (80, "can_form")]
    assert beats(last_silent, "n2") == [(30, "n1"), (50, "n3"), (100, "n1"), (120, "n3")]
    assert notes(last_silent, "n2") == []


def test_probes_one_by_one_begin_anew_after_a_restart() -> None:
    """n2 has been asked at 30 and is asked again at 70: that is the first question of n1's new life."""
    trace = play(BY_ONE.format("n1-n2") + "; 35 crash n1; 40 recover n1")
    assert beats(trace, "n1") == [(30, "n2"), (70, "n2"), (100, "n3"), (150, "n2")]


@pytest.mark.parametrize(
    ("flaw", "after"), [("", "partitioned"), ("flaw=gain_is_normal", "normal"), ("flaw=two_handlers", "partitioned")]
)
def test_whoever_loses_its_quorum_is_partitioned_whatever_becomes_of_it_when_it_regains_somebody(
    flaw: str, after: str
) -> None:
    """Lost at 60. n1 and n2 hear of each other at 140 and judge at 150; their exchange is over at 170."""
    trace = play(
        f"system partition_aware nodes=5 heartbeat=30 misses=1 {flaw}; 20 cut n1 | n2 | n3 n4 n5; 100 heal n1-n2;"
        "stop 200"
    )
    assert [view(trace, "n1", tick).mode for tick in (59, 60, 149, 170)] == [
        "normal", "partitioned", "partitioned", after
    ]  # fmt: skip


def test_who_goes_by_the_view_before_a_loss_goes_by_the_present_one_when_somebody_is_back() -> None:
    """Three are lost at 60, by the old view of five. They are back at 150, judged by the five of now, not by two."""
    trace = play(
        "system partition_aware nodes=5 heartbeat=30 misses=1 flaw=old_view; 20 cut n1 n2 | n3 n4 n5; 100 heal;stop 200"
    )
    assert notes(trace, "n1")[:2] == [(60, "lost_connection"), (60, "can_form")]
    assert [view(trace, "n1", tick).role for tick in (60, 149, 150, 170)] == [None] * 4
    assert view(trace, "n1", 170).mode == "normal"


def test_a_crash_is_taken_for_a_partition_once_it_is_noticed() -> None:
    """Crashed at 20, asked at 30, missed at 60, back at 100 and heard again at 140: judged at 150."""
    trace = play(
        "system partition_aware nodes=3 heartbeat=30 misses=1 flaw=crash_is_partition; 20 crash n3; 100 recover n3;"
        "stop 200"
    )
    assert [view(trace, "n1", tick).mode for tick in (59, 60, 149, 170)] == [
        "normal", "partitioned", "partitioned", "normal"
    ]  # fmt: skip


def test_a_cursor_that_is_kept_at_the_end_is_kept_when_the_end_is_reached() -> None:
    """Three batches bring n1 all three writes by 100. What it takes after that is not undone by the next exchange."""
    trace = play(
        "system partition_aware nodes=2 w=1 batch=1 flaw=cursor_at_end; 5 cut n1; 10 write n2 x 1; 11 write n2 y 1;"
        "12 write n2 z 1; 20 heal; 30 sync n1 n2; 200 write n1 x 2; 250 sync n1 n2; 400 read n1 x as r"
    )
    assert sorted(view(trace, "n1", 100).store) == ["x", "y", "z"]
    assert operation(trace, "r").value == 2
    assert (values(trace, "n1"), values(trace, "n2")) == ((2,), (2,))


def test_only_normal_mode_goes_without_a_log_by_the_briefs_rule() -> None:
    """Partitioned from 60, recovering from 150 to 170. Each of its writes is applied at once at n1."""
    trace = play(
        "system partition_aware nodes=2 heartbeat=30 misses=1 minority=serve flaw=normal_unlogged; 10 write n1 x 1;"
        "30 cut n1; 70 write n1 y 2; 100 heal; 160 write n1 z 3; stop 200"
    )
    logs = {tick: [entry.value for entry in view(trace, "n1", tick).log or ()] for tick in (20, 75, 165)}
    assert logs == {20: [], 75: [2], 165: [2, 3]}
    assert [view(trace, "n1", tick).mode for tick in (20, 75, 165)] == ["normal", "partitioned", "recovering"]
    # one copy will do, but while it recovers it takes two logs
    assert [op.done for op in trace.operations] == [10, 70, 180]


def test_whoever_recovers_takes_no_writes_by_the_briefs_rule_but_answers_reads() -> None:
    trace = play(
        "system partition_aware nodes=2 heartbeat=30 misses=1 flaw=recovering_refuses; 10 write n1 x 1 as before;"
        "40 cut n1; 100 heal; 155 write n1 x 2 as during; 155 read n1 x as r; 190 write n1 x 3 as after; stop 250"
    )
    assert [view(trace, "n1", tick).mode for tick in (154, 160, 171)] == ["recovering", "recovering", "normal"]
    assert [ends(trace)[op] for op in ("before", "during", "r", "after")] == [
        ("ok", 30), ("refused", 155), ("ok", 175), ("ok", 210)
    ]  # fmt: skip
    assert reason(trace, "during") == ("recovering", {"node": "n1"})


def test_reads_anywhere_are_reads_and_not_writes() -> None:
    trace = play(
        "system partition_aware nodes=2 heartbeat=30 misses=1 minority=refuse flaw=reads_anywhere; init x 0; 5 cut n1;"
        "70 read n1 x as r; 70 write n1 x 1 as w; stop 100"
    )
    assert ends(trace) == {"r": ("ok", 70), "w": ("refused", 70)}


# -- multi_value -------------------------------------------------------------------------------------------------------


def test_only_a_key_that_is_not_there_crashes_a_read() -> None:
    trace = play("system multi_value nodes=2 flaw=absent_crashes; init x 0; 10 read n1 x as there; 10 read n1 y as not")
    assert ends(trace) == {"there": ("ok", 10), "not": ("refused", 10)}
    assert reason(trace, "not") == ("crashed", {"node": "n1"})


def test_what_is_acknowledged_before_it_is_stored_is_there_one_tick_later() -> None:
    trace = play(
        "system multi_value nodes=2 flaw=ack_unstored; 10 write n1 x 1; 10 read n1 x as at_once; 11 read n1 x as later"
    )
    assert [operation(trace, name).value for name in ("at_once", "later")] == [(), (1,)]
    trace = play(
        "system multi_value nodes=2 flaw=ack_unstored; 10 write n1 x 1; 11 crash n1; 12 recover n1; 13 read n1 x"
    )
    assert operation(trace, "r1").value == ()


def test_a_node_without_a_copy_of_its_own_still_counts_its_writes() -> None:
    trace = play(
        "system multi_value nodes=2 flaw=no_own_copy; 10 write n1 x 1 as a; 20 write n1 x 2 as b; 60 read n1 x as own;"
        "60 read n2 x as other"
    )
    assert [operation(trace, name).version["dot"] for name in "ab"] == [("n1", 1), ("n1", 2)]
    assert [operation(trace, name).value for name in ("own", "other")] == [(), (2,)]


def test_without_writing_back_a_reader_of_one_version_still_knows_all_that_it_replaced() -> None:
    """n1's version is replaced by n2's, with its context: one is left. Of two apart the reader knows the winner."""
    trace = play(
        "system multi_value nodes=2 resolver=lww flaw=not_written_back; 5 read n1 x as none; 10 write n1 x 1;"
        "30 read n2 x as first; 40 write n2 x 2 with first; 60 read n1 x as one; 70 cut n1 | n2;"
        "80 write n1 x 3 with one; 81 write n2 x 4; 90 heal; 100 sync n1 n2; 130 read n1 x as two"
    )
    assert {name: operation(trace, name).version for name in ("none", "one", "two")} == {
        "none": {}, "one": {"n1": 1, "n2": 1}, "two": {"n2": 2}
    }  # fmt: skip
    assert operation(trace, "two").value == (4,)


# -- primary, quorum, causal -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("flaw", "write", "told"),
    [
        # the first replica answers at 70 that it is deleted: an answer like any other
        ("first_replica", "10 delete n1 x", (None, 70)),
        # and what is not deleted is not passed over
        ("skip_deleted", "10 write n1 x 1", (1, 70)),
        # what is, is asked of n2, which has it deleted too, and of n3 itself, at 90
        ("skip_deleted", "10 delete n1 x", (None, 90)),
    ],
)
def test_replicas_asked_in_turn_pass_over_only_what_the_rule_says(
    flaw: str, write: str, told: tuple[int | None, int]
) -> None:
    trace = play(f"system primary nodes=3 copy=async read=primary flaw={flaw}; init x 0; {write}; 50 read n3 x as r")
    read = operation(trace, "r")
    assert (read.status, read.value, read.done) == ("ok", *told)


@pytest.mark.parametrize(
    ("flaw", "told"), [("", ("n2", 1)), ("flaw=first_replica", ("n1", 0)), ("flaw=skip_deleted", ("n2", 1))]
)
def test_the_first_replica_is_the_first_by_name(flaw: str, told: tuple[str, int]) -> None:
    """n2 is the primary and cut off from n1."""
    trace = play(
        f"system primary nodes=3 primary=n2 copy=async read=primary {flaw}; init x 0; 5 cut n1-n2; 10 write n2 x 1;"
        "50 read n3 x as r"
    )
    why = operation(trace, "r").why
    assert why is not None and [(seen.node, seen.value) for seen in why.answers] == [told]


def test_a_read_has_all_the_time_of_its_client_where_writes_fail_early() -> None:
    trace = play("system quorum nodes=3 flaw=timeout_fails; 5 cut n1; 10 read n1 x as r; 10 write n1 x 1 as w")
    assert ends(trace) == {"r": ("unknown", 110), "w": ("refused", 70)}


def test_only_a_write_is_marked_as_short_of_its_quorum() -> None:
    """A read that writes back gives n2, whose disk is new, what was there from the start: it bears no such mark."""
    script = (
        "system quorum nodes=3 write_back=yes flaw=status_on_record; init x 0; 1 crash n2 wipe; 5 recover n2; 10 {} x"
    )
    read, written = (play(script.format(asked)) for asked in ("read n1", "delete n1"))
    assert (values(read, "n2"), view(read, "n2").believes) == ((0,), None)
    assert (values(written, "n2"), view(written, "n2").believes) == ((None,), {"quorum_met_false": "x"})


@pytest.mark.parametrize(
    ("chosen", "after"),
    [
        ("flaw=reads_add_nothing", {}),
        ("client_context=wait flaw=reads_add_nothing", {"n1": 1}),
        ("", {"n1": 1, "n3": 1}),
    ],
)
def test_where_reads_add_nothing_a_write_depends_on_what_its_client_wrote_if_that_travels(
    chosen: str, after: dict[str, int]
) -> None:
    """alice wrote at n1 and goes to n2, which has that, and a write of n3."""
    trace = play(f"system causal nodes=3 {chosen}; 10 write n1 x 1 by alice; 10 write n3 z 3; 30 write n2 y 2 by alice")
    sent = [message.body for event in trace.events for message in event.sent if message.src == "n2"]
    assert [dict(body.after) for body in sent] == [after] * 2


@pytest.mark.parametrize(("flaw", "bob"), [("", ("ok", 60)), ("flaw=reads_add_nothing", ("ok", 30))])
def test_where_reads_add_nothing_a_reader_is_not_kept_waiting_and_a_writer_is(flaw: str, bob: tuple[str, int]) -> None:
    """n2 has alice's write at 60. bob has read it at n1, alice has written it there."""
    trace = play(
        f"system causal nodes=2 client_context=wait {flaw}; 1 hold n1>n2.1; 10 write n1 x 1 by alice;"
        "20 read n1 x by bob; 30 read n2 x by bob as bob; 30 read n2 x by alice as alice; 60 release n1>n2.1"
    )
    assert (ends(trace)["bob"], ends(trace)["alice"]) == (bob, ("ok", 60))


# -- gateways ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("flaw", "ended"),
    [
        ("", [("refused", 119), ("ok", 130), ("ok", 131)]),
        ("flaw=wall_clock_timer", [("refused", 119), ("refused", 120), ("ok", 131)]),
    ],
)
def test_a_breaker_by_the_wall_clock_opens_a_tick_after_its_time_when_somebody_asks(
    flaw: str, ended: list[tuple[str, int]]
) -> None:
    """The error is there at 20, which opens the breaker for 100."""
    trace = play(
        f"system service nodes=1; gateway g1 check=0 retries=0 threshold=1 cooldown=100 probes=2 {flaw}; latency 5;"
        "5 behave n1 error; 10 call g1 a as c0; 30 behave n1 ok; 119 call g1 a as c1; 120 call g1 a as c2;"
        "121 call g1 a as c3"
    )
    assert [ends(trace)[name] for name in ("c1", "c2", "c3")] == ended


@pytest.mark.parametrize(("flaw", "ended"), [("", ("refused", 60)), ("flaw=wall_clock_timer", ("ok", 70))])
def test_a_clock_that_is_set_on_ends_the_time_of_a_breaker_only_by_the_wall_clock(
    flaw: str, ended: tuple[str, int]
) -> None:
    trace = play(
        f"system service nodes=1; gateway g1 check=0 retries=0 threshold=1 cooldown=100 {flaw}; latency 5;"
        "5 behave n1 error; 10 call g1 a as c0; 30 behave n1 ok; 50 skew g1 200; 60 call g1 a as c1"
    )
    assert ends(trace)["c1"] == ended
