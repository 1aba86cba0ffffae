"""Levels and session guarantees under any schedule: what was promised is kept, whatever it costs in answers.

Rules of this file
* Nodes' clocks are far apart, so that versions by the clock alone would break the order of writes.
* Nothing here looks into a protocol: histories are judged by the checks.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.checks import linearizable, sessions
from engine.model import Command, Delete, Heal, Read, Recover, Scenario, System, Write
from engine.protocols.sessions import GUARANTEES, POLICIES
from engine.run.simulation import run
from engine.script import parse
from tests.judging import judge_model
from tests.strategies import AFTER, scenarios

SKEWS = (("n1", 70), ("n3", -30))
ENDING: tuple[Command, ...] = (Heal(AFTER), *(Recover(AFTER, node) for node in ("n1", "n2", "n3")))


def system(protocol: str, **chosen: Any) -> System:
    return System(protocol, 3, tuple(chosen.items()))


def asked(scenario: Scenario, *levels: str | None) -> Scenario:
    """The same with skewed clocks, operations at these levels in turn."""
    levelled = [
        replace(one, level=levels[i % len(levels)]) if isinstance(one, Write | Read | Delete) else one
        for i, one in enumerate(scenario.commands)
    ]
    return replace(scenario, clocks=SKEWS, commands=tuple(levelled))


def broken(scenario: Scenario, *promises: str) -> list[str]:
    operations = run(scenario).operations
    return [promise for promise in promises for one in sessions(operations, promise) if one.outcome != "kept"]


CHOSEN = st.fixed_dictionaries({name: st.booleans() for name in GUARANTEES}).filter(lambda found: any(found.values()))
QUORUM = st.builds(
    lambda given, stale, version, back: system(
        "quorum", r=1, w=1, version=version, write_back=back, **given, when_stale=stale
    ),
    CHOSEN, st.sampled_from(POLICIES), st.sampled_from(["clock", "logical", "hybrid"]), st.booleans(),
)  # fmt: skip
MULTI = st.builds(
    lambda given, stale, versions, resolver: system(
        "multi_value", versions=versions, resolver=resolver, **given, when_stale=stale
    ),
    CHOSEN, st.sampled_from(POLICIES), st.sampled_from(["dvv", "vv", "vnode"]), st.sampled_from(["siblings", "lww"]),
)  # fmt: skip
QUORUM_RUNS = scenarios(system("quorum"), lossy=True, least=5, most=30)
MULTI_RUNS = scenarios(system("multi_value"), lossy=True, least=5, most=30)


@settings(max_examples=60, deadline=None)
@given(QUORUM_RUNS, QUORUM)
def test_a_switch_keeps_its_guarantee_in_a_quorum(scenario: Scenario, chosen: System) -> None:
    on = [name for name, value in chosen.settings if name in GUARANTEES and value]
    assert broken(replace(asked(scenario, None), system=chosen), *on) == []


@settings(max_examples=60, deadline=None)
@given(MULTI_RUNS, MULTI)
def test_a_switch_keeps_its_guarantee_under_multi_value(scenario: Scenario, chosen: System) -> None:
    on = [name for name, value in chosen.settings if name in GUARANTEES and value]
    assert broken(replace(asked(scenario, None), system=chosen), *on) == []


@settings(max_examples=40, deadline=None)
@given(QUORUM_RUNS)
def test_all_strong_is_linearizable_even_where_one_node_would_do(scenario: Scenario) -> None:
    strong = replace(asked(scenario, "strong"), system=system("quorum", r=1, w=1))
    verdicts = linearizable(run(strong).operations, dict(scenario.init))
    assert [verdict for verdict in verdicts if verdict.outcome != "kept"] == []


@settings(max_examples=40, deadline=None)
@given(QUORUM_RUNS, st.sampled_from(POLICIES), st.sampled_from([("causal",), ("causal", "strong")]))
def test_all_causal_keeps_all_four(scenario: Scenario, policy: str, levels: tuple[str, ...]) -> None:
    chosen = system("quorum", when_stale=policy)
    assert broken(replace(asked(scenario, *levels), system=chosen), *GUARANTEES) == []


@settings(max_examples=40, deadline=None)
@given(MULTI_RUNS, st.sampled_from(POLICIES), st.sampled_from(["dvv", "vv", "vnode"]))
def test_all_causal_keeps_all_four_under_multi_value(scenario: Scenario, policy: str, versions: str) -> None:
    chosen = system("multi_value", versions=versions, when_stale=policy)
    assert broken(replace(asked(scenario, "causal"), system=chosen), *GUARANTEES) == []


CAUSAL_RUNS = scenarios(system("quorum"), lossy=True, least=5, most=25, deletes=False)


@settings(max_examples=40, deadline=None)
@given(CAUSAL_RUNS, st.sampled_from(POLICIES))
def test_all_causal_is_causal_across_keys_and_converges(scenario: Scenario, policy: str) -> None:
    operations = run(replace(asked(scenario, "causal"), system=system("quorum", when_stale=policy))).operations
    found = {
        check: judge_model(operations, check, dict(scenario.init)).outcome for check in ("causal_cc", "causal_ccv")
    }
    assert found == {"causal_cc": "kept", "causal_ccv": "kept"}


@settings(max_examples=40, deadline=None)
@given(CAUSAL_RUNS, st.sampled_from(POLICIES))
def test_all_causal_is_causal_across_keys_under_multi_value(scenario: Scenario, policy: str) -> None:
    operations = run(replace(asked(scenario, "causal"), system=system("multi_value", when_stale=policy))).operations
    assert judge_model(operations, "causal_cc", dict(scenario.init)).outcome == "kept"


@settings(max_examples=40, deadline=None)
@given(QUORUM_RUNS, st.sampled_from(["read_your_writes", "monotonic_reads"]))
def test_a_level_keeps_its_own_name(scenario: Scenario, level: str) -> None:
    assert broken(asked(scenario, level), level) == []


@settings(max_examples=40, deadline=None)
@given(scenarios(system("quorum"), lossy=True, ending=ENDING), QUORUM)
def test_no_version_is_given_twice(scenario: Scenario, chosen: System) -> None:
    levels = ("strong", "eventual", None, "causal")
    operations = run(replace(asked(scenario, *levels), system=chosen)).operations
    given = [(op.key, op.version) for op in operations if op.kind != "read" and op.version is not None]
    assert len(given) == len(set(given))


SHOWN = {
    "read_your_writes": "10 write n1 x 1 by alice; 20 read n2 x by alice",
    "monotonic_reads": "10 write n1 x 1 by bob; 11 read n1 x by alice; 20 read n2 x by alice",
    "monotonic_writes": "10 write n1 x 1 by alice; 20 write n2 x 2 by alice",
    "writes_follow_reads": "10 write n1 x 1 by bob; 11 read n1 x by alice; 20 write n2 x 2 by alice",
}


@pytest.mark.parametrize("switch", GUARANTEES)
@pytest.mark.parametrize("head", ["system quorum r=1 w=1", "system multi_value"])
def test_without_the_switch_each_of_them_can_be_broken(switch: str, head: str) -> None:
    """The properties above have something to hold: the same run with the switch off breaks the promise."""
    run_of = "\nclock n1 skew=90; init x 0; 5 cut n1 | n2 n3; " + SHOWN[switch]
    assert broken(parse(head + run_of), switch) == [switch]
    assert broken(parse(f"{head} {switch}=yes when_stale=another{run_of}"), switch) == []
