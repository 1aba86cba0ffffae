"""The quorum store by the brief's rules: whatever befalls, runs end, and what a client is told is what a rule says."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from engine.flaws import facts
from engine.model import Scenario, System
from engine.model.setting_kinds import Flags
from engine.protocols import quorum
from engine.run.simulation import run
from engine.script import parse, print_script
from tests.strategies import scenarios

KIND = quorum.PROTOCOL.settings["flaw"]
CODES = KIND.codes if isinstance(KIND, Flags) else ()
SYSTEM = System("quorum", 3)
MORE = {
    "version": st.sampled_from(["clock", "logical"]),
    "read_repair": st.booleans(),
    "write_back": st.booleans(),
    "tombstones": st.booleans(),
    "compare": st.sampled_from(["all", "merkle"]),
    "flaw": st.lists(st.sampled_from(CODES), min_size=1, unique=True),
}


def flawed(scenario: Scenario, chosen: dict[str, Any]) -> Scenario:
    chosen = {**chosen, "flaw": tuple(code for code in CODES if code in chosen["flaw"])}
    written = tuple((name, chosen[name]) for name in quorum.PROTOCOL.settings if name in chosen)
    return replace(scenario, system=replace(scenario.system, settings=written))


@settings(max_examples=80, deadline=None)
@given(scenarios(SYSTEM, lossy=True, wipe=True), st.fixed_dictionaries(MORE), st.sampled_from([40, 60, 61, 100]))
def test_every_run_ends_and_can_be_judged_whatever_is_switched_on(
    scenario: Scenario, chosen: dict[str, Any], timeout: int
) -> None:
    asked = replace(flawed(scenario, chosen), timeout=timeout)
    trace = run(parse(print_script(asked)))
    assert facts(trace)
    assert all(op.status != "pending" for op in trace.operations)


def statuses(text: str) -> list[tuple[str, int | None]]:
    return [(op.status, op.done) for op in run(parse(text)).operations]


def test_a_write_fails_at_the_end_of_its_patience_unless_its_quorum_is_there_by_then() -> None:
    text = "system quorum nodes=3 flaw=timeout_fails; latency {0}; 10 write n1 x 1"
    assert statuses(text.format(30)) == [("ok", 70)]  # the last acknowledgement comes with the last tick
    assert statuses(text.format(31)) == [("refused", 70)]


def test_a_client_that_waits_for_less_is_told_unknown_first() -> None:
    text = "system quorum nodes=3 flaw=timeout_fails; timeout 40; 5 cut n1; 10 write n1 x 1; 90 heal; 100 write n1 x 2"
    assert statuses(text) == [("unknown", 50), ("ok", 120)]


def test_a_write_that_was_answered_does_not_fail_afterwards() -> None:
    trace = run(parse("system quorum nodes=3 flaw=timeout_fails; 10 write n1 x 1; 200 read n1 x"))
    assert [event.tick for event in trace.events if event.kind == "timer"] == []


def test_a_key_that_nobody_has_crashes_the_briefs_read() -> None:
    assert statuses("system quorum nodes=3 flaw=record_for_value; 10 read n1 x") == [("refused", 30)]
    assert statuses("system quorum nodes=3 flaw=record_for_value; init x 0; 10 read n1 x") == [("ok", 30)]
