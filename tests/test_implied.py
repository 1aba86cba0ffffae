"""A model that follows from what is kept is not judged again: it would have been found kept.

Rules of this file
* Histories of any shape: outcomes unknown, refused, still awaited or made up by a gateway, reads of several values at
  once, values that come again, another data type beside registers, and all of it as known at any tick.
* Alone, a model may give up where it follows; it never says the contrary.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from engine.analysis.verdicts import verdicts, verdicts_at
from engine.checks import CHECKS, FOREIGN, MODELS, judge
from engine.checks.check import ANSWERS
from engine.checks.history import known
from engine.checks.lattice import IMPLIES, implied
from engine.histories import Log
from engine.histories.judging import judged
from engine.model import Operation, Verdict, Why
from engine.run.simulation import run
from tests.strategies import every_protocol, scenarios

STATUS = st.sampled_from(("ok",) * 6 + ("unknown", "refused", "pending", "degraded"))


@st.composite
def histories(draw: st.DrawFn) -> list[Operation]:
    """Up to eight operations of three clients on two registers and, now and then, on a set."""
    found, values = [], st.sampled_from((None, 1, 2))
    for i in range(draw(st.integers(0, 8))):
        kind, key = draw(st.sampled_from(("write", "read", "read", "delete"))), draw(st.sampled_from("xxxyyz"))
        value: Any = None if kind == "delete" else draw(values)
        if kind == "read" and draw(st.integers(0, 5)) == 0:
            value = tuple(sorted(draw(st.sets(st.sampled_from((1, 2))))))
        issued, status = draw(st.integers(0, 20)), draw(STATUS)
        done = None if status == "pending" else issued + draw(st.integers(0, 6))
        why = Why((), (), 0, "kept", None) if status == "degraded" and draw(st.booleans()) else None
        kept_as = "or_set" if key == "z" else "register"
        found.append(
            Operation(
                f"o{i}", kind, draw(st.sampled_from("abc")), "n1", key, value, issued, done, status, why=why,
                object=kept_as,
            )
        )  # fmt: skip
    return sorted(found, key=lambda op: op.issued)


def compared(alone: Mapping[str, Sequence[Verdict]], together: Mapping[str, Sequence[Verdict]]) -> int:
    """Hold verdicts of checks judged each on its own against those of all in turn; how many were spared."""
    spared = 0
    for name in CHECKS:
        if name in together and together[name] != alone[name]:
            assert [each.outcome for each in alone[name]] == ["cant_tell"], (name, alone[name])
            assert together[name] == (Verdict(name, None, "kept"),)
        spared += bool(implied(CHECKS[name], together)) if name in MODELS else 0
    return spared


def in_turn(operations: Sequence[Operation], init: Mapping[str, int]) -> dict[str, tuple[Verdict, ...]]:
    found: dict[str, tuple[Verdict, ...]] = {}
    for name in FOREIGN:
        found[name] = implied(CHECKS[name], found) or judge(CHECKS[name], operations, init)
    return found


@settings(max_examples=600, deadline=None)
@given(histories(), st.integers(0, 28), st.sampled_from(({}, {"x": 1}, {"x": 1, "y": 2})))
def test_what_is_not_judged_would_have_been_kept(history: list[Operation], tick: int, init: Mapping[str, int]) -> None:
    for operations in (history, known(history, tick)):
        alone = {name: judge(CHECKS[name], operations, init) for name in FOREIGN}
        compared(alone, in_turn(operations, init))


def test_models_are_spared_where_all_keys_are_linearizable_and_judged_where_one_is_not() -> None:
    write, read = (
        Operation("w", "write", "a", "n1", "x", 1, 0, 5, "ok"),
        Operation("r", "read", "a", "n1", "x", 1, 6, 7, "ok"),
    )
    history = [write, read, Operation("v", "write", "a", "n1", "y", 1, 0, 5, "unknown")]
    assert compared({name: judge(CHECKS[name], history, {}) for name in FOREIGN}, in_turn(history, {})) == len(MODELS)
    stale = [*history, Operation("s", "read", "b", "n1", "x", None, 8, 9, "ok")]
    found = in_turn(stale, {})
    assert not implied(CHECKS["sequential"], found) and implied(CHECKS["causal_cm"], found)
    assert not implied(CHECKS["sequential"], {"linearizable": ()}), "nothing judged, nothing follows"


@settings(max_examples=40, deadline=None)
@given(
    st.sampled_from(every_protocol()).flatmap(lambda system: scenarios(system, least=8, requests=1)), st.floats(0, 1)
)
def test_runs_give_the_same_verdicts_at_any_moment(scenario: Any, share: float) -> None:
    trace = run(scenario)
    for index in (None, int(share * (len(trace.events) - 1))):
        alone = {name: verdicts_at(trace, check, index) for name, check in CHECKS.items()}
        together: dict[str, list[Verdict]] = {name: [] for name in CHECKS}
        for verdict in verdicts(trace, index):
            together[verdict.check].append(verdict)
        compared(alone, {name: tuple(many) for name, many in together.items()})


def test_a_history_that_is_too_long_to_judge_a_model_alone_keeps_it_where_it_follows() -> None:
    history = [Operation(f"w{i}", "write", "a", "n1", "x", i, 2 * i, 2 * i + 1, "ok") for i in range(2_001)]
    assert [each.outcome for each in judge(CHECKS["sequential"], history)] == ["cant_tell"]
    told = judged(Log(tuple(history), (), "register", {}), "register", ("linearizable", "sequential"))
    assert [each.outcome for each in told] == ["kept", "kept"]


def test_nothing_follows_for_registers_from_what_another_object_keeps() -> None:
    """Unset, a key-value store with append holds an empty text; a register that nobody wrote holds none."""
    read = Operation("r", "read", "a", "n1", "x", "", 0, 1, "ok")
    told = judged(Log((read,), (), "kv", {}), "kv", ("linearizable", "sequential"))
    assert [each.outcome for each in told] == ["kept", "broken"]


def test_a_stronger_check_is_judged_first() -> None:
    order = list(CHECKS)
    assert all(order.index(strong) < order.index(weak) for strong, weak, why in IMPLIES if why == ANSWERS)
