"""Messages that are delivered twice: when the copy comes, and that no system's promise hangs on their coming once.

Rules of this file
* Latency is 10. A copy is the next message on its link: sent at the tick of the command, there ten ticks later.
* What is by hand was worked out before it was run. A duplicate of a write that comes after the next write, and one of
  an answer that stands for a second node, are what a system without identities would get wrong.
"""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.model import Command, Duplicate, Scenario
from engine.run.simulation import run
from engine.trace import Trace, causality
from tests.asking import ends, play
from tests.strategies import campaigns, heartbeats, scenarios
from tests.test_promises import HELD, broken, system


def came(trace: Trace) -> list[tuple[int, str, str]]:
    """What was delivered or lost between two nodes: tick, how, message."""
    found = [(one.tick, one.kind, getattr(one.cause, "message", one.cause)) for one in trace.events]
    return [(tick, kind, one.name) for tick, kind, one in found if kind in ("deliver", "lost") and one.src != one.dst]


def test_a_duplicate_is_the_next_message_on_its_link_whatever_became_of_the_first() -> None:
    trace = play("system quorum nodes=2 w=1; 10 write n1 x 1; 12 duplicate n1>n2.1; 30 duplicate n1>n2.2")
    assert [one for one in came(trace) if "n1>n2" in one[2]] == [
        (20, "deliver", "n1>n2.1"), (22, "deliver", "n1>n2.2"), (40, "deliver", "n1>n2.3"),
    ]  # fmt: skip
    late = play("system quorum nodes=2 w=1; 5 cut n1>n2; 10 write n1 x 1; 20 heal; 21 duplicate n1>n2.1")
    assert came(late)[:2] == [(10, "lost", "n1>n2.1"), (31, "deliver", "n1>n2.2")]


@pytest.mark.parametrize("fault", ["20 cut n1-n2", "20 crash n1", "20 crash n2"])
def test_a_duplicate_is_lost_as_any_message_is(fault: str) -> None:
    trace = play(f"system quorum nodes=2 w=1; 10 write n1 x 1; {fault}; 25 duplicate n1>n2.1")
    assert (25, "lost", "n1>n2.2") in came(trace)


def test_what_was_not_sent_by_then_is_not_sent_twice() -> None:
    trace = play("system quorum nodes=2 w=1; 10 write n1 x 1; 10 duplicate n1>n2.1; 11 duplicate n2>n1.7")
    assert [name for _, _, name in came(trace)] == ["n1>n2.1", "n2>n1.1"]


def test_a_duplicate_carries_the_past_of_its_original() -> None:
    """At 22 n1 does more, of which the message of 10 knows nothing."""
    trace = play(
        "system quorum nodes=2 w=1; 10 write n1 x 1; 21 cut n1-n2; 22 write n1 y 2; 24 heal; 25 duplicate n1>n2.1"
    )
    first, copy = (
        stamp.clock["n1"]
        for event, stamp in zip(trace.events, causality.stamps(trace), strict=True)
        if event.kind == "deliver" and event.cause[:2] == ("n1", "n2") and event.cause.body.key == "x"
    )
    assert first == copy


@pytest.mark.parametrize(
    "line",
    ["primary nodes=3", "primary nodes=3 copy=async", "primary nodes=3 copy=cache", "primary nodes=3 fallback=n3"]
    + ["chain nodes=3", "partition_aware nodes=3"],
)
def test_a_write_that_is_passed_on_twice_is_applied_once(line: str) -> None:
    trace = play(f"system {line}; 10 write n2 x 1; 80 write n2 x 2; 150 duplicate n2>n1.1; 250 read n1 x")
    assert [(op.id, op.status, op.value) for op in trace.operations] == [
        ("w1", "ok", 1),
        ("w2", "ok", 2),
        ("r1", "ok", 2),
    ]


@pytest.mark.parametrize(
    "script",
    [
        # two of three have it: n2 says so twice
        "system quorum nodes=3 w=3; 5 cut n3; 10 write n1 x 1 as o; 30 duplicate n2>n1.1",
        "system quorum nodes=3 r=3; 5 cut n3; 10 read n1 x as o; 30 duplicate n2>n1.1",
        # two of five, where three are a majority
        "system majority_lock nodes=5; 5 cut n3 n4 n5; 10 write n1 x 1 as o; 30 duplicate n2>n1.1",
        "system majority_lock nodes=5; 5 cut n3 n4 n5; 10 read n1 x as o; 30 duplicate n2>n1.1",
        "system raft nodes=5 leader=n1; 5 cut n3 n4 n5; 10 write n1 x 1 as o; 30 duplicate n2>n1.1",
    ],
)
def test_who_answers_twice_is_one(script: str) -> None:
    assert ends(play(script))["o"][0] != "ok"


@pytest.mark.parametrize("line", ["primary nodes=3", "primary nodes=3 copy=async"])
def test_what_was_refused_stays_so(line: str) -> None:
    """n2 takes n3 for the primary, which refuses; then n3 becomes it, and the message comes again."""
    trace = play(
        f"system {line}; init x 0; 5 cut n2 n3 | n1; 10 promote n3 tell n2; 20 promote n1 tell n3; 21 heal;"
        "25 write n2 x 1 as w; 60 cut n1; 70 promote n3 tell n2; 80 duplicate n2>n3.1; 200 read n3 x as r"
    )
    assert [(op.id, op.status, op.value) for op in trace.operations] == [("w", "refused", 1), ("r", "ok", 0)]


def test_a_compare_and_set_that_failed_is_not_tried_again() -> None:
    """At 20 x is 2, so 0 to 1 fails; the copy comes when x is 0 again."""
    trace = play(
        "system chain nodes=3; init x 2; 10 cas n2 x 0 1 as c; 60 write n1 x 0; 150 duplicate n2>n1.1;"
        "250 read n1 x as r"
    )
    assert [(op.id, op.status, op.value) for op in trace.operations][1:] == [("w1", "ok", 0), ("r", "ok", 0)]


def test_who_asks_twice_for_a_lock_has_it_once() -> None:
    """n1's lease is over at 110, n2 has the lock then; the second request of w1 must not bring w1 back after w2."""
    trace = play(
        "system majority_lock nodes=3 lock=n3 lease=100; timeout 900; init x 0; 5 hold n1>n3.1;"
        "10 write n1 x 1 by alice; 15 duplicate n1>n3.1; 20 release n1>n3.1; 60 write n2 x 2 by bob; 300 read n3 x"
    )
    assert {op.id: op.status for op in trace.operations} == {"w1": "ok", "w2": "ok", "r1": "ok"}
    assert broken(trace, ("linearizable", "available")) == []


def duplicated(scenario: Scenario, picks: list[tuple[int, int]]) -> Scenario:
    """The same with messages of its run sent once more. picks: (which message, how many ticks later) each."""
    messages = [message for message, _, _ in run(scenario).messages() if message.src != message.dst]
    more: list[Command] = []
    for which, later in picks if messages else ():
        message = messages[which % len(messages)]
        more.append(Duplicate(message.sent + 1 + later, (message.src, message.dst), message.nth))
    ordered = sorted([*more, *scenario.commands], key=lambda one: one.tick)
    return replace(scenario, commands=tuple(ordered))


PICKS = st.lists(st.tuples(st.integers(0, 400), st.integers(0, 120)), min_size=1, max_size=8)


@given(st.data())
@settings(max_examples=40)
def test_no_promise_hangs_on_messages_that_come_once(data: st.DataObject) -> None:
    line, checks = data.draw(st.sampled_from(HELD))
    chosen = system(line)
    tended = [campaigns(chosen), heartbeats(chosen)] if chosen.protocol == "raft" else []
    scenario = data.draw(scenarios(chosen, keys=("x",), lossy=True, least=6, requests=4, stop=500, tended=tended))
    twice = duplicated(scenario, data.draw(PICKS))
    assert broken(run(twice), checks) == [], twice
