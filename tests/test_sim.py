"""The rules of time, one by one, on runs small enough to work out by hand."""

from __future__ import annotations

import pytest

from engine.model import Lost, Message
from engine.run.simulation import Overrun, run
from engine.script import parse
from engine.trace import Trace


def play(text: str) -> Trace:
    return run(parse(text))


def ops(trace: Trace) -> dict[str, tuple[str, object, int | None]]:
    return {op.id: (op.status, op.value, op.done) for op in trace.operations}


def delivered(trace: Trace) -> list[tuple[int, str]]:
    return [(event.tick, event.cause.name) for event in trace.events if isinstance(event.cause, Message)]


def lost(trace: Trace) -> list[tuple[int, str, str, str]]:
    return [
        (event.tick, event.cause.message.name, event.cause.reason, event.cause.at)
        for event in trace.events
        if isinstance(event.cause, Lost)
    ]


def test_a_write_takes_one_round_trip_and_a_read_answers_in_the_tick_of_its_quorum() -> None:
    trace = play("system quorum nodes=3 r=2 w=2; 10 write n1 x 1 as w1; 40 read n2 x as r1")
    assert ops(trace) == {"w1": ("ok", 1, 30), "r1": ("ok", 1, 60)}


def test_a_node_reaches_itself_at_once() -> None:
    trace = play("system quorum nodes=3 r=1 w=1; 10 write n1 x 1; 12 read n1 x")
    assert ops(trace) == {"w1": ("ok", 1, 10), "r1": ("ok", 1, 12)}


@pytest.mark.parametrize("cut, arrives", [(9, False), (10, False), (15, True), (20, False), (21, True)])
def test_a_message_is_lost_iff_its_link_is_cut_when_it_is_sent_or_due(cut: int, arrives: bool) -> None:
    healed = 15 if cut < 15 else 18 if cut == 15 else 40
    trace = play(f"system quorum nodes=2 r=1 w=2; 10 write n1 x 1; {cut} cut n1 | n2; {healed} heal")
    assert ((20, "n1>n2.1") in delivered(trace)) is arrives


def test_a_one_way_cut_lets_the_other_way_through() -> None:
    trace = play("system quorum nodes=2 r=1 w=2; 5 cut n2>n1; 10 write n1 x 1")
    assert (20, "n1>n2.1") in delivered(trace)
    assert lost(trace) == [(20, "n2>n1.1", "cut", "send")]
    assert ops(trace)["w1"][0] == "unknown"


def test_faults_come_before_deliveries_and_commands_after_them() -> None:
    trace = play("system quorum nodes=2 r=1 w=1; 10 write n1 x 1; 20 crash n2; 20 read n1 x")
    kinds = [event.kind for event in trace.events if event.tick == 20]
    assert kinds[:3] == ["fault", "lost", "request"]


def test_a_read_decides_on_all_that_arrived_by_the_end_of_the_tick() -> None:
    trace = play("system quorum nodes=3 r=2 w=1; 10 write n3 x 1; 11 cut n3>n2; 12 read n1 x; 40 heal; 41 read n1 x")
    assert ops(trace)["r1"] == ("ok", 1, 32)


def test_an_operation_at_a_crashed_node_is_refused_and_certainly_did_not_happen() -> None:
    trace = play("system quorum nodes=3; 5 crash n1; 10 write n1 x 1; 20 read n2 x")
    assert trace.operations[0].status == "refused"
    assert trace.operations[0].reason is not None and trace.operations[0].reason.code == "node_down"
    assert ops(trace)["r1"][1] is None


def test_a_crash_keeps_the_disk_unless_it_is_wiped() -> None:
    text = "system quorum nodes=1; init x 7; 10 crash n1{0}; 20 recover n1; 30 read n1 x"
    assert ops(play(text.format("")))["r1"][1] == 7
    assert ops(play(text.format(" wipe")))["r1"][1] is None


def test_a_crashed_coordinator_leaves_its_operation_unknown_at_the_deadline() -> None:
    trace = play("system quorum nodes=3; timeout 50; 10 write n1 x 1; 15 crash n1")
    assert ops(trace)["w1"] == ("unknown", 1, 60)
    assert trace.operations[0].node_down == 15


def test_the_deadline_is_the_last_thing_in_its_tick() -> None:
    assert ops(play("system quorum nodes=3 r=3; timeout 20; 10 read n1 x"))["r1"][0] == "ok"
    assert ops(play("system quorum nodes=3 r=3; timeout 19; 10 read n1 x"))["r1"][0] == "unknown"


def test_hold_release_and_drop_act_on_one_message_by_name() -> None:
    trace = play("system quorum nodes=2 r=1 w=2; 5 hold n1>n2.1; 10 write n1 x 1; 35 release n1>n2.1")
    assert (35, "n1>n2.1") in delivered(trace)
    early = play("system quorum nodes=2 r=1 w=2; 5 hold n1>n2.1; 10 write n1 x 1; 15 release n1>n2.1")
    assert (20, "n1>n2.1") in delivered(early)
    dropped = play("system quorum nodes=2 r=1 w=2; 10 write n1 x 1; 15 drop n1>n2.1")
    assert lost(dropped) == [(20, "n1>n2.1", "dropped", "delivery")]


def test_latency_loss_and_skew_change_from_their_tick_on() -> None:
    trace = play("system quorum nodes=2 w=2; 5 slow n1-n2 50; 10 write n1 x 1; 70 lose n1>n2 1; 80 write n1 x 2")
    assert (60, "n1>n2.1") in delivered(trace)
    assert (80, "n1>n2.2", "chance", "send") in lost(trace)
    skewed = play("system quorum nodes=1; clock n1 skew=5; 10 write n1 x 1; 20 skew n1 -30; 25 write n1 x 2")
    assert [op.version for op in skewed.operations] == [(15, "n1"), (-5, "n1")]


def test_the_run_ends_when_only_periodic_timers_are_left_or_at_stop() -> None:
    assert play("system quorum nodes=2 anti_entropy=50; 10 write n1 x 1").end == 30
    stopped = play("system quorum nodes=2 anti_entropy=50; 10 write n1 x 1; stop 200")
    assert stopped.end == 200
    assert any(event.kind == "timer" and event.tick == 200 for event in stopped.events)


def test_a_run_that_never_ends_is_given_up() -> None:
    with pytest.raises(Overrun) as found:
        run(parse("system quorum nodes=9 anti_entropy=1; latency 0; stop 100000"), events_max=1000)
    assert found.value.reason.values["limit"] == 1000


def test_random_latency_and_loss_depend_on_the_seed_alone() -> None:
    text = "system quorum nodes=3; latency 5..50; link n1-n2 loss=0.5; seed {0}; 10 write n1 x 1; 80 read n3 x"
    assert play(text.format(1)).events == play(text.format(1)).events
    assert len({str(play(text.format(seed)).events) for seed in range(8)}) == 8


def test_luck_stays_the_same_when_something_is_added_elsewhere() -> None:
    one = play("system quorum nodes=4; latency 5..50; seed 3; 10 write n1 x 1")
    two = play("system quorum nodes=4; latency 5..50; seed 3; 9 read n4 y; 10 write n1 x 1")
    mine = [(tick, name) for tick, name in delivered(one) if name == "n1>n2.1"]
    assert mine[0] in delivered(two)


def test_what_asks_waits_for_what_tells_in_the_same_tick_whoever_sent_first() -> None:
    first = "system quorum r=1 w=1; link {0} latency=5; 1 cut n1-n2; {1} write n1 x 1; {2} read n2 x r=2"
    told_first = play(first.format("n2>n3", 10, 15))
    asked_first = play(first.format("n1>n3", 15, 10))
    assert ops(told_first)["r1"][1] == ops(asked_first)["r1"][1] == 1
    assert ops(told_first)["r1"][2] == 30


def test_a_removal_and_a_write_in_one_tick_leave_the_same_whoever_sent_first() -> None:
    text = "system quorum r=1 w=1 tombstones=no; init x 0; 10 {0} ; 10 {1}; 40 read n3 x"
    one = play(text.format("delete n1 x", "write n2 x 1"))
    other = play(text.format("write n2 x 1", "delete n1 x"))
    assert ops(one)["r1"] == ops(other)["r1"]
