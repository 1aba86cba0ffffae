"""Transactions: starts, values that were written twice, nothing; and what a transaction sees of its own writes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.histories import Log
from engine.histories.judging import judged
from engine.model import Operation, Step
from engine.script import ScriptError
from engine.transactions import LEVELS, found, verdicts
from tests.isolation import odd_history
from tests.test_transactions import LIST, RC, REGISTER, RR, RU, SER, SI, STRICT, agrees, model_of, registers, txns

START = {"x": (91, 92)}


def outcomes(operations: Sequence[Operation], starts: Mapping[str, Any]) -> set[str]:
    return {one.outcome for one in verdicts(operations, model_of(operations), starts)}


def shown(operations: Sequence[Operation], starts: Mapping[str, Any]) -> list[str]:
    return [one.code for one in found(operations, model_of(operations), starts).anomalies]


def broken(operations: Sequence[Operation]) -> list[str]:
    return [one.check for one in verdicts(operations, model_of(operations), {}) if one.outcome == "broken"]


@given(st.integers(min_value=0, max_value=2**40))
@settings(max_examples=25)
def test_so_it_is_with_starts_and_with_values_that_were_written_twice(seed: int) -> None:
    luck = Random(seed)
    for _ in range(20):
        for lists in (True, False):
            operations, starts = odd_history(luck, lists)
            agrees(operations, lists, starts)


# -- starts ------------------------------------------------------------------------------------------------------


def test_a_register_may_be_given_the_value_that_it_held_at_the_start() -> None:
    assert shown(registers("w:x:1 r:x:1"), {"x": 1}) == []
    assert shown(registers("w:x:2 r:x:1"), {"x": 1}) == ["internal"]


def test_nothing_is_no_start_where_another_was_told() -> None:
    assert shown(registers("r:x:"), {"x": 1}) == ["garbage_read"]
    assert shown(registers("r:x:1 r:x:", "w:x:1"), {"x": 1})[-1] == "nonrepeatable_read"
    assert shown(registers("r:x:"), {}) == []


@pytest.mark.parametrize(
    "read", ["r:x: a:x:1", "a:x:1 r:x:1", "r:x: r:x:91,92", "r:x:91 a:y:1", "r:x:92,91", "r:x:1,91,92"]
)
def test_a_list_cannot_lose_its_start(read: str) -> None:
    operations = txns(read, "a:x:1" if "a:x" not in read else "a:y:2")
    assert outcomes(operations, START) == {"broken"} and shown(operations, START) == ["lost_start"]


def test_from_a_read_that_lost_its_start_nothing_else_follows() -> None:
    operations = txns("a:x:1 a:y:1", "r:x:1 r:y:")
    assert shown(operations, {}) == ["g_single"] and shown(operations, START) == ["lost_start"]
    (one,) = found(operations, LIST, START).anomalies
    assert one.facts == {"key": "x", "step": 0, "seen": (1,), "other": (91, 92)}


def test_a_list_that_begins_with_its_start_is_told_whole() -> None:
    operations = txns("a:x:1", "a:x:2", "r:x:91,92,1", "r:x:91,92,2")
    (one,) = found(operations, LIST, START).anomalies
    assert (one.code, one.facts["seen"], one.facts["other"]) == ("incompatible_order", (91, 92, 2), (91, 92, 1))
    assert outcomes(txns("a:x:91", "r:x:91,92", "r:x:91,92,91"), START) == {"kept"}


# -- the same value twice, and nothing ---------------------------------------------------------------------------


def test_an_element_that_was_appended_twice_tells_no_order() -> None:
    for operations in (txns("a:x:1 a:x:2 a:x:1", "r:x:1,2,1"), txns("a:x:2", "a:x:1 a:x:2", "r:x:2,1,2")):
        assert outcomes(operations, {}) == {"cant_tell"} and shown(operations, {}) == []


def test_nothing_can_be_no_element_of_a_list() -> None:
    none = Operation("t9", "txn", "c", "", "", (Step("append", "x", None),), 0, 9, "ok")
    read = none._replace(value=(Step("r", "x", (None,)),))
    for one in (none, read):
        with pytest.raises(ScriptError, match="not_in_model"):
            judged(Log((*txns("a:x:1"), one), (), LIST, {}), LIST)
    with pytest.raises(ScriptError, match="start_not_in_model"):
        judged(Log(tuple(txns("a:x:1")), (), LIST, {"x": (None,)}), LIST)
    nothing = none._replace(value=(Step("w", "x", None), Step("r", "x", None)))
    assert judged(Log((nothing,), (), REGISTER, {}), REGISTER)[0].outcome == "cant_tell"


# -- one's own writes --------------------------------------------------------------------------------------------


def test_a_transaction_that_misses_its_own_write_is_possible_at_no_level() -> None:
    for operations in (txns("a:x:1 r:x:"), registers("w:x:1", "w:x:2 r:x:1"), txns("a:x:2", "a:x:1 r:x:1,2")):
        assert broken(operations) == list(LEVELS) and shown(operations, {})[0] == "internal"


def test_a_read_that_changed_is_possible_at_the_two_weakest_levels() -> None:
    for operations in (registers("w:x:1", "w:x:2", "r:x:1 r:x:2"), txns("a:x:1", "r:x: r:x:1")):
        assert broken(operations) == [SI, RR, SER, STRICT] and "nonrepeatable_read" in shown(operations, {})
    assert [one.outcome for one in verdicts(txns("a:x:1", "r:x: r:x:1"), LIST, {})][:2] == ["kept"] * 2, (RU, RC)


def test_nobody_sees_what_he_writes_only_later() -> None:
    assert broken(txns("r:x:1 a:x:1")) == list(LEVELS)


def test_who_wrote_twice_on_one_key_with_another_in_between_is_in_a_write_cycle() -> None:
    assert shown(txns("a:x:1 a:x:3", "a:x:2", "r:x:1,2,3"), {}) == ["g0"]
