"""Sets, counters, queues, mutexes and banks from outside: each reason worked out by hand, random histories against
every order tried, and what does not fit an object.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from engine.checks import CHECKS
from engine.checks.objects import OBJECTS, begins, foreign, proof, verdicts
from engine.checks.objects.intervals import intervals
from engine.histories import Log, read
from engine.histories.judging import judged
from engine.histories.starts import of_keys
from engine.model import Operation, Verdict
from engine.model.values import as_data, map_value, set_value
from engine.script import ScriptError
from lessons.words import languages, load
from pages.ui.histories.verdict import sentence
from tests.plain_objects import breaks_at, legal, random_history

OTHERS = ("set", "counter", "queue", "mutex", "bank")
SET, COUNTER, QUEUE, MUTEX, BANK = OTHERS


def op(
    name: str, kind: str, value: Any, issued: int, done: int | None, client: str = "", status: str = "ok"
) -> Operation:
    return Operation(name, kind, client or name, "", "x", value, issued, done, status)


def held(*elements: Any) -> Any:
    return set_value(elements)


def accounts(**balances: int) -> Any:
    return map_value(balances.items())


def move(source: str, target: str, amount: int) -> Any:
    return map_value({"from": source, "to": target, "amount": amount}.items())


def only(operations: Sequence[Operation], name: str, start: Any = None) -> Verdict:
    (found,) = verdicts(operations, name, {} if start is None else {"x": start})
    if found.reason is not None:
        assert found.reason.code in CHECKS["linearizable"].reasons
    return found


# -- by hand -------------------------------------------------------------------------------------------------------

UNKNOWN = {"status": "unknown"}
BROKEN: list[tuple[str, Any, list[Operation], str, tuple[str, ...], dict[str, Any]]] = [
    ("set", None, [op("a", "add", 3, 0, 1), op("r", "read", held(), 2, 3)],
     "set_lost", ("a", "r"), {"op": "a", "value": 3}),
    ("set", (1, 2), [op("r", "read", held(1), 2, 3)], "set_missing", ("r",), {"value": 2}),
    ("set", None, [op("a", "add", 3, 0, 9), op("r", "read", held(3), 1, 2), op("s", "read", held(), 3, 4)],
     "set_gone", ("r", "s"), {"first": "r", "value": 3, "read": "s"}),
    ("set", None, [op("r", "read", held(3), 1, 2), op("a", "add", 3, 3, 4)], "set_unheard", ("r",), {"value": 3}),
    ("set", None, [op("a", "add", 1, 0, 1), op("b", "add", 2, 2, 9), op("r", "read", held(2), 0, 9)],
     "set_skipped", ("a", "b", "r"), {"op": "a", "value": 1, "other": "b", "other_value": 2}),
    ("set", None, [op("a", "add", 1, 0, 9), op("b", "add", 2, 0, 9), op("r", "read", held(1), 0, 9),
                   op("s", "read", held(2), 0, 8)],
     "set_disagree", ("s", "r"), {"first": "s", "first_value": 2, "read": "r", "value": 1}),
    ("set", None, [op("a", "add", 1, 0, 1), op("m", "remove", 1, 2, 3), op("r", "read", held(1), 4, 5)],
     "set_back", ("m", "r"), {"op": "m", "value": 1}),
    ("set", None, [op("a", "add", 1, 0, 1), op("b", "add", 2, 2, 3), op("m", "remove", 1, 4, 9),
                   op("r", "read", held(2), 5, 6), op("s", "read", held(1, 2), 7, 8)],
     "no_next", ("a", "r", "s"), {"state": held(2), "value": held(1, 2)}),
    ("counter", None, [op("i", "inc", 1, 0, 1), op("j", "inc", 2, 0, None, status="unknown"), op("r", "read", 4, 2, 3)],
     "counter_range", ("r",), {"low": 1, "high": 3, "value": 4}),
    ("counter", 5, [op("i", "inc", 1, 0, 1), op("j", "inc", 3, 0, 1), op("r", "read", 7, 2, 3)],
     "counter_only", ("j", "r"), {"low": 9, "high": 9, "value": 7}),
    ("counter", None, [op("i", "inc", 1, 0, 9), op("r", "read", 1, 1, 2), op("s", "read", 0, 3, 4)],
     "counter_back", ("r", "s"), {"first_value": 1, "value": 0}),
    ("counter", None, [op("i", "inc", 2, 0, 9), op("j", "inc", 2, 0, 9), op("r", "read", 3, 1, 2)],
     "no_next", ("r",), {"value": 3}),
    ("queue", None, [op("d", "dequeue", 7, 0, 1)], "queue_unheard", ("d",), {"value": 7}),
    ("queue", None, [op("e", "enqueue", 7, 0, 1), op("d", "dequeue", 7, 2, 3), op("f", "dequeue", 7, 2, 4)],
     "queue_twice", ("d", "f"), {"first": "d", "read": "f", "value": 7}),
    ("queue", None, [op("e", "enqueue", 7, 0, 1), op("f", "enqueue", 7, 0, 1), op("d", "drain", (7, 7, 7), 2, 3)],
     "queue_too_often", ("d",), {"count": 2}),
    ("queue", None, [op("e", "enqueue", 1, 0, 1), op("f", "enqueue", 2, 2, 3), op("d", "dequeue", 2, 4, 5),
                     op("g", "dequeue", 1, 6, 7)],
     "queue_overtaken", ("e", "f", "d"), {"op": "e", "value": 1, "other": "f", "other_value": 2, "read": "d"}),
    ("queue", (1, 2), [op("d", "dequeue", 2, 4, 5), op("g", "dequeue", 1, 6, 7)],
     "queue_overtaken_start", ("d",), {"value": 1, "other_value": 2}),
    ("queue", None, [op("e", "enqueue", 1, 0, 1), op("f", "enqueue", 2, 2, 3), op("d", "drain", (2, 1), 4, 5)],
     "queue_overtaken", ("e", "f", "d"), {"read": "d"}),
    ("queue", None, [op("e", "enqueue", 1, 0, 1), op("d", "dequeue", None, 2, 3)],
     "queue_not_empty", ("e", "d"), {"op": "e", "value": 1}),
    ("queue", None, [op("e", "enqueue", 1, 0, 1), op("d", "drain", (), 2, 3)], "queue_not_empty", ("e", "d"), {}),
    ("queue", (1,), [op("d", "dequeue", None, 2, 3)], "queue_not_empty_start", ("d",), {"value": 1}),
    ("queue", None, [op("e", "enqueue", 1, 0, 1), op("d", "dequeue", None, 2, 9), op("f", "enqueue", 2, 3, 4),
                     op("g", "dequeue", 1, 6, 7)],
     "queue_never_empty", ("e", "f", "g", "d"), {"held": (1, 2)}),
    ("queue", None, [op("e", "enqueue", 1, 0, 1), op("f", "enqueue", 2, 0, 1), op("g", "enqueue", 3, 2, 3),
                     op("u", "dequeue", None, 3, None, **UNKNOWN), op("d", "dequeue", 3, 4, 5)],
     "no_next", ("e", "f", "d"), {"value": 3}),
    ("queue", None, [op("u", "dequeue", None, 3, None, **UNKNOWN), op("e", "enqueue", 3, 8, 9),
                     op("d", "drain", (), 19, 20), op("g", "dequeue", 3, 32, 34)],
     "queue_not_empty_late", ("e", "d", "g"), {"read": "d", "value": 3, "late": "g"}),
    ("queue", None, [op("e", "enqueue", 3, 0, 1), op("g", "dequeue", 4, 2, 9), op("d", "dequeue", None, 5, 6),
                     op("f", "enqueue", 4, 7, 8)],
     "queue_not_empty_late", ("e", "d", "g"), {"read": "d", "value": 3, "late": "g"}),
    ("queue", (7,), [op("u", "dequeue", None, 0, None, **UNKNOWN), op("d", "dequeue", None, 2, 3),
                     op("g", "dequeue", 7, 5, 6)],
     "queue_not_empty_start_late", ("d", "g"), {"read": "d", "late": "g"}),
    ("queue", None, [op("e", "enqueue", 1, 0, 1), op("u", "dequeue", None, 1, None, **UNKNOWN),
                     op("d", "dequeue", None, 2, 9), op("f", "enqueue", 2, 3, 4), op("g", "dequeue", 1, 6, 7),
                     op("h", "dequeue", 2, 12, 13)],
     "queue_never_empty_late", ("e", "f", "g", "d", "h"), {"held": (1, 2), "late": "h"}),
    ("queue", None, [op("e", "enqueue", 1, 0, 1), op("u", "dequeue", None, 2, None, **UNKNOWN),
                     op("f", "enqueue", 2, 2, 3), op("d", "dequeue", 2, 4, 5), op("g", "dequeue", 1, 6, 7)],
     "queue_overtaken_late", ("e", "f", "d", "g"), {"read": "d", "late": "g"}),
    ("queue", (1, 2), [op("u", "dequeue", None, 0, None, **UNKNOWN), op("d", "dequeue", 2, 4, 5),
                       op("g", "dequeue", 1, 6, 7)],
     "queue_overtaken_start_late", ("d", "g"), {"read": "d", "late": "g"}),
    ("queue", (1, 7), [op("d", "dequeue", None, 3, 9), op("x", "drain", (7,), 7, 13)],
     "queue_not_empty_start_late", ("d", "x"), {}),
    ("queue", (7, 1), [op("a", "dequeue", 7, 2, 4), op("b", "dequeue", 1, 9, 13), op("e", "enqueue", 1, 9, 10),
                       op("u", "drain", None, 12, None, **UNKNOWN), op("c", "drain", (), 15, 15),
                       op("d", "drain", (1,), 26, 32)],
     "no_next", ("e", "c", "d"), {"value": (1,)}),
    ("mutex", None, [op("a", "acquire", None, 0, 1, "p"), op("b", "acquire", None, 2, 3, "q")],
     "mutex_held", ("a", "b"), {"client": "p", "value": "q", "first": "a", "read": "b"}),
    ("mutex", "p", [op("b", "acquire", None, 2, 3, "q")], "mutex_held_start", ("b",), {"client": "p", "value": "q"}),
    ("mutex", None, [op("a", "acquire", None, 0, 1, "p"), op("b", "acquire", None, 2, 3, "p")],
     "mutex_again", ("a", "b"), {"value": "p"}),
    ("mutex", None, [op("a", "acquire", None, 0, 1, "p"), op("b", "release", None, 2, 3, "q")],
     "mutex_not_asked", ("b",), {"value": "q"}),
    ("mutex", None, [op("a", "acquire", None, 0, 1, "p"), op("b", "release", None, 2, 3, "p"),
                     op("c", "release", None, 4, 5, "p")],
     "mutex_not_held", ("b", "c"), {"value": "p", "count": 1}),
    ("mutex", None, [op("a", "acquire", None, 0, None, "p", "unknown"), op("b", "acquire", None, 0, 1, "q"),
                     op("c", "release", None, 2, 3, "p")],
     "no_next_release", ("b", "c"), {"client": "p", "state": "q"}),
    ("mutex", None, [op("a", "acquire", None, 0, 1, "p"), op("b", "acquire", None, 2, 9, "p"),
                     op("c", "release", None, 5, 6, "p"), op("d", "acquire", None, 7, 8, "q")],
     "no_next_acquire", ("a", "d", "b"), {"client": "p", "state": "q"}),
    ("bank", accounts(a=5), [op("r", "read", accounts(a=4), 0, 1)], "bank_total", ("r",), {"value": 4, "expected": 5}),
    ("bank", None, [op("r", "read", accounts(a=4), 0, 1), op("s", "read", accounts(a=3), 2, 3)],
     "bank_totals", ("r", "s"), {"value": 3, "expected": 4}),
    ("bank", None, [op("r", "read", accounts(a=4, b=-1), 0, 1)],
     "bank_negative", ("r",), {"account": "b", "value": -1}),
    ("bank", accounts(a=2), [op("t", "transfer", move("a", "b", 1), 0, 1), op("r", "read", accounts(a=2), 2, 3)],
     "bank_only_start", ("t", "r"), {"account": "a", "value": 2, "low": 1}),
    ("bank", None, [op("r", "read", accounts(a=2), 0, 1), op("t", "transfer", move("a", "b", 1), 0, 3),
                    op("s", "read", accounts(a=0, b=2), 4, 5)],
     "bank_range", ("r", "s"), {"account": "a", "value": 0, "low": 1, "high": 2}),
    ("bank", None, [op("r", "read", accounts(a=2), 0, 1), op("t", "transfer", move("a", "b", 1), 2, 3),
                    op("s", "read", accounts(a=2), 4, 5)],
     "bank_only", ("r", "t", "s"), {"account": "a", "value": 2, "low": 1, "first": "r"}),
    ("bank", accounts(a=2), [op("t", "transfer", move("a", "b", 1), 0, 3), op("s", "read", accounts(b=2), 4, 5),
                             op("u", "transfer", move("b", "a", 1), 0, 9)],
     "bank_range_start", ("s",), {"account": "a", "value": 0, "low": 1, "high": 2}),
    ("bank", accounts(a=4), [op("t", "transfer", move("a", "b", 1), 0, 9), op("u", "transfer", move("a", "b", 2), 0, 9),
                             op("r", "read", accounts(a=3, b=1), 1, 2), op("s", "read", accounts(a=2, b=2), 3, 4)],
     "no_next", ("r", "s"), {"state": accounts(a=3, b=1), "value": accounts(a=2, b=2)}),
    ("bank", accounts(a=2), [op("t", "transfer", move("a", "b", 3), 0, 1)], "no_next_transfer", ("t",), {}),
    ("bank", None, [op("t", "transfer", move("a", "b", 3), 0, 1), op("r", "read", accounts(a=2, b=2), 2, 3)],
     "no_order", ("t", "r"), {"count": 2}),
    ("bank", None, [op("m", "transfer", move("b", "a", 1), 0, 1), op("n", "transfer", move("a", "b", 1), 1, 4),
                    op("r", "read", accounts(a=3, b=2), 2, 5), op("s", "read", accounts(a=1, b=4), 2, 5),
                    op("p", "transfer", move("a", "b", 1), 2, 7), op("t", "transfer", move("a", "b", 2), 6, 6)],
     "no_order_transfer", ("m", "s", "t"), {"count": 3}),
    ("cas-register", 1, [op("c", "cas", (1, 2), 0, 9), op("d", "cas", (1, 3), 2, 5),
                         op("w", "write", 2, 3, None, **UNKNOWN)],
     "cas_twice", ("d", "c"), {"first": "d", "read": "c", "value": 1}),
    ("versioned-register", None, [op("w", "write", (2, "b"), 0, 9), op("r", "read", (1, "b"), 2, 3)],
     "no_next_version", ("w",), {"value": (2, "b")}),
]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "start", "history", "code", "shown", "values"), BROKEN, ids=lambda each: str(each)[:14]
)
def test_a_break_is_told_by_its_reason_and_the_operations_that_show_it(
    name: str, start: Any, history: list[Operation], code: str, shown: tuple[str, ...], values: dict[str, Any]
) -> None:
    found = only(sorted(history, key=lambda each: each.issued), name, start)
    assert found.reason is not None and (found.reason.code, found.operations) == (code, shown)
    assert {key: found.reason.values[key] for key in values} == values


@pytest.mark.parametrize("lang", languages())
def test_a_break_is_told_in_words(lang: str) -> None:
    """Every value that a sentence names is there, and nothing of the program shows."""
    words = load(lang)
    for name, start, history, _, shown, _ in BROKEN:
        said = sentence(words, only(sorted(history, key=lambda each: each.issued), name, start))
        assert shown[-1] in said and not re.search(r"[{][a-z_]+[}]|Value|Fraction|None|\(\)", said), said


def test_every_reason_of_an_object_is_worked_out_by_hand() -> None:
    told = {code for _, _, _, code, _, _ in BROKEN}
    begins = ("set_", "counter_", "queue_", "mutex_", "bank_", "no_next_acquire", "no_next_release", "no_next_transfer")
    assert {code for code in CHECKS["linearizable"].reasons if code.startswith(begins)} <= told


KEPT: list[tuple[str, Any, list[Operation]]] = [
    ("set", None, [op("a", "add", 1, 0, 4), op("r", "read", held(), 4, 5), op("s", "read", held(1), 4, 5)]),
    ("set", None, [op("a", "add", 1, 0, None, **UNKNOWN), op("r", "read", held(), 5, 6),
                   op("s", "read", held(1), 7, 8)]),
    ("set", None, [op("a", "add", 1, 0, 1, status="refused"), op("r", "read", held(), 2, 3)]),
    ("set", None, [op("a", "add", 1, 0, 1), op("m", "remove", 1, 0, None, **UNKNOWN), op("r", "read", held(), 2, 3)]),
    ("set", None, [op("a", "add", 1, 0, 1), op("b", "add", 1, 2, 3), op("m", "remove", 2, 2, 3),
                   op("r", "read", held(1), 4, 5)]),
    ("counter", None, [op("i", "inc", 0.1, 0, 1), op("j", "inc", 0.2, 0, 1), op("r", "read", 0.3, 2, 3)]),
    ("counter", None, [op("i", "inc", 1, 0, None, **UNKNOWN), op("r", "read", 0, 2, 3), op("s", "read", 1, 4, 5)]),
    ("counter", 2, [op("i", "inc", -3, 0, 5), op("r", "read", 2, 2, 3), op("s", "read", -1, 4, 5)]),
    ("queue", None, [op("e", "enqueue", 1, 0, 3), op("f", "enqueue", 2, 3, 4), op("d", "dequeue", 2, 5, 6),
                     op("g", "dequeue", 1, 5, 6)]),
    ("queue", None, [op("e", "enqueue", 1, 0, 1), op("d", "dequeue", None, 2, None, **UNKNOWN),
                     op("g", "dequeue", None, 5, 6)]),
    ("queue", None, [op("e", "enqueue", 1, 0, 1), op("f", "enqueue", 2, 2, 3),
                     op("x", "drain", None, 2, None, **UNKNOWN),
                     op("g", "dequeue", None, 5, 6)]),
    ("queue", None, [op("e", "enqueue", 1, 0, None, **UNKNOWN), op("g", "dequeue", 1, 5, 6)]),
    ("queue", None, [op("e", "enqueue", 1, 0, 1), op("f", "enqueue", 2, 2, 3), op("g", "enqueue", 3, 4, 5),
                     op("x", "drain", (1, 3), 6, 9), op("y", "drain", (2,), 7, 10)]),
    ("mutex", None, [op("a", "acquire", None, 0, 1, "p"), op("b", "release", None, 2, 4, "p"),
                     op("c", "acquire", None, 4, 5, "q")]),
    ("mutex", None, [op("a", "acquire", None, 0, 1, "p"), op("b", "release", None, 2, None, "p", "unknown"),
                     op("c", "acquire", None, 8, 9, "q")]),
    ("mutex", None, [op("a", "acquire", None, 0, 1, "p", "refused"), op("c", "acquire", None, 8, 9, "q")]),
    ("bank", None, [op("t", "transfer", move("a", "b", 3), 0, 1), op("r", "read", accounts(b=3), 2, 3)]),
    ("bank", accounts(a=3), [op("t", "transfer", move("a", "b", 3), 0, 1, status="refused"),
                             op("r", "read", accounts(a=3, b=0), 2, 3)]),
]  # fmt: skip


@pytest.mark.parametrize(("name", "start", "history"), KEPT, ids=lambda each: str(each)[:14])
def test_what_can_be_explained_is_kept(name: str, start: Any, history: list[Operation]) -> None:
    """Ties are concurrent; unknown operations may have happened; failed ones did not; a drain is many dequeues."""
    assert only(sorted(history, key=lambda each: each.issued), name, start).outcome == "kept"


def test_what_no_order_explains_names_the_longest_order_before_it() -> None:
    history = [op("a", "acquire", None, 0, 1, "p"), op("b", "release", None, 2, 3, "p")]
    history += [op("c", "acquire", None, 4, 5, "q"), op("d", "acquire", None, 6, 7, "p")]
    found = only(history, "mutex")
    assert (found.operations, found.prefix) == (("c", "d"), ("a", "b", "c"))


def test_where_the_steps_run_out_no_enqueue_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """A break may then be told at a later end, but only at one that can make it: an enqueue can always come last."""
    monkeypatch.setattr(proof, "MOMENTS", 0)
    history = [op("n", "dequeue", None, 0, 0), op("a", "enqueue", 0, 1, 2), op("p", "dequeue", 0, 2, 4)]
    history += [op("b", "enqueue", 1, 4, 5), op("c", "enqueue", 0, 6, 8), op("q", "dequeue", 0, 6, 6)]
    found = only([*history, op("d", "enqueue", 1, 8, 8)], "queue")
    assert found.reason is not None and (found.reason.code, found.operations[-1]) == ("no_next", "q")


# -- against every order tried -------------------------------------------------------------------------------------


def told(name: str, start: Any) -> Any:
    if start is None:
        return None
    return tuple(sorted(start)) if name == "set" else map_value(start) if name == "bank" else start


@pytest.mark.parametrize("name", OTHERS)
@settings(max_examples=600, deadline=None)
@given(seed=st.integers(0, 2**40))
def test_a_verdict_is_that_of_trying_every_order(name: str, seed: int) -> None:
    """Every proof is broken by itself, whatever became of what nobody knows; a break is told at its first end."""
    history, start = random_history(name, seed)
    found = only(history, name, told(name, start))
    assert found.outcome == ("kept" if legal(history, name, start) else "broken")
    if found.outcome == "broken":
        shown = [each for each in history if each.id in found.operations]
        left = [each for each in history if each.status in ("unknown", "pending") and each not in shown]
        assert not legal(shown, name, start) and not legal([*shown, *left], name, start)
        assert found.operations[-1] == breaks_at(history, name, start)


NAMES = ("id", "kind", "client", "node", "key", "value", "issued", "done", "status")


@pytest.mark.parametrize("name", OTHERS)
@settings(max_examples=100, deadline=None)
@given(seed=st.integers(0, 2**40))
def test_a_history_that_is_read_has_the_verdict_of_its_operations(name: str, seed: int) -> None:
    """As JSON, with what it holds at the start: sets are lists there, balances maps. Reads alone tell no object."""
    history, start = random_history(name, seed)
    assume(any(each.kind != "read" for each in history))
    rows = [dict(zip(NAMES, (*each[:5], as_data(each.value), *each[6:9]), strict=True)) for each in history]
    init = {} if start is None else {"x": as_data(told(name, start))}
    log = read(json.dumps({"operations": rows, "init": init}), "auto")
    assert judged(log, name)[0].outcome == only(history, name, told(name, start)).outcome


@pytest.mark.parametrize("name", OTHERS)
def test_each_key_is_an_object_of_its_own(name: str) -> None:
    found = [random_history(name, seed)[0] for seed in (5, 6, 7)]
    mixed = [
        each._replace(key=key, id=f"{key}{each.id}") for key, ops in zip("abc", found, strict=True) for each in ops
    ]
    whole = verdicts(sorted(mixed, key=lambda each: each.issued), name)
    assert [each.outcome for each in whole] == [only(ops, name).outcome for ops in found]


# -- what does not fit ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "kind", "value", "has"),
    [
        ("set", "add", 1, True), ("set", "read", (1, 2), True), ("set", "read", 3, False), ("set", "write", 3, False),
        ("counter", "inc", -1, True), ("counter", "inc", "a", False), ("counter", "read", None, False),
        ("counter", "inc", float("inf"), False), ("queue", "enqueue", None, False), ("queue", "dequeue", None, True),
        ("queue", "drain", 1, False), ("queue", "read", 1, False), ("mutex", "acquire", None, True),
        ("bank", "read", accounts(a=1), True), ("bank", "read", map_value([("a", None)]), False),
        ("bank", "transfer", move("a", "b", 1), True), ("bank", "transfer", move("a", "b", -1), False),
        ("bank", "transfer", accounts(a=1), False), ("bank", "read", (1, 2), False), ("cas-register", "cas", 3, False),
    ],
)  # fmt: skip
def test_what_an_object_has_and_can_hold(name: str, kind: str, value: Any, has: bool) -> None:
    asked = op("b", kind, value, 2, 3)
    assert foreign([asked], name) == (None if has else asked)


@pytest.mark.parametrize(
    ("name", "start", "fits"),
    [
        ("register", 1, True), ("kv", "a", True), ("kv", 1, False), ("list-append", (1,), True),
        ("list-append", 2, False),
        ("set", held(1), True), ("set", (1,), True), ("set", 1, False), ("counter", 1, True), ("counter", "1", False),
        ("queue", (1, 2), True), ("queue", 1, False), ("mutex", "p", True), ("mutex", (1,), False),
        ("bank", accounts(a=1), True), ("bank", accounts(a=-1), False), ("bank", 3, False), ("queue", None, True),
    ],
)  # fmt: skip
def test_what_an_object_can_hold_at_the_start(name: str, start: Any, fits: bool) -> None:
    assert begins(name, start) == fits
    log = Log(
        (op("a", "append" if name == "list-append" else OBJECTS[name].kinds[0], "a", 0, 1),), (), name, {"x": start}
    )
    if not fits and foreign(log.operations, name) is None:
        with pytest.raises(ScriptError) as caught:
            judged(log, name)
        assert caught.value.code == "start_not_in_model"


def test_a_start_may_be_told_of_every_key_and_of_every_account() -> None:
    ops = [op("r", "read", accounts(a=2, b=1), 0, 1)._replace(key="")]
    assert of_keys(Log((op("i", "inc", 1, 0, 1),), (), "counter", {"": 3, "y": 4}), "counter") == {"x": 3}
    log = Log(tuple(ops), (), "bank", {"a": 2, "b": 2})
    assert [each.reason and each.reason.code for each in judged(log, "bank")] == ["bank_total"]


def test_an_operation_may_do_several_things() -> None:
    """A drain of two values is three acts, the last one finds the queue empty."""
    line = intervals([op("d", "drain", (1, 2), 0, 4)], OBJECTS["queue"])
    assert [(each.f, each.value) for each in line] == [
        ("drained", ("d", 0, 1)),
        ("drained", ("d", 1, 2)),
        ("emptied", ("d", 2)),
    ]
