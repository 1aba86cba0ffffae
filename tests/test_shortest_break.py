"""When a history is broken first, and by what: the judges against a plain search of every order of every prefix.

Rules of this file
* The plain search knows neither zones nor a memo. It is for histories of a handful of operations.
* Several operations may end in one tick; then the one that was issued first counts as the first to end.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from engine.checks.linearizable import judged
from engine.checks.objects import verdicts
from engine.checks.search import search
from engine.checks.spec import CAS_REGISTER, KV_APPEND, LIST_APPEND, NEVER, REGISTER, Interval, SequentialSpec
from engine.model import Operation

SPECS = {"register": REGISTER, "cas-register": CAS_REGISTER, "kv": KV_APPEND, "list-append": LIST_APPEND}
FUNCTIONS = {
    "register": {"read": "read", "write": "write"},
    "cas-register": {"read": "read", "write": "write", "cas": "cas"},
    "kv": {"read": "get", "write": "put", "append": "append"},
    "list-append": {"read": "read", "append": "append"},
}
READ: dict[str, st.SearchStrategy[Any]] = {
    "register": st.sampled_from([0, 1, 2]),
    "cas-register": st.sampled_from([0, 1, 2]),
    "kv": st.sampled_from(["", "a", "b", "ab", "aa"]),
    "list-append": st.lists(st.sampled_from([1, 2]), max_size=3).map(tuple),
}
STATUS = st.sampled_from(("ok", "ok", "ok", "ok", "unknown", "refused", "pending"))


@st.composite
def histories(draw: st.DrawFn, name: str) -> list[Operation]:
    """Up to six operations on one object, in order of issue; unknown and refused ones among them."""
    found = []
    for i in range(draw(st.integers(1, 6))):
        kind = draw(st.sampled_from(sorted(FUNCTIONS[name])))
        value: Any = draw(READ[name]) if kind == "read" else draw(st.sampled_from("ab" if name == "kv" else (1, 2)))
        if kind == "cas":
            value = draw(st.tuples(st.sampled_from((0, 1, 2)), st.sampled_from((1, 2))))
        issued, lasts, status = draw(st.integers(0, 12)), draw(st.integers(0, 8)), draw(STATUS)
        done = None if status == "pending" else issued + lasts
        found.append(Operation(f"o{i}", kind, f"c{i}", "n1", "x", value, issued, done, status))
    return sorted(found, key=lambda op: op.issued)


def possible(ops: Sequence[Interval], spec: SequentialSpec, state: Any) -> bool:
    """Is there an order of all operations that end, with any of the others among them?"""
    must = [op for op in ops if op.end != NEVER]
    if not must:
        return True
    first = min(op.end for op in must)
    for op in ops:
        fits, after = spec.step(state, op.f, op.value)
        if op.start <= first and fits and possible([each for each in ops if each is not op], spec, after):
            return True
    return False


def prefix(history: Sequence[Operation], ended: Sequence[Operation], name: str) -> list[Interval]:
    """The history when these had ended; of objects from outside, what is refused later is left out from the first."""
    horizon = max((op.done or 0 for op in ended), default=-1)
    found = []
    for op in history:
        f = FUNCTIONS[name][op.kind]
        if op in ended and op.status == "ok":
            found.append(Interval(op.id, f, op.value, op.issued, op.done or 0))
        elif op not in ended and op.kind != "read" and op.issued <= horizon:
            found.append(Interval(op.id, f, op.value, op.issued, NEVER))
    return found


def first_break(history: Sequence[Operation], name: str, init: Any) -> Operation | None:
    """The operation whose end breaks the history, by trying one prefix after the other."""
    order = sorted((op for op in history if op.status in ("ok", "refused")), key=lambda op: op.done or 0)
    spec = replace(SPECS[name], init=init)
    return next(
        (op for i, op in enumerate(order) if not possible(prefix(history, order[: i + 1], name), spec, init)), None
    )


@settings(max_examples=1_000, deadline=None)
@given(histories("register"))
def test_a_register_is_broken_from_the_first_end_on_that_no_order_explains(history: list[Operation]) -> None:
    first = first_break(history, "register", 0)
    ((found, tick),) = judged(history, {"x": 0})
    if first is None:
        assert (found.outcome, tick) == ("kept", None)
    else:
        assert (found.outcome, tick) == ("broken", first.done)
        assert first.kind != "read" or first.id == found.operations[-1]


@pytest.mark.parametrize("name", sorted(set(SPECS) - {"register"}))
def test_an_object_from_outside_is_broken_by_the_first_end_that_no_order_explains(name: str) -> None:
    @settings(max_examples=400, deadline=None)
    @given(histories(name))
    def check(history: list[Operation]) -> None:
        init = 0 if name == "cas-register" else SPECS[name].init
        known = [op for op in history if op.status != "refused"]
        assume(known)
        first = first_break(known, name, init)
        (found,) = verdicts(known, name, {"x": 0} if name == "cas-register" else {})
        assert (found.outcome, found.operations[-1:]) == (("kept", ()) if first is None else ("broken", (first.id,)))
        if first is not None:
            alone = [op for op in known if op.id in found.operations]
            ended = [op for op in alone if op.status == "ok"]
            assert not possible(prefix(alone, ended, name), replace(SPECS[name], init=init), init)

    check()


def test_of_two_that_end_together_the_one_that_fits_is_not_blamed() -> None:
    write = Operation("w", "append", "a", "n1", "x", "a", 0, 5, "ok")
    right = Operation("right", "read", "b", "n1", "x", "a", 1, 9, "ok")
    wrong = Operation("wrong", "read", "c", "n1", "x", "b", 2, 9, "ok")
    (found,) = verdicts([write, right, wrong], "kv")
    assert found.operations == ("wrong",)
    assert found.prefix == ("w", "right")


@settings(max_examples=500, deadline=None)
@given(histories("kv"), st.integers(0, 40))
def test_a_search_that_gives_up_knows_until_when_there_is_an_order(history: list[Operation], budget: int) -> None:
    certain = [op for op in history if op.status in ("ok", "unknown")]
    ended = [op for op in certain if op.status == "ok"]
    whole = prefix(certain, ended, "kv")
    found = search(whole, KV_APPEND, budget)
    assert found.outcome == ("kept" if possible(whole, KV_APPEND, "") else "broken") or found.outcome == "cant_tell"
    if found.outcome == "cant_tell" and found.shown:
        order = sorted(ended, key=lambda op: op.done or 0)
        before = order[: [op.id for op in order].index(found.shown[0])]
        assert possible(prefix(certain, before, "kv"), KV_APPEND, "")
