"""multi_value: any node answers, versions live side by side, nothing acknowledged is lost."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.analysis.durability import lost_writes
from engine.clocks.vector import covers
from engine.model import Command, Heal, Lose, Operation, Recover, Scenario, Sync, System
from engine.protocols import multi_value
from engine.protocols.multi_value.state import Config
from engine.run.simulation import run
from engine.script import parse
from engine.trace import Trace
from tests.strategies import AFTER, scenarios

CUT = "latency 10\n10 cut n1 | n2\n"


def system(**settings: Any) -> System:
    return System("multi_value", 3, tuple(settings.items()))


def ending(names: tuple[str, ...]) -> Iterator[Command]:
    """Heal, lose no more, recover, then exchange until all know all: every pair in both rounds."""
    yield Heal(AFTER)
    yield from (Lose(AFTER, node, 0.0) for node in names)
    yield from (Recover(AFTER, node) for node in names)
    for step, (a, b) in enumerate([*combinations(names, 2)] * 2):
        yield Sync(2 * AFTER + step * AFTER, a, b)


DVV = system(versions="dvv")
TOGETHER = tuple(ending(DVV.names))


def read(script: str, **settings: str) -> Trace:
    chosen = " ".join(f"{name}={value}" for name, value in settings.items())
    return run(parse(f"system multi_value nodes=2 {chosen}\n{script}"))


def result(trace: Trace, op: str) -> Operation:
    return next(found for found in trace.operations if found.id == op)


def held(trace: Trace, node: str, key: str) -> tuple[Any, ...]:
    config = multi_value.settings.config(trace.scenario.system.names, dict(trace.scenario.system.settings))
    assert isinstance(config, Config)
    cell = multi_value.view.view(config, node, trace.state(node, len(trace.events) - 1)).store.get(key)
    return () if cell is None else cell.values


def test_both_sides_of_a_cut_answer_and_become_siblings() -> None:
    trace = read(f"{CUT}20 write n1 cart milk\n20 write n2 cart 7\n30 heal\n40 sync n1 n2\n90 read n1 cart as r")
    assert [(op.status, op.done) for op in trace.operations] == [("ok", 20), ("ok", 20), ("ok", 90)]
    answer = result(trace, "r")
    assert answer.value == (7, "milk")
    assert answer.version == {"n1": 1, "n2": 1}
    assert answer.why is not None and answer.why.rule == "siblings"


def test_a_write_passes_its_context_and_replaces_what_it_saw() -> None:
    lines = "20 write n1 cart milk\n20 write n2 cart eggs\n30 heal\n40 sync n1 n2\n90 read n1 cart as r"
    trace = read(f"{CUT}{lines}\n95 write n1 cart both with r as w\n200 read n2 cart as q")
    assert result(trace, "w").version == {"dot": ("n1", 2), "context": {"n1": 1, "n2": 1}}
    assert result(trace, "q").value == ("both",)
    assert lost_writes(trace) == ()


@pytest.mark.parametrize(("versions", "values", "lost"), [("dvv", ("eggs", "milk"), ()), ("vv", ("eggs",), ("w1",))])
def test_two_clients_of_one_node(versions: str, values: tuple[str, ...], lost: tuple[str, ...]) -> None:
    """The flaw of version vectors: the second client never saw milk, and milk is gone."""
    trace = read("1 write n1 cart milk by alice\n2 write n1 cart eggs by bob\n50 read n2 cart as r", versions=versions)
    assert result(trace, "r").value == values
    assert lost_writes(trace) == lost


def test_last_writer_wins_hides_one_and_the_next_write_buries_it() -> None:
    lines = f"{CUT}20 write n1 cart milk\n21 write n2 cart eggs\n30 heal\n40 sync n1 n2\n90 read n1 cart as r"
    trace = read(f"{lines}\n95 write n1 cart bread with r", resolver="lww")
    answer = result(trace, "r")
    assert answer.value == ("eggs",) and answer.version == {"n1": 1, "n2": 1}
    assert answer.why is not None and answer.why.rule == "lww"
    assert {seen.version for seen in answer.why.answers} == {(20, "n1"), (21, "n2")}
    assert held(trace, "n2", "cart") == ("bread",)


def test_last_writer_wins_within_one_tick_of_one_node() -> None:
    trace = read("1 write n1 cart zebra; 1 write n1 cart ape; 2 read n1 cart as r", resolver="lww")
    assert result(trace, "r").value == ("ape",)


def test_a_delete_covers_what_its_client_saw() -> None:
    trace = read(
        "init cart milk\n1 read n1 cart as r\n2 delete n1 cart with r\n3 read n1 cart as q\n50 read n2 cart as p"
    )
    assert result(trace, "r").value == ("milk",) and result(trace, "r").version == {}
    assert result(trace, "q").value == () and result(trace, "p").value == ()
    assert result(trace, "q").why.rule == "absent"  # type: ignore[union-attr]
    assert held(trace, "n2", "cart") == (None,)


def test_a_delete_does_not_cover_what_it_never_saw() -> None:
    trace = read(f"{CUT}20 write n1 x 1\n21 delete n2 x\n30 heal\n40 sync n2 n1\n90 read n2 x as r")
    assert result(trace, "r").value == (1,) and held(trace, "n1", "x") == (None, 1)


@pytest.mark.parametrize("versions", ["dvv", "vv", "vnode"])
def test_init_is_below_any_write_even_a_blind_one(versions: str) -> None:
    trace = read(
        "init x old\n1 write n1 x new\n2 read n1 x as r\n2 read n2 x as q\n50 read n2 x as p", versions=versions
    )
    assert [result(trace, op).value for op in "rqp"] == [("new",), ("old",), ("new",)]


def test_a_wiped_node_gives_its_dots_again() -> None:
    """What the file says of wiped disks: the new write carries an old dot and is taken for overwritten."""
    lines = "1 write n1 x a\n20 read n2 x as r\n21 write n2 x b with r\n30 cut n1 | n2\n40 crash n1 wipe\n41 recover n1"
    trace = read(f"{lines}\n42 write n1 x c\n50 heal\n60 sync n1 n2\n99 read n1 x as q")
    assert result(trace, "q").value == ("b",)
    assert lost_writes(trace) == ("w3",)


@given(scenarios(DVV, lossy=True, ending=TOGETHER))
def test_nothing_acknowledged_is_lost(scenario: Scenario) -> None:
    trace = run(scenario)
    writes = [op for op in trace.operations if op.kind == "write" and op.status == "ok"]
    for op in writes:
        others = [other for other in trace.operations if other.kind != "read" and other.key == op.key and other.version]
        seen = any(covers(other.version["context"], op.version["dot"]) for other in others)
        for node in DVV.names:
            assert (op.value in held(trace, node, op.key)) != seen
    assert lost_writes(trace) == ()


@given(scenarios(DVV, lossy=True), st.sampled_from(["dvv", "vv", "vnode"]), st.sampled_from(["siblings", "lww"]))
def test_every_live_node_answers_at_once(scenario: Scenario, versions: str, resolver: str) -> None:
    chosen = system(versions=versions, resolver=resolver)
    for op in run(Scenario(chosen, scenario.latency, commands=scenario.commands)).operations:
        assert (op.status, op.done) == ("ok" if op.node_down is None else "refused", op.issued)


@given(st.data())
@pytest.mark.parametrize("resolver", ["siblings", "lww"])
@pytest.mark.parametrize("versions", ["dvv", "vv", "vnode"])
def test_converges_after_heal_and_sync(versions: str, resolver: str, data: st.DataObject) -> None:
    trace = run(data.draw(scenarios(system(versions=versions, resolver=resolver), lossy=True, ending=TOGETHER)))
    _agree(trace)


@given(scenarios(system(versions="dvv", anti_entropy=50), ending=TOGETHER[:7], stop=AFTER + 2_000))
def test_converges_by_anti_entropy_alone(scenario: Scenario) -> None:
    _agree(run(scenario))


def _agree(trace: Trace) -> None:
    stores = [trace.state(node, len(trace.events) - 1).store for node in trace.scenario.system.names]
    assert all(store == stores[0] for store in stores)
