"""What counts as lost where keys go away, and what the meters say of the time after the last event."""

from __future__ import annotations

import pytest

from engine.analysis.durability import durable, lost_writes
from engine.analysis.metrics import Stretch, metrics_of
from engine.run.simulation import run
from engine.script import parse

DELETED = """system quorum nodes=3 r=1 w=2 tombstones=no
init x 0
5 cut n3
10 delete n1 x by alice as d1
"""
"""n1 drops the key at 10, n2 at 20 and says so at 30: two acknowledgements. n3 hears of nothing and keeps x."""


def test_a_delete_without_tombstones_holds_while_one_live_node_has_nothing() -> None:
    trace = run(parse(DELETED))
    assert [(op.id, op.status, op.done) for op in trace.operations] == [("d1", "ok", 30)]
    assert lost_writes(trace) == ()
    assert durable(trace).outcome == "kept"


def test_a_delete_without_tombstones_holds_while_the_only_node_that_dropped_the_key_lives() -> None:
    assert lost_writes(run(parse(f"{DELETED}40 crash n1"))) == ()
    trace = run(parse(f"{DELETED}40 crash n1\n45 crash n2"))
    assert lost_writes(trace, trace.at(44)) == ()
    assert lost_writes(trace) == ("d1",)


def test_a_delete_without_tombstones_is_lost_once_every_live_node_has_the_key_again() -> None:
    """n3, which heard of no delete, gives x back to n1, then to n2."""
    trace = run(parse(f"{DELETED}40 heal\n50 sync n1 n3\n100 sync n2 n3"))
    assert lost_writes(trace, trace.at(90)) == ()
    assert lost_writes(trace) == ("d1",)
    verdict = durable(trace)
    assert (verdict.outcome, verdict.operations) == ("broken", ("d1",))


APART = """system primary nodes=3 copy=async
init x 0
5 cut n3
10 write n1 x 1
stop 500
"""
"""n1 has the new value from 10 on; what it sends to n3 is lost, n2 gets it at 20, and says so at 30: the last event."""


@pytest.mark.parametrize("said", [True, False])
def test_at_the_end_of_a_run_the_meters_have_gone_on_to_its_stop(said: bool) -> None:
    trace = run(parse(APART))
    last = len(trace.events) - 1
    assert (trace.events[last].tick, trace.end) == (30, 500)
    found = metrics_of(trace, last if said else None)
    assert found.stretches == (Stretch(0, 10, True), Stretch(10, 500, False))


def test_before_the_end_they_stop_at_the_event_that_is_looked_at() -> None:
    trace = run(parse(APART))
    before = len(trace.events) - 2
    assert metrics_of(trace, before).stretches[-1].end == trace.events[before].tick == 20


AHEAD = "clock n1 skew=100; 10 write n1 x milk by alice as w1; {0} write n2 x eggs by bob as w2; 200 read n3 x as r1"
"""w1 is acknowledged to alice by tick 30 at the latest, with a greater version than bob's."""

SKEWED = (
    "system quorum nodes=3 r=2 w=2",
    "system multi_value nodes=3 resolver=lww",
    "system multi_value nodes=3 resolver=crdt crdt=lww_register",
)


@pytest.mark.parametrize("system", SKEWED)
def test_a_clock_that_is_ahead_loses_the_later_write_whatever_the_system(system: str) -> None:
    trace = run(parse(f"{system}; {AHEAD.format(55)}"))
    assert [op.status for op in trace.operations] == ["ok"] * 3
    assert lost_writes(trace) == ("w2",)
    assert durable(trace).operations == ("w2",)


def test_of_two_concurrent_writes_to_a_register_one_may_overwrite_the_other() -> None:
    """w1 is answered at 30: what is issued then shares its tick."""
    assert lost_writes(run(parse(f"{SKEWED[0]}; {AHEAD.format(30)}"))) == ()
    assert lost_writes(run(parse(f"{SKEWED[0]}; {AHEAD.format(31)}"))) == ("w2",)


def test_where_clients_pass_contexts_a_concurrent_write_overwrites_nothing() -> None:
    lines = "5 cut n1 | n2 n3; 10 write n1 x a as w1; 11 write n2 x b as w2; 50 heal; 60 sync n1 n2; 120 read n1 x"
    assert lost_writes(run(parse(f"system multi_value nodes=3 resolver=lww; {lines}"))) == ("w1",)
    assert lost_writes(run(parse(f"system multi_value nodes=3; {lines}"))) == ()


def test_a_write_that_a_later_one_has_replaced_is_not_lost() -> None:
    """w3 is later than both, and greater: its node's clock is further ahead than n1's."""
    text = f"{SKEWED[0]}; clock n3 skew=200; {AHEAD.format(55)}; 100 write n3 x bread by carol as w3"
    trace = run(parse(text))
    assert lost_writes(trace, trace.at(99)) == ("w2",)
    assert lost_writes(trace) == ()


def test_a_write_of_unknown_outcome_may_come_later_than_it_was_asked() -> None:
    """w1 reaches n2 at 20, before w2 is asked there, but its client is never told: its acknowledgement is lost."""
    text = "system quorum nodes=3 r=2 w=2; timeout 20; clock n1 skew=100; 5 cut n2>n1 n3>n1; 10 write n1 x milk as w1"
    trace = run(parse(f"{text}; 55 write n2 x eggs as w2"))
    assert [op.status for op in trace.operations] == ["unknown", "ok"]
    assert lost_writes(trace) == ()


def test_a_later_delete_that_a_clock_puts_first_is_lost() -> None:
    text = (
        "system quorum nodes=3 r=2 w=2 tombstones={0}; clock n1 skew=100; 10 write n1 x 1 as w1; 55 delete n2 x as d1"
    )
    assert lost_writes(run(parse(text.format("yes")))) == ("d1",)
    gone = "system quorum nodes=3 r=2 w=2 tombstones=no; clock n1 skew=100; 10 delete n1 x as d1; 55 write n2 x 1 as w1"
    assert lost_writes(run(parse(f"{gone}; 90 crash n1; 90 crash n2; 90 crash n3"))) == ("d1", "w1")
