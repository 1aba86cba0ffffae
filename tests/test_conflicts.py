"""What becomes of concurrent writes: merged when read, hidden by the last writer, or settled by a data type."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.analysis.durability import durable, lost_writes
from engine.catalog.scenes import PRESETS
from engine.model import Command, Delete, Heal, Operation, Scenario, Sync, System
from engine.protocols.multi_value import siblings
from engine.run.simulation import run
from engine.script import ScriptError, parse, print_script
from engine.script.rewrite import fitting, under
from engine.structures.crdt import TYPES
from engine.trace import Trace
from lessons.words import languages, load
from pages.ui.stage import frame
from pages.ui.stage import gestures as acting
from pages.ui.stage.picture import operations
from pages.ui.stage.picture.phrases import Phrases
from tests.strategies import AFTER, scenarios

APART = "10 cut n1 | n2\n"
JOINED = "60 heal\n70 sync n1 n2\n"


def read(script: str, **chosen: str) -> Trace:
    line = " ".join(f"{name}={value}" for name, value in chosen.items())
    return run(parse(f"system multi_value nodes=2 {line}\n{script}"))


def result(trace: Trace, op: str) -> Operation:
    return next(one for one in trace.operations if one.id == op)


def held(trace: Trace, node: str, key: str) -> Any:
    return trace.state(node, len(trace.events) - 1).store[key]


# -- merged when read ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("values", "merged"),
    [
        (("milk", "eggs"), "eggs, milk"),
        (("milk and eggs", "milk,bread"), "bread, eggs, milk"),
        (("牛奶、鸡蛋", "牛奶和面包"), "牛奶, 牛奶和面包, 鸡蛋"),
        ((3, 7, 5), 7),
        ((3, "milk"), "3, milk"),
        (("oat milk",), "oat milk"),
        ((), None),
    ],
)
def test_one_value_is_made_of_all(values: tuple[Any, ...], merged: Any) -> None:
    assert siblings.merged_value(values) == merged


@pytest.mark.parametrize("versions", ["dvv", "vv"])
def test_whoever_meets_a_conflict_merges_it_and_writes_it_back(versions: str) -> None:
    lines = f"{APART}20 write n1 cart milk as w1\n20 write n2 cart eggs as w2\n{JOINED}100 read n1 cart as r1"
    trace = read(
        f"{lines}\n150 read n2 cart as r2\n160 write n2 cart tea with r2\n200 read n1 cart as r3",
        versions=versions,
        resolver="merge",
    )
    first, second = result(trace, "r1"), result(trace, "r2")
    assert first.value == second.value == ("eggs, milk",)
    assert first.why is not None and first.why.rule == "merge" and set(first.why.kept) == {"eggs", "milk"}
    assert second.why is not None and second.why.rule == "local"
    assert result(trace, "r3").value == ("tea",)
    assert lost_writes(trace) == ()


def test_the_smaller_number_is_dropped_and_counted_as_lost() -> None:
    lines = f"{APART}20 write n1 x 3 as w1\n20 write n2 x 7 as w2\n{JOINED}100 read n1 x as r1"
    trace = read(lines, resolver="merge")
    why = result(trace, "r1").why
    assert result(trace, "r1").value == (7,)
    assert why is not None and (why.kept, why.dropped) == ((7,), (3,))
    assert lost_writes(trace) == ("w1",)


def test_a_merge_that_went_down_with_its_node_takes_nothing_along() -> None:
    """What was merged at n1 alone goes down with n1; the two versions that it was made of are still on n2."""
    lines = f"{APART}20 write n1 x a as w1\n20 write n2 x b as w2\n{JOINED}95 cut n1 | n2\n100 read n1 x as r1"
    assert lost_writes(read(f"{lines}\n110 crash n1", resolver="merge")) == ()


# -- the last writer wins -----------------------------------------------------------------------------------------


def test_what_the_last_writer_hides_is_lost_at_once() -> None:
    lines = f"{APART}20 write n1 x a as w1\n21 write n2 x b as w2\n{JOINED}"
    assert lost_writes(read(lines)) == ()
    trace = read(lines, resolver="lww")
    reason = durable(trace).reason
    assert lost_writes(trace) == ("w1",) and reason is not None
    assert (reason.code, reason.values["value"], reason.values["count"]) == ("hidden", "a", 1)
    assert Phrases(load("en"), trace.scenario.system).verdict(durable(trace)).startswith("w1 (a) was acknowledged")
    why = result(read(f"{lines}100 read n1 x as r1", resolver="lww"), "r1").why
    assert why is not None and (why.kept, why.dropped) == (("b",), ("a",))


def test_who_read_the_winner_buries_the_loser_for_good() -> None:
    lines = (
        f"{APART}20 write n1 x a as w1\n21 write n2 x b as w2\n{JOINED}100 read n1 x as r1\n110 write n1 x c with r1"
    )
    assert lost_writes(read(lines, resolver="lww")) == ("w1",)
    assert lost_writes(read(lines)) == ()


def test_a_winner_that_was_read_and_replaced_is_not_lost() -> None:
    trace = read("20 write n1 x a as w1\n50 read n2 x as r1\n60 write n2 x b with r1", resolver="lww")
    assert lost_writes(trace) == ()


# -- data types ---------------------------------------------------------------------------------------------------


def test_an_or_set_is_spoken_of_as_a_set() -> None:
    lines = "10 write n1 cart eggs\n11 write n1 cart milk\n12 delete n1 cart eggs as d1\n40 read n2 cart as r1"
    trace = read(lines, resolver="crdt")
    assert result(trace, "r1").value == ("milk",) and result(trace, "d1").value == "eggs"
    assert result(trace, "r1").version == {"n1": 3}


def test_a_counter_tells_one_number_and_an_untouched_one_nothing() -> None:
    lines = (
        f"{APART}20 write n1 x 2\n20 write n2 x 3\n30 read n1 x as r1\n30 read n1 y as r2\n{JOINED}100 read n2 x as r3"
    )
    trace = read(lines, resolver="crdt", crdt="g_counter")
    assert [result(trace, op).value for op in ("r1", "r2", "r3")] == [(2,), (), (5,)]


def test_a_node_goes_by_what_it_sees() -> None:
    lines = f"init x 5\n{APART}20 write n1 x -5\n20 write n2 x -4 as w2\n25 write n2 x -2 as w3\n{JOINED}"
    trace = read(
        f"{lines}100 read n1 x as r1\n110 delete n1 x\n150 read n2 x as r2",
        resolver="crdt",
        crdt="pn_counter",
        limit="0",
    )
    assert result(trace, "w2").status == "ok"
    refused = result(trace, "w3")
    assert (refused.status, refused.reason and refused.reason.code) == ("refused", "over_limit")
    assert result(trace, "r1").value == (-4,) and result(trace, "r2").value == (0,)


def test_an_lww_register_counts_what_it_drops() -> None:
    lines = f"{APART}20 write n1 x a as w1\n21 write n2 x b as w2\n{JOINED}100 read n1 x as r1\n110 write n1 x c as w3"
    trace = read(lines, resolver="crdt", crdt="lww_register")
    assert result(trace, "r1").value == ("b",)
    assert lost_writes(trace) == ("w1",)
    assert lost_writes(trace, trace.at(60)) == (), "each still stands on its own side"
    assert lost_writes(read(lines, resolver="crdt", crdt="mv_register")) == ()


def test_a_write_below_what_stands_is_lost_at_once() -> None:
    trace = read(
        "clock n2 skew=100\n10 write n2 x late as w1\n50 write n1 x early as w2\n60 read n1 x as r",
        resolver="crdt",
        crdt="lww_register",
    )
    assert result(trace, "r").value == ("late",)
    assert lost_writes(trace) == ("w2",)


def test_an_update_on_a_crashed_node_alone_is_lost_until_it_is_back() -> None:
    lines = "10 cut n1 | n2\n20 write n1 x 1 as w1\n30 crash n1"
    assert lost_writes(read(lines, resolver="crdt", crdt="g_counter")) == ("w1",)
    assert lost_writes(read(f"{lines}\n40 recover n1", resolver="crdt", crdt="g_counter")) == ()


TYPED = {
    name: System("multi_value", 3, (("resolver", "crdt"), ("crdt", name)))
    for name in ("g_set", "or_set", "lww_register", "mv_register")
}
PAIRS = (("n1", "n2"), ("n2", "n3")) * 2
ENDING: tuple[Command, ...] = (Heal(AFTER), *(Sync(AFTER * (2 + i), a, b) for i, (a, b) in enumerate(PAIRS)))


@pytest.mark.parametrize("name", TYPED)
@settings(max_examples=15, deadline=None)
@given(st.data())
def test_nodes_that_have_heard_of_all_hold_the_same(name: str, data: st.DataObject) -> None:
    scenario: Scenario = data.draw(scenarios(TYPED[name], ending=ENDING, most=15).filter(_all_up))
    trace = run(scenario)
    stores = [trace.state(node, len(trace.events) - 1).store for node in TYPED[name].names]
    assert all(store == stores[0] for store in stores)
    if name != "lww_register":
        assert lost_writes(trace) == ()


def _all_up(scenario: Scenario) -> bool:
    return not any(type(command).__name__ == "Crash" for command in scenario.commands)


# -- what can be written ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "setting", "needs"),
    [
        ("crdt=or_set", "crdt", "resolver=crdt"),
        ("resolver=merge crdt=or_set", "crdt", "resolver=crdt"),
        ("resolver=crdt limit=3", "limit", "crdt=pn_counter"),
        ("limit=3", "limit", "crdt=pn_counter"),
        ("flaw=keeps_oldest", "flaw", "versions=vv"),
        ("versions=vv resolver=crdt flaw=sparse_compare", "flaw", "versions=vv"),
        ("flaw=first_of_equals", "flaw", "resolver=lww"),
    ],
)
def test_settings_that_make_no_sense_together(line: str, setting: str, needs: str) -> None:
    with pytest.raises(ScriptError) as refused:
        parse(f"system multi_value nodes=2 {line}")
    values = refused.value.values
    assert (values["setting"], values["needs"], values["reason"]) == (setting, needs, "setting_needs")
    assert refused.value.column == f"system multi_value nodes=2 {line}".index(f"{setting}=") + 1


@pytest.mark.parametrize("element", ["milk", "3", '"oat milk"', '"by"'])
def test_a_delete_of_one_element_is_printed_as_it_is_read(element: str) -> None:
    script = f"system multi_value nodes=2 resolver=crdt\n10 delete n1 cart {element} by alice as d1\n"
    assert print_script(parse(script)) == script


def test_only_a_data_type_has_elements() -> None:
    with pytest.raises(ScriptError):
        parse("system multi_value nodes=2\n10 delete n1 cart milk")
    asked = parse("system multi_value nodes=2 resolver=crdt\n10 delete n1 cart milk\n20 delete n1 cart")
    kept, dropped = under(asked, System("quorum", 3))
    assert [type(one).__name__ for one in kept.commands] == ["Delete"] and len(dropped) == 1


def test_what_no_longer_fits_is_left_out() -> None:
    counted = parse("system multi_value nodes=2 resolver=crdt crdt=pn_counter limit=3").system
    chosen = {**dict(counted.settings), "resolver": "siblings"}
    assert dict(fitting(counted, chosen, "resolver").settings) == {"resolver": "siblings"}
    chosen = {**dict(counted.settings), "crdt": "g_counter"}
    assert dict(fitting(counted, chosen, "crdt").settings) == {"resolver": "crdt", "crdt": "g_counter"}


@pytest.mark.parametrize("lang", languages())
def test_what_a_type_refuses_and_what_was_dropped_is_said(lang: str) -> None:
    words = load(lang)
    asked = f"{APART}20 write n1 x milk\n20 delete n1 x 3\n20 write n1 x -9"
    for crdt in TYPES:
        trace = read(asked, resolver="crdt", crdt=crdt, **({"limit": "3"} if crdt == "pn_counter" else {}))
        said = [Phrases(words, trace.scenario.system).ending(op) for op in trace.operations if op.status == "refused"]
        assert len(said) == {"g_counter": 3, "pn_counter": 3, "op_counter": 2, "or_set": 0}.get(crdt, 1)
        assert all(one and "{" not in one for one in said)
    trace = read(f"{APART}20 write n1 x 3\n20 write n2 x 7\n{JOINED}100 read n1 x", resolver="merge")
    why = operations.operations(trace, Phrases(words, trace.scenario.system))[-1]["why"]
    assert why and [words("why.kept"), "7"] in why["rows"] and [words("why.dropped"), "3"] in why["rows"]
    assert "0" in frame.setting(parse(PRESETS["atm"]), words)


def test_a_gesture_deletes_one_element_of_a_set_and_all_of_anything_else() -> None:
    gesture = {"verb": "delete", "node": "n1", "key": "cart", "client": "alice", "value": "milk", "tick": 20}
    for line, wanted in (("resolver=crdt", "milk"), ("resolver=merge", None)):
        trace = run(parse(f"system multi_value nodes=2 {line}\n10 write n1 cart milk"))
        acted = acting.act(trace, gesture).scenario.commands[-1]
        assert isinstance(acted, Delete) and acted.value == wanted
