"""The lock, the fence and the rollback: what holds under any schedule, and the rules as examples.

Rules of this file
* Latency is 10 unless said otherwise. At n2, with the lock at n1: granted at +20, kept aside by all at +40, committed
  and answered at +60; the lock is free again at +70.
* Schedules hold and release messages as well: a paused holder is one whose messages are late.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.checks import linearizable
from engine.losses import lost_writes
from engine.model import Command, Heal, Hold, Latency, Note, Release, Scenario, Skew, Slow, System
from engine.protocols import configured, majority_lock
from engine.protocols.majority_lock.values import State
from engine.script import parse
from engine.sim import run
from engine.trace import Trace
from tests.strategies import LATENCIES, scenarios, ticks

THREE = System("majority_lock", 3, ())
APART = System("majority_lock", 5, (("home", ("n1", "n2", "n3")), ("lock", "n4"), ("lease", 30), ("acquire", 40)))
NO_LEASE = System("majority_lock", 3, (("lock", "n2"), ("lease", 0)))


def schedules(system: System, keys: tuple[str, ...] = ("x",)) -> st.SearchStrategy[Scenario]:
    """Cuts, crashes, losses, messages held and let go, slow nodes and wrong clocks."""
    names = st.sampled_from(system.names)
    late = (ticks(), st.tuples(names, names), st.integers(1, 6))
    tended: list[st.SearchStrategy[Command]] = [
        st.builds(Hold, *late),
        st.builds(Release, *late),
        st.builds(Slow, ticks(), names, st.sampled_from(LATENCIES)),
        st.builds(Skew, ticks(), names, st.sampled_from([-70, 0, 40, 90])),
    ]
    ending = (Heal(1_000), *(Release(1_000, (a, b), nth) for a in system.names for b in system.names for nth in (1, 2)))
    found = scenarios(system, keys=keys, lossy=True, least=8, most=40, ending=ending, tended=tended)
    return st.builds(_patient, found, st.sampled_from([Latency(3, 3), Latency(1, 9), Latency(5, 5, exponential=True)]))


def _patient(scenario: Scenario, latency: Latency) -> Scenario:
    """With short ways and clients that wait, so that most operations come to an end."""
    return replace(scenario, latency=latency, timeout=400)


def play(text: str, more: str = "nodes=3") -> Trace:
    return run(parse(f"system majority_lock {more}; {text}"))


def ended(trace: Trace) -> dict[str, tuple[str, Any]]:
    return {op.id: (op.status, op.value) for op in trace.operations}


def why(trace: Trace, op: str) -> str | None:
    (found,) = [one for one in trace.operations if one.id == op]
    return found.reason and found.reason.code


def last(trace: Trace, node: str) -> State:
    state: State = trace.state(node, len(trace.events) - 1)
    return state


def notes(trace: Trace) -> list[str]:
    return [effect.code for event in trace.events for effect in event.effects if isinstance(effect, Note)]


@pytest.mark.parametrize("system", [THREE, APART, NO_LEASE], ids=["three", "apart", "no lease"])
@settings(max_examples=50, deadline=None)
@given(data=st.data())
def test_with_fencing_it_is_linearizable_and_loses_nothing(system: System, data: st.DataObject) -> None:
    scenario = data.draw(schedules(system))
    trace = run(scenario)
    assert [one for one in linearizable(trace.operations, dict(scenario.init)) if one.outcome != "kept"] == []
    stores = [last(trace, node).store for node in configured(system).home]
    for op in trace.operations:
        if op.kind != "read" and op.status == "ok":
            assert sum(op.key in store and store[op.key].version >= op.version for store in stores) > len(stores) // 2


@settings(max_examples=50, deadline=None)
@given(schedules(APART, keys=("x", "y")))
def test_tokens_grow_and_what_was_refused_is_seen_by_nobody(scenario: Scenario) -> None:
    trace = run(scenario)
    given = [held.token for _, state in trace.states("n4") for lock in state.locks.values() if (held := lock.held)]
    tokens = list(dict.fromkeys(given))
    assert sorted(tokens) == tokens or len(state_keys(trace)) > 1
    refused = {op.value for op in trace.operations if op.kind == "write" and op.status == "refused"}
    assert not refused & {op.value for op in trace.operations if op.kind == "read" and op.status == "ok"}
    for node in scenario.system.names:
        assert not refused & {record.value for _, state in trace.states(node) for record in state.store.values()}


def state_keys(trace: Trace) -> set[str]:
    return {op.key for op in trace.operations}
