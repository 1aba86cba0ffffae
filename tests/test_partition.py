"""Partition handling: what a node believes, what follows from it, and that no belief costs an acknowledged write.

Rules of this file
* Links take 10. With heartbeat=40 and misses=2 rounds are at 40, 80, ...; a cut at 50 loses the beats of 40 (they would
  be answered at 60) and of 80, so the round at 120 tells. A heal at 240 is told by the round at 280.
"""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.analysis.durability import lost_writes
from engine.analysis.report import report
from engine.checks import linearizable
from engine.model import Command, Heal, Lose, NodeView, Note, Operation, Recover, Scenario, Sync, System
from engine.model.setting_kinds import Kind, expected
from engine.protocols import configured, partition_aware
from engine.protocols.partition_aware.messages import Store
from engine.protocols.partition_aware.state import State
from engine.run.simulation import run
from engine.script import ScriptError, parse, print_script
from engine.structures.operation_log import ordered, replay
from engine.trace import Trace
from tests.strategies import AFTER, scenarios

SPLIT = "50 cut n1 n2 | n3 n4 n5\n"
FIVE = ("n1", "n2", "n3", "n4", "n5")


def play(script: str, nodes: int = 5, more: str = "heartbeat=40 misses=2") -> Trace:
    return run(parse(f"system partition_aware nodes={nodes} {more}\n{script}"))


def view(trace: Trace, node: str, tick: int) -> NodeView:
    config = configured(trace.scenario.system)
    return partition_aware.view.view(config, node, trace.state(node, trace.at(tick)))


def modes(trace: Trace, tick: int) -> list[str | None]:
    return [view(trace, node, tick).mode for node in trace.scenario.system.names]


def op(trace: Trace, name: str) -> Operation:
    return next(found for found in trace.operations if found.id == name)


def ended(trace: Trace, name: str) -> tuple[str, Any]:
    return op(trace, name).status, op(trace, name).value


def notes(trace: Trace, node: str) -> list[tuple[int, str]]:
    """What a node said of its view of the network, and when."""
    codes = ("lost_connection", "regained_connection", "can_form", "can_form_again", "cannot_form_read_only",
             "cannot_form_refuse", "cannot_form_serve", "recovery_started", "recovery_completed")  # fmt: skip
    found = ((event.tick, one) for event in trace.events if event.node == node for one in event.effects)
    return [(tick, one.code) for tick, one in found if isinstance(one, Note) and one.code in codes]


# -- belief and modes ------------------------------------------------------------------------------------------------


def test_a_cut_is_noticed_after_so_many_misses_and_each_side_draws_its_conclusion() -> None:
    trace = play(f"{SPLIT}240 heal\nstop 375")
    assert modes(trace, 119) == ["normal"] * 5
    assert modes(trace, 120) == ["partitioned", "partitioned", "normal", "normal", "normal"]
    assert view(trace, "n1", 120).role == "read_only" and view(trace, "n3", 120).role is None
    assert view(trace, "n1", 120).believes == {"unreachable": "n3, n4, n5"}
    assert view(trace, "n4", 120).believes == {"unreachable": "n1, n2"}
    assert modes(trace, 280) == ["recovering"] * 5
    assert modes(trace, 300) == ["normal"] * 5 and view(trace, "n1", 300).role is None
    assert notes(trace, "n1") == [
        (120, "lost_connection"), (120, "cannot_form_read_only"), (280, "regained_connection"),
        (280, "can_form_again"), (280, "recovery_started"), (300, "recovery_completed"),
    ]  # fmt: skip
    assert [code for _, code in notes(trace, "n3")] == [
        "lost_connection", "can_form", "regained_connection", "recovery_started", "recovery_completed",
    ]  # fmt: skip


def test_one_peer_back_in_a_minority_leaves_it_partitioned() -> None:
    trace = play("50 cut n1 | n2 | n3 n4 n5\n150 heal n1-n2\nstop 300")
    assert modes(trace, 300)[:2] == ["partitioned"] * 2
    assert view(trace, "n1", 300).believes == {"unreachable": "n3, n4, n5"}


def test_who_crashed_and_who_is_cut_off_look_the_same_and_take_nothing_from_a_majority() -> None:
    crashed, cut = (play(f"50 {fault} n3\n200 write n1 x 1 as w\nstop 255", 3) for fault in ("crash", "cut"))
    for trace in (crashed, cut):
        assert modes(trace, 255)[:2] == ["normal"] * 2 and op(trace, "w").status == "ok"
        assert view(trace, "n1", 255).believes == {"unreachable": "n3"}


def test_a_link_that_works_one_way_counts_as_broken_at_both_ends() -> None:
    trace = play("50 cut n1>n2\nstop 255", 2)
    assert modes(trace, 255) == ["partitioned"] * 2


def test_by_hand_each_heartbeat_is_a_round() -> None:
    """Two beats without an answer, and the third round tells; the others, who asked nobody, know nothing."""
    rounds = "".join(f"{tick} heartbeat n1\n" for tick in (20, 40, 60))
    trace = play(f"10 cut n1\n{rounds}80 heal\n90 heartbeat n1\n120 heartbeat n1", 3, "misses=2")
    assert [modes(trace, tick)[0] for tick in (59, 60, 119, 120, 140)] == [
        "normal", "partitioned", "partitioned", "recovering", "normal",
    ]  # fmt: skip
    assert {mode for tick in (60, 120) for mode in modes(trace, tick)[1:]} == {"normal"}


# -- what clients are told -------------------------------------------------------------------------------------------


def test_before_it_knows_a_minority_cannot_acknowledge_and_after_it_refuses() -> None:
    trace = play(f"init x 0\n{SPLIT}60 write n1 x 1 as early\n200 write n1 x 2 as late\n210 read n2 x as r\nstop 235")
    assert [op(trace, name).status for name in ("early", "late", "r")] == ["unknown", "refused", "ok"]
    reason = op(trace, "late").reason
    assert reason is not None and (reason.code, reason.values["missing"]) == ("partitioned", "n3, n4, n5")
    why = op(trace, "r").why
    assert why is not None and why.rule == "maybe_stale" and op(trace, "r").value == 1
    assert all("late" not in trace.state(node, len(trace.events) - 1).known for node in FIVE)


@pytest.mark.parametrize(
    ("minority", "write", "read"),
    [("read_only", "refused", ("ok", 0)), ("refuse", "refused", ("refused", None)), ("serve", "ok", ("ok", 1))],
)
def test_the_three_policies_of_a_minority(minority: str, write: str, read: tuple[str, Any]) -> None:
    lines = f"init x 0\n{SPLIT}200 write n1 x 1 as w\n205 read n1 x as r\nstop 235"
    trace = play(lines, more=f"heartbeat=40 misses=2 minority={minority}")
    assert op(trace, "w").status == write and ended(trace, "r") == read


def test_how_long_ago_a_quorum_was_heard_is_told() -> None:
    """The beats of 40 are answered at 60, those of 80 never: at 200 that is 140 ticks ago."""
    trace = play("70 cut n1\n200 read n1 x as r\nstop 235", 3)
    told = [one.values for event in trace.events for one in event.effects
            if isinstance(one, Note) and one.code == "stale_read"]  # fmt: skip
    assert told == [{"key": "x", "age": 140}]


def test_recovery_does_not_stop_the_majority() -> None:
    trace = play(f"{SPLIT}240 heal\n290 write n4 x 1 as w\nstop 335")
    assert modes(trace, 290)[3] == "recovering" and op(trace, "w").status == "ok"


def test_through_a_bridge_both_sides_write_and_stay_linearizable() -> None:
    lines = "link n1>n3 latency=15\n10 cut n1 n2 | n4 n5\n200 write n1 x 1 as w1\n200 write n5 x 2 as w2\n"
    trace = play(f"{lines}260 read n2 x as r1\n260 read n4 x as r2\nstop 315")
    assert [op(trace, name).status for name in ("w1", "w2")] == ["ok", "ok"]
    assert ended(trace, "r1") == ended(trace, "r2") == ("ok", 2)
    assert [one.outcome for one in linearizable(trace.operations)] == ["kept"]


# -- logs ------------------------------------------------------------------------------------------------------------


def test_logs_are_exchanged_and_of_two_writes_the_greatest_triple_stands() -> None:
    lines = "50 cut n1\n200 write n1 x 1 as w1\n205 write n2 x 2 as w2\n210 write n1 y 3 as w3\n240 heal\nstop 375"
    trace = play(lines, 2, "heartbeat=40 misses=2 minority=serve")
    for node in ("n1", "n2"):
        shown = {key: cell.values for key, cell in view(trace, node, 375).store.items()}
        assert shown == {"x": (2,), "y": (3,)}
    assert [(entry.key, entry.value) for entry in view(trace, "n1", 239).log or ()] == [("x", 1), ("y", 3)]
    told = [one.values for event in trace.events for one in event.effects
            if isinstance(one, Note) and one.code == "conflict"]  # fmt: skip
    assert told == [{"key": "x", "own": 2, "other": 1, "kept": 2}, {"key": "x", "own": 1, "other": 2, "kept": 2}]


def test_recovery_is_complete_only_when_every_exchange_was_acknowledged() -> None:
    """The link is cut again when the offers of 280 are under way, and too shortly for n1 to be suspected."""
    trace = play("50 cut n1\n200 write n2 x 1\n240 heal\n281 cut n1\n310 heal\nstop 455", 3)
    assert [modes(trace, tick)[0] for tick in (280, 300, 339, 340)] == [
        "recovering", "recovering", "recovering", "normal"
    ]  # fmt: skip
    assert view(trace, "n1", 340).store["x"].values == (1,)


def test_what_everybody_has_is_folded_away_and_not_sent_again() -> None:
    lines = "10 write n1 x 1\n60 write n1 x 2\n100 sync n1 n2\n100 sync n1 n3\n160 write n1 x 3\n200 sync n1 n2"
    trace = play(lines, 3, "")
    assert [len(view(trace, "n1", tick).log or ()) for tick in (99, 150)] == [2, 0]
    sent = [len(message.body.part) for message, _, _ in trace.messages() if type(message.body).__name__ == "Offer"]
    assert sent == [2, 2, 1]
    assert view(trace, "n1", 220).store["x"].values == (3,)


def test_a_batch_at_a_time_and_a_wiped_node_gets_all() -> None:
    lines = "".join(f"{10 + i} write n1 k{i} {i}\n" for i in range(5))
    trace = play(f"{lines}60 sync n1 n2\n300 crash n2 wipe\n310 recover n2", 2, "batch=2")
    assert {key: cell.values for key, cell in view(trace, "n2", 900).store.items()} == {
        f"k{i}": (i,) for i in range(5)
    }  # fmt: skip
    sizes = [len(message.body.part) for message, _, _ in trace.messages() if type(message.body).__name__ == "Offer"]
    assert sizes[:3] == [2, 2, 1]


def test_a_retry_elsewhere_is_the_same_write() -> None:
    lines = "5 cut n1-n3 n1>n2\n10 write n1 x 1 as w1\n20 heal\n40 write n3 x 2 as w2\n150 sync n1 n2\n170 sync n1 n3\n"
    trace = play(lines, 3, "retry=50")
    assert (op(trace, "w1").status, op(trace, "w1").done) == ("ok", 100)
    assert [view(trace, node, 300).store["x"].values for node in ("n1", "n2", "n3")] == [(2,)] * 3
    assert op(trace, "w1").version == (10, "n1", 1)


# -- under any schedule ----------------------------------------------------------------------------------------------

SETTINGS = (("heartbeat", 40), ("misses", 2))
SYSTEMS = [
    System("partition_aware", 3, (*SETTINGS, ("minority", minority), *more))
    for minority, more in (("read_only", ()), ("refuse", (("batch", 2),)), ("serve", ()), ("serve", (("retry", 25),)))
]


def ending(names: tuple[str, ...]) -> tuple[Command, ...]:
    """Heal, lose no more, recover; then everybody compares twice."""
    pairs = [(a, b) for a in names for b in names if a < b]
    calm: list[Command] = [Heal(AFTER)]
    calm += [Lose(AFTER, node, 0.0) for node in names]
    calm += [Recover(AFTER, node) for node in names]
    return (*calm, *(Sync(AFTER + 500 + 500 * i, *pair) for i, pair in enumerate((*pairs, *pairs))))


WHOLE = ending(("n1", "n2", "n3"))


@settings(max_examples=40, deadline=None)
@given(st.sampled_from(SYSTEMS).flatmap(lambda one: scenarios(one, lossy=True, ending=WHOLE, stop=AFTER + 4000)))
def test_after_heal_and_exchange_all_agree_on_the_replay_of_all_that_was_logged(scenario: Scenario) -> None:
    """A slow answer can always be taken for a cut, also at the end: normal is due once in the last 500 ticks."""
    trace, config = run(scenario), configured(scenario.system)
    entries = [entry for node in scenario.system.names for _, state in trace.states(node) for entry in state.log]
    base = dict(trace.state("n1", 0).base)
    expected = replay(ordered(entries), base)
    for node in scenario.system.names:
        state: State = trace.state(node, len(trace.events) - 1)
        assert state.store == expected, node
        late = [one for index, one in trace.states(node) if trace.events[index].tick >= AFTER + 3500]
        assert "normal" in [partition_aware.view.view(config, node, one).mode for one in late], node
    assert lost_writes(trace) == ()
    logged = {entry.op for entry in entries}
    for one in trace.operations:
        if one.kind != "read":
            assert (one.id in logged) == (one.status != "refused")


CALM = tuple(command for command in WHOLE if not isinstance(command, Sync))


@settings(max_examples=40, deadline=None)
@given(st.sampled_from(SYSTEMS).flatmap(lambda one: scenarios(one, lossy=True, ending=CALM, stop=AFTER + 4000)))
def test_after_heal_heartbeats_alone_bring_every_write_to_every_log(scenario: Scenario) -> None:
    """Also the copy of a write that was lost while nobody suspected anybody."""
    trace = run(scenario)
    found = [trace.state(node, trace.last) for node in scenario.system.names]
    assert found[0].store == found[1].store == found[2].store


@settings(max_examples=30, deadline=None)
@given(st.sampled_from(SYSTEMS[:2]).flatmap(lambda one: scenarios(one, lossy=True, stop=AFTER)))
def test_an_acknowledged_write_is_in_w_logs_whatever_anybody_believes(scenario: Scenario) -> None:
    trace = run(scenario)
    for one in trace.operations:
        if one.kind != "read" and one.status == "ok":
            assert one.last is not None
            assert sum(one.id in trace.state(node, one.last).known for node in scenario.system.names) >= 2


SETTING: Kind = partition_aware.PROTOCOL.settings["flaw"]
CODES = expected(SETTING)
FLAWED = st.lists(st.sampled_from(CODES), min_size=1, max_size=6, unique=True)


@settings(max_examples=40, deadline=None)
@given(st.data(), st.sampled_from(SYSTEMS), FLAWED)
def test_any_flaws_together_still_make_a_run(data: st.DataObject, system: System, codes: list[str]) -> None:
    flaw = tuple(code for code in CODES if code in codes)
    flawed = System(system.protocol, 3, (*system.settings, ("flaw", flaw)))
    trace = run(data.draw(scenarios(flawed, lossy=True, stop=400)))
    assert report(trace)["nodes"].keys() == {"n1", "n2", "n3"}


def test_two_sides_never_both_acknowledge() -> None:
    """Every pair of writes on both sides of every cut of five nodes, at any tick around its notice."""
    for tick in range(40, 240, 10):
        trace = play(f"{SPLIT}{tick} write n1 x 1 as a\n{tick} write n4 x 2 as b\nstop 400")
        assert op(trace, "b").status == "ok"
        assert (op(trace, "a").status == "ok") == (tick < 50 - 10)


# -- settings --------------------------------------------------------------------------------------------------------


ONE_LOSS = "30 lose n1>n3 1; 30 write n1 x a as w; 35 lose n1>n3 0; stop 300"
"""Of w's copies n2 gets its own at 40, n3 none. The beats of 40 are answered at 60."""


def test_a_copy_that_was_lost_is_sent_again_to_a_peer_that_answers_a_later_beat() -> None:
    trace = play(ONE_LOSS.replace("; ", "\n"), nodes=3, more="heartbeat=20")
    stores = [
        (event.tick, message.dst)
        for event in trace.events
        for message in event.sent
        if isinstance(message.body, Store) and message.dst != "n1"
    ]
    assert ended(trace, "w") == ("ok", "a") and op(trace, "w").done == 50
    assert stores == [(30, "n2"), (30, "n3"), (60, "n3")]
    assert [view(trace, "n3", tick).store.get("x") is None for tick in (69, 70)] == [True, False]


def test_a_copy_to_who_is_suspected_waits_for_the_exchange() -> None:
    """n3 is down from 20 to 200: nothing but beats goes there until it is back and offers its log."""
    trace = play("20 crash n3\n30 write n1 x a\n200 recover n3\nstop 400", nodes=3, more="heartbeat=20 misses=2")
    assert sum(isinstance(m.body, Store) and m.dst == "n3" for event in trace.events for m in event.sent) == 1
    assert view(trace, "n3", 400).store["x"].values == ("a",)


@pytest.mark.parametrize("text", ["w=4", "r=9", "misses=0", "minority=no", "flaw=none", "batch=0"])
def test_settings_that_make_no_sense_are_refused_by_name(text: str) -> None:
    with pytest.raises(ScriptError) as raised:
        parse(f"system partition_aware nodes=3 {text}")
    assert raised.value.values["setting"] == text.partition("=")[0]


def test_the_contract_tells_the_mode() -> None:
    found = report(play(f"{SPLIT}stop 235"), [100])
    assert [node["mode"] for node in found["nodes"].values()] == ["partitioned"] * 2 + ["normal"] * 3
    assert found["at"]["100"]["n1"]["mode"] == "normal" and found["nodes"]["n1"]["role"] == "read_only"
    line = "system partition_aware nodes=3 r=1 w=3 heartbeat=40 misses=2 minority=serve batch=5 retry=10\n"
    assert print_script(parse(line)) == line
