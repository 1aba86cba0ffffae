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
