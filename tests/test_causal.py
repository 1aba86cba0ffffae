"""causal: any node answers alone, and no node shows an effect before its cause.

Rules of this file
* What causes what is found here from stores alone: a write comes after all that its node had ever shown before it, and
  after the causes of that. Nothing is taken from what the protocol sends along.
* A node is done with a cause when it holds it, or what took its place by the rule of the run.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any, NamedTuple

import pytest
from hypothesis import event, given
from hypothesis import strategies as st

from engine.analysis.durability import lost_writes
from engine.analysis.report import report
from engine.checks import sessions
from engine.clocks import vector as clocks
from engine.model import Cell, Command, Heal, Latency, Lose, NodeView, Operation, Recover, Scenario, Sync, System
from engine.protocols import causal
from engine.protocols.causal.state import BLOCK, Config
from engine.run.simulation import run
from engine.script import parse
from engine.trace import Trace
from tests.strategies import AFTER, scenarios

SLOW = """\
link n1-n3 latency=100
10 write n1 x cause by alice as w1
30 read n2 x by bob
40 write n2 y effect by bob as w2
"""
SESSIONS = ("read_your_writes", "monotonic_reads", "monotonic_writes", "writes_follow_reads")


def system(**settings: Any) -> System:
    return System("causal", 3, tuple((name, settings[name]) for name in causal.PROTOCOL.settings if name in settings))


CAUSAL = system()
APART = system(converge=False)
SYSTEMS = st.sampled_from([CAUSAL, APART, system(anti_entropy=30), system(converge=False, anti_entropy=30)])


def ending(names: tuple[str, ...]) -> Iterator[Command]:
    """Heal, lose no more, recover."""
    yield Heal(AFTER)
    yield from (Lose(AFTER, node, 0.0) for node in names)
    yield from (Recover(AFTER, node) for node in names)


WHOLE = tuple(ending(CAUSAL.names))
TOGETHER = (*WHOLE, *(Sync(2 * AFTER + AFTER * i, *pair.split()) for i, pair in enumerate(("n1 n2", "n2 n3", "n1 n2"))))


def read(script: str, **settings: str) -> Trace:
    chosen = " ".join(f"{name}={value}" for name, value in settings.items())
    return run(parse(f"system causal nodes=3 {chosen}\n{script}"))


def result(trace: Trace, op: str) -> Operation:
    return next(found for found in trace.operations if found.id == op)


def view(trace: Trace, node: str, tick: int) -> NodeView:
    return views(trace, node)[bisect(trace, node, tick)][1]


def bisect(trace: Trace, node: str, tick: int) -> int:
    return sum(index <= trace.at(tick) for index, _ in trace.states(node)) - 1


def views(trace: Trace, node: str) -> list[tuple[int, NodeView]]:
    """What a node showed after each of its events."""
    config = causal.settings.config(trace.scenario.system.names, dict(trace.scenario.system.settings))
    assert isinstance(config, Config)
    return [(index, causal.view.view(config, node, state)) for index, state in trace.states(node)]


# -- what came before what, from stores alone ----------------------------------------------------------------------


class Ahead(NamedTuple):
    """At an event a node shows an effect without being done with its cause."""

    at: int
    node: str
    cause: str
    effect: str


def shows(cell: Cell | None, write: Operation) -> bool:
    """Is it this very write that a node holds?"""
    mine = cell.versions[0] if cell else None
    return mine == write.version or (isinstance(mine, dict) and mine["dot"] == write.version["dot"])


def done_with(cell: Cell | None, write: Operation) -> bool:
    """Does a node hold the write, or what took its place?"""
    mine = cell.versions[0] if cell else None
    if isinstance(mine, dict):
        return clocks.covers(mine["context"], write.version["dot"])
    return mine is not None and bool(mine >= write.version)


def causes(trace: Trace, writes: list[Operation]) -> dict[str, set[str]]:
    """By write the writes that came before it: those its node had shown until then, and theirs."""
    shown: dict[str, list[tuple[int, str]]] = {node: [] for node in trace.scenario.system.names}
    for node, seen in shown.items():
        for index, now in views(trace, node):
            seen += [(index, write.id) for write in writes if shows(now.store.get(write.key), write)]
    before: dict[str, set[str]] = {}
    for write in writes:  # in order of issue, so causes come first
        direct = {other for index, other in shown[write.node] if index < write.first}
        before[write.id] = direct.union(*(before[other] for other in direct))
    return before


def early(trace: Trace) -> list[Ahead]:
    """Every effect that a node shows before a cause of it."""
    writes = [op for op in trace.operations if op.kind != "read" and op.version is not None]
    named, before = {write.id: write for write in writes}, causes(trace, writes)
    return [
        Ahead(index, node, cause, effect.id)
        for node in trace.scenario.system.names
        for index, now in views(trace, node)
        for effect in writes
        if shows(now.store.get(effect.key), effect)
        for cause in before[effect.id]
        if not done_with(now.store.get(named[cause].key), named[cause])
    ]


# -- by hand -------------------------------------------------------------------------------------------------------


def test_an_effect_waits_for_its_cause_in_plain_sight() -> None:
    trace = read(f"{SLOW}60 read n3 y as r1\n61 read n3 x as r2\n110 read n3 y as r3\n110 read n3 x as r4")
    assert [result(trace, op).value for op in ("r1", "r2", "r3", "r4")] == [None, None, "effect", "cause"]
    assert [tuple(one) for one in view(trace, "n3", 60).waiting] == [("y", "effect", "n2", ("n1", 1))]
    assert view(trace, "n3", 60).believes == {"waiting": {"count": 1, "node": "n1", "nth": 1}}
    assert view(trace, "n3", 110).waiting == () and view(trace, "n3", 110).clock == {"n1": 1, "n2": 1}
    assert early(trace) == []


def test_without_hold_back_the_effect_is_there_first() -> None:
    trace = read(f"{SLOW}60 read n3 y as r1\n61 read n3 x as r2\n110 read n3 x as r3", hold_back="no")
    assert [result(trace, op).value for op in ("r1", "r2", "r3")] == ["effect", None, "cause"]
    assert {(found.node, found.cause, found.effect) for found in early(trace)} == {("n3", "w1", "w2")}
    assert view(trace, "n3", 60).believes == {"early": {"count": 1, "node": "n1", "nth": 1}}
    assert view(trace, "n3", 110).clock == {"n1": 1, "n2": 1}


def test_a_write_follows_what_its_node_applied_without_hold_back_too() -> None:
    """n3 has the effect but not the cause: what it writes next still comes after both."""
    trace = read(f"{SLOW}60 write n3 z next as w3", hold_back="no")
    after = [message.body.after for message, _, _ in trace.messages() if message.body.op == "w3"]
    assert after == [{"n1": 1, "n2": 1}] * 2
    assert view(trace, "n3", 200).clock == {"n1": 1, "n2": 1, "n3": 1}


def test_a_write_is_sent_to_all_and_never_waits_for_itself() -> None:
    trace = read("10 write n2 x 1\n10 write n2 x 2\n11 read n2 x as r\n30 read n1 x as q")
    sent = [(message.dst, message.body.nth, message.body.after) for message, _, _ in trace.messages()]
    assert sent == [("n1", 1, {}), ("n3", 1, {}), ("n1", 2, {"n2": 1}), ("n3", 2, {"n2": 1})]
    assert result(trace, "r").value == result(trace, "q").value == 2
    assert not any(view.waiting for node in ("n1", "n2", "n3") for _, view in views(trace, node))


def test_a_buffer_survives_a_crash_and_not_a_wipe() -> None:
    kept, wiped = (read(f"{SLOW}55 crash n3 {wipe}\n60 recover n3\n150 read n3 y as r") for wipe in ("", "wipe"))
    assert len(view(kept, "n3", 60).waiting) == 1 and result(kept, "r").value == "effect"
    assert view(wiped, "n3", 60).waiting == () and result(wiped, "r").value is None


def test_what_was_lost_stops_what_follows_until_nodes_compare() -> None:
    lines = "5 cut n1>n3\n10 write n1 x a\n20 heal\n30 write n1 x b\n31 write n1 y c\n"
    trace = read(f"{lines}900 read n3 y as r\n910 sync n3 n2\n950 read n3 y as q\n951 read n3 x as p")
    assert [result(trace, op).value for op in "rqp"] == [None, "c", "b"]
    assert [(one.value, one.cause) for one in view(trace, "n3", 900).waiting] == [("b", ("n1", 1)), ("c", ("n1", 1))]


@pytest.mark.parametrize("pair", ["n1 n2", "n2 n1"])
def test_sync_serves_both_sides(pair: str) -> None:
    lines = f"5 cut n1 | n2 | n3\n10 write n1 x 1\n10 write n2 y 2\n20 heal\n30 sync {pair}\n"
    trace = read(f"{lines}90 read n1 y as r\n90 read n2 x as q")
    assert (result(trace, "r").value, result(trace, "q").value) == (2, 1)
    assert view(trace, "n3", 90).store == {}


TWO = "init x old\n10 write n1 x one by alice as w1\n10 write n3 x two by carol as w2\n"
READS = "".join(f"50 read n{i} x as r{i}\n" for i in (1, 2, 3))


def test_of_concurrent_writes_the_greatest_stamp_stands_everywhere() -> None:
    trace = read(f"{TWO}{READS}")
    assert [result(trace, f"r{i}").value for i in (1, 2, 3)] == ["two"] * 3
    assert [result(trace, op).version for op in ("w1", "w2")] == [(1, "n1"), (1, "n3")]
    assert lost_writes(trace) == ()


def test_the_last_applied_stands_where_nodes_may_differ() -> None:
    trace = read(f"{TWO}{READS}", converge="no")
    assert [result(trace, f"r{i}").value for i in (1, 2, 3)] == ["two", "two", "one"]
    [converged] = [verdict for verdict in report(trace)["verdicts"] if verdict["check"] == "converged"]
    assert converged["outcome"] == "broken"
    assert lost_writes(trace) == ()


def test_an_older_write_that_comes_late_does_not_return() -> None:
    """Without hold-back a node may get a cause after its effect; of one key it keeps the effect."""
    lines = "link n1>n3 latency=100\n10 write n1 x a\n30 write n2 x b\n150 read n3 x as r"
    for converge in ("yes", "no"):
        trace = read(lines, hold_back="no", converge=converge)
        assert result(trace, "r").value == "b"


def test_deletes_and_absent_keys() -> None:
    trace = read("init x 1\n10 read n1 x as r0\n11 delete n1 x\n30 read n2 x as r1\n30 read n2 q as r2")
    assert [result(trace, op).value for op in ("r0", "r1", "r2")] == [1, None, None]
    assert [result(trace, op).version for op in ("r0", "r1", "r2")] == [(), (1, "n1"), None]
    assert view(trace, "n2", 30).store["x"].values == (None,)


def test_what_only_a_dead_node_applied_is_lost_and_what_is_held_back_is_not() -> None:
    assert lost_writes(read("5 cut n1\n10 write n1 x 1\n20 crash n1")) == ("w1",)
    held = read("5 cut n1-n3\n10 write n1 x 1\n30 write n2 y 2\n45 crash n2\n45 crash n1")
    assert lost_writes(held) == ("w1",) and view(held, "n3", 99).waiting


def test_where_nodes_may_differ_a_value_that_knows_nothing_of_a_write_does_not_stand_for_it() -> None:
    """n1's value goes with n1, whatever n3 has. Of n2's, n3 has all while it holds it back for n1's, which it lacks."""
    apart = read("5 cut n1\n10 write n3 x 3\n12 write n1 x 1\n20 crash n1", converge="no")
    assert lost_writes(apart) == ("w2",)
    held = read("5 cut n1-n3\n10 write n1 y 1\n30 write n2 x 2\n45 crash n2\n50 crash n1", converge="no")
    assert view(held, "n3", 99).waiting and view(held, "n3", 99).store == {}
    assert (lost_writes(held, held.at(49)), lost_writes(held)) == ((), ("w1",))


def test_a_client_who_moves_may_miss_what_it_saw() -> None:
    """Sessions are not carried: causes are followed from node to node."""
    trace = read("10 write n1 x 1 by alice\n11 read n2 x by alice as r")
    assert result(trace, "r").value is None


def test_a_log_of_many_blocks_fills_an_empty_node() -> None:
    writes = "".join(f"{10 + i} write n1 x {i}\n" for i in range(2 * BLOCK + 5))
    trace = read(f"5 cut n3\n{writes}800 heal\n810 sync n3 n2\n900 read n3 x as r")
    assert result(trace, "r").value == 2 * BLOCK + 4
    assert view(trace, "n3", 900).clock == {"n1": 2 * BLOCK + 5}


# -- under any schedule --------------------------------------------------------------------------------------------


def busy(chosen: System) -> st.SearchStrategy[Scenario]:
    """Much to do on many keys, and messages that overtake one another: so that there is something to hold back."""
    found = scenarios(chosen, keys=("v", "w", "x", "y", "z"), lossy=True, least=15, most=40, stop=300)
    uneven = st.sampled_from([Latency(1, 80), Latency(30, 30, exponential=True)])
    return st.builds(lambda scenario, latency: replace(scenario, latency=latency), found, uneven)


@given(SYSTEMS.flatmap(busy))
def test_no_node_shows_an_effect_before_its_cause(scenario: Scenario) -> None:
    trace = run(scenario)
    event(f"held back: {any(view.waiting for node in CAUSAL.names for _, view in views(trace, node))}")
    assert early(trace) == []


@given(scenarios(system(anti_entropy=30), lossy=True, ending=WHOLE, stop=2 * AFTER), st.booleans())
def test_nodes_agree_after_heal_and_anti_entropy(scenario: Scenario, hold_back: bool) -> None:
    chosen = system(hold_back=hold_back, anti_entropy=30)
    _agree(run(Scenario(chosen, scenario.latency, seed=scenario.seed, commands=scenario.commands, stop=scenario.stop)))


@given(scenarios(CAUSAL, lossy=True, ending=TOGETHER))
def test_nodes_agree_after_heal_and_sync(scenario: Scenario) -> None:
    trace = run(scenario)
    _agree(trace)
    assert lost_writes(trace) == ()


def _agree(trace: Trace) -> None:
    last = [views(trace, node)[-1][1] for node in trace.scenario.system.names]
    assert all(view.store == last[0].store and view.clock == last[0].clock for view in last)
    assert not any(view.waiting for view in last)


@given(scenarios(CAUSAL, lossy=True), st.booleans(), st.booleans())
def test_every_live_node_answers_at_once(scenario: Scenario, hold_back: bool, converge: bool) -> None:
    chosen = system(hold_back=hold_back, converge=converge)
    for op in run(Scenario(chosen, scenario.latency, commands=scenario.commands)).operations:
        assert (op.status, op.done) == ("ok" if op.node_down is None else "refused", op.issued)


@given(SYSTEMS.flatmap(lambda one: scenarios(one, lossy=True, stop=AFTER)))
def test_a_client_who_stays_keeps_every_session_guarantee(scenario: Scenario) -> None:
    operations = tuple(op._replace(client=op.node) for op in run(scenario).operations)
    for promise in SESSIONS:
        assert {verdict.outcome for verdict in sessions(operations, promise)} <= {"kept"}
