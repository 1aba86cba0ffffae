"""causal with clients who carry what they have seen: they wait or are refused at a node that lacks some of it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.analysis.verdicts import views
from engine.checks import sessions
from engine.model import Note, Operation, Reply, Scenario, System
from engine.run.simulation import run
from engine.script import ScriptError, parse
from engine.trace import Trace
from lessons.words import languages, load
from pages.ui.stage.picture import paint
from tests.strategies import scenarios

PROMISES = ("read_your_writes", "monotonic_reads", "monotonic_writes", "writes_follow_reads")
MOVES = """\
link n1-n2 latency=100
10 write n1 x 1 by alice as w1
20 read n2 x by alice as r1
30 write n2 y 2 by alice as w2
40 read n2 x by bob as r2
"""


def read(context: str, script: str = MOVES, more: str = "") -> Trace:
    return run(parse(f"system causal nodes=3 client_context={context}{more}\n{script}"))


def ended(trace: Trace) -> dict[str, tuple[Any, ...]]:
    return {op.id: (op.status, op.value, op.done) for op in trace.operations}


def test_a_client_who_moves_waits_for_what_it_has_seen() -> None:
    """n1's write is at n2 at 110: only then is alice answered there, in order. bob has seen nothing."""
    trace = read("wait")
    assert ended(trace) == {
        "w1": ("ok", 1, 10), "r1": ("ok", 1, 110), "w2": ("ok", 2, 110), "r2": ("ok", None, 40),
    }  # fmt: skip
    [update] = [message.body for message, _, _ in trace.messages() if message.body.op == "w2"][:1]
    assert update.after == {"n1": 1}
    waits = views(trace, trace.at(50))["n2"].believes or {}
    assert waits["client_waits"] == {"client": "alice", "node": "n1", "nth": 1}
    assert "client_waits" not in (views(trace, trace.at(110))["n2"].believes or {})
    notes = [effect.values for event in trace.events for effect in event.effects if isinstance(effect, Note)]
    assert {"client": "alice", "here": "n2", "node": "n1", "nth": 1} in notes


def test_or_is_refused_and_told_what_is_missing() -> None:
    trace = read("refuse")
    assert ended(trace)["r1"] == ("refused", None, 20) and ended(trace)["w2"][0] == "refused"
    reason = next(op.reason for op in trace.operations if op.id == "r1")
    assert reason and tuple(reason) == ("context_missing", {"client": "alice", "here": "n2", "node": "n1", "nth": 1})


def test_or_nobody_looks() -> None:
    assert ended(read("off")) == {
        "w1": ("ok", 1, 10), "r1": ("ok", None, 20), "w2": ("ok", 2, 30), "r2": ("ok", None, 40),
    }  # fmt: skip


def test_a_read_adds_to_what_a_client_has_seen() -> None:
    lines = "link n1-n3 latency=100\n10 write n1 x 1 by alice\n30 read n2 x by bob as r1\n40 read n3 x by bob as r2"
    assert ended(read("wait", lines))["r2"] == ("ok", 1, 110)
    assert ended(read("wait", lines, " flaw=reads_add_nothing"))["r2"] == ("ok", None, 40)


def test_who_waits_too_long_is_forgotten_and_a_crash_forgets_all() -> None:
    lines = (
        "timeout 50\n5 cut n1-n2\n10 write n1 x 1 by alice\n20 write n2 y 2 by alice as w2\n90 heal\n95 sync n1 n2\n"
    )
    trace = read("wait", f"{lines}150 read n2 y by bob as r")
    assert ended(trace)["w2"] == ("unknown", 2, 70) and ended(trace)["r"] == ("ok", None, 150)
    crashed = read("wait", f"{lines}30 crash n2\n40 recover n2\n150 read n2 y by bob as r")
    assert ended(crashed)["r"] == ("ok", None, 150)


def test_with_reads_adding_nothing_a_client_still_follows_its_own_writes() -> None:
    trace = read("wait", more=" flaw=reads_add_nothing")
    [update] = [message.body for message, _, _ in trace.messages() if message.body.op == "w2"][:1]
    assert update.after == {"n1": 1} and ended(trace)["w2"] == ("ok", 2, 110)


@pytest.mark.parametrize("flaw", ["never_sent", "reads_add_nothing", "depends_on_itself"])
def test_a_flaw_changes_one_thing_in_what_is_sent(flaw: str) -> None:
    trace = read("off", "10 write n1 x 1 by alice\n30 write n2 y 2 by bob as w2", f" flaw={flaw}")
    after = [message.body.after for message, _, _ in trace.messages() if message.body.op == "w2"]
    assert after == {"never_sent": [], "reads_add_nothing": [{}] * 2, "depends_on_itself": [{"n2": 1}] * 2}[flaw]
    assert trace.operations[1].status == "ok"


def test_a_setting_that_is_none_is_refused_by_name() -> None:
    with pytest.raises(ScriptError) as found:
        read("maybe")
    assert found.value.code == "bad_setting" and found.value.values["setting"] == "client_context"


CARRIED = st.builds(
    lambda hold_back, converge: System(
        "causal", 3, (("hold_back", hold_back), ("converge", converge), ("client_context", "wait"))
    ),
    st.booleans(),
    st.booleans(),
)


@settings(max_examples=60)
@given(CARRIED.flatmap(lambda one: scenarios(one, lossy=True)))
def test_a_client_who_moves_keeps_every_session_guarantee(scenario: Scenario) -> None:
    trace = run(scenario)
    for promise in PROMISES:
        assert {verdict.outcome for verdict in sessions(trace.operations, promise)} <= {"kept"}
    for lang in languages():
        paint(trace, load(lang))


@settings(max_examples=30)
@given(CARRIED.flatmap(lambda one: scenarios(one, lossy=True)))
def test_refusing_is_waiting_no_longer(scenario: Scenario) -> None:
    """Whoever is answered with `refuse` was shown all that it had seen: its answers keep every guarantee, too."""
    chosen = {**dict(scenario.system.settings), "client_context": "refuse"}
    trace = run(replace(scenario, system=replace(scenario.system, settings=tuple(chosen.items()))))
    assert all(op.done == op.issued for op in trace.operations)
    paint(trace, load("en"))
    for promise in PROMISES:
        assert {verdict.outcome for verdict in sessions(trace.operations, promise)} <= {"kept"}


def replies(trace: Trace) -> list[Reply]:
    return [effect for event in trace.events for effect in event.effects if isinstance(effect, Reply)]


def test_a_client_is_told_what_it_has_seen_with_every_answer() -> None:
    assert [reply.seen for reply in replies(read("wait"))] == [{"n1": 1}, {}, {"n1": 1}, {"n1": 1, "n2": 1}]
    ops: dict[str, Operation] = {op.id: op for op in read("wait").operations}
    assert ops["r1"].version == (1, "n1")
