"""Linearizability of objects from outside: register, cas-register, key-value with append, list with append.

Rules of this file
* Each key is an object on its own. A register whose history has no cas goes the way of linearizable.py, with its
  proofs; all others are searched.
* What certainly failed is dropped, a failed cas too: it may have failed for another reason than the value it met.
* First all keys get a few steps, then those left ten times as many, and so on: a hard key never hides a broken one.
  When the steps of all keys together are spent, what is undecided then, nobody can tell. `stop`, asked now and then,
  ends it earlier.
* A search's break is told as it first shows: the operation that ended last cannot come next, and the longest legal
  order that was found of all before it, with what the object then holds.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from engine.checks.history import by_key
from engine.checks.linearizable import BUDGET, linearizable
from engine.checks.register import decide
from engine.checks.search import SearchResult, Stop, search
from engine.checks.spec import CAS_REGISTER, KV_APPEND, LIST_APPEND, NEVER, REGISTER, Interval, SequentialSpec
from engine.model import Operation, Reason, Value, Verdict

OBJECTS: Final[Mapping[str, tuple[SequentialSpec, Mapping[str, str]]]] = {
    "register": (REGISTER, {"read": "read", "write": "write", "delete": "write"}),
    "cas-register": (CAS_REGISTER, {"read": "read", "write": "write", "delete": "write", "cas": "cas"}),
    "kv": (KV_APPEND, {"read": "get", "write": "put", "append": "append", "delete": "put"}),
    "list-append": (LIST_APPEND, {"read": "read", "append": "append"}),
}
"""By name the model, and what each kind of operation is to it."""

FIRST, TIMES = 10_000, 10
"""Steps of search a key at first, and by how much they grow."""
MOST = 10_000_000
"""Steps of search of all keys together, where the caller says nothing: some ten seconds."""
PARTS = 4
"""How many times as many steps a proof takes, at most, as it may take for one of its searches."""


def foreign(operations: Sequence[Operation], name: str) -> Operation | None:
    """The first operation that an object of this name does not have, or whose value it cannot hold."""
    kinds = OBJECTS[name][1]
    return next((op for op in operations if op.kind not in kinds or not _holds(op, name)), None)


def _holds(op: Operation, name: str) -> bool:
    if op.status != "ok" and op.kind == "read":
        return True
    if name == "kv":
        return isinstance(op.value, str) or (op.value is None and op.kind != "append")
    if name == "list-append" and op.kind == "read":
        return op.value is None or isinstance(op.value, tuple)
    return True


def begins(name: str, init: object) -> bool:
    """Can an object of this name start as this?"""
    wanted: Mapping[str, type] = {"kv": str, "list-append": tuple}
    return init is None or isinstance(init, wanted.get(name, object))


def verdicts(
    operations: Sequence[Operation],
    name: str,
    init: Mapping[str, Value] | None = None,
    most: int = MOST,
    stop: Stop | None = None,
) -> tuple[Verdict, ...]:
    """One verdict a key, in order of keys; most: steps of search of all keys together, and as many for all proofs."""
    keys, starts = by_key(operations), init or {}
    intervals = {key: _intervals(ops, name) for key, ops in keys.items()}

    def look(key: str, budget: int) -> SearchResult:
        return _decide(intervals[key], name, starts.get(key), budget, stop)

    found = _looked(list(keys), look, most, stop)
    broken = sum(result.outcome == "broken" for result in found.values())
    share = min(BUDGET, most // (PARTS * max(1, broken)))
    return tuple(_verdict(key, keys[key], found[key], name, starts.get(key), share) for key in keys)


def _looked(
    keys: Sequence[str], look: Callable[[str, int], SearchResult], most: int, stop: Stop | None
) -> dict[str, SearchResult]:
    """What `look`, given a key and steps, finds of each key; keys that are looked at in one round get equal steps.
    One that ended before these were spent had no room left: more of them are no help."""
    found: dict[str, SearchResult] = {}
    left, budget, before = list(keys), FIRST, -1
    while left and min(budget, most // len(left)) > before:
        budget = before = min(budget, most // len(left))
        for key in left:
            if stop is not None and stop():
                return {key: SearchResult("cant_tell", (), 0) for key in keys} | found
            found[key] = look(key, budget)
            most -= found[key].spent
        left = [key for key in left if found[key].outcome == "cant_tell" and found[key].spent >= budget]
        budget *= TIMES
    return found


def _spec(name: str, init: Value) -> SequentialSpec:
    model = OBJECTS[name][0]
    return model if init is None else replace(model, init=init)


def _decide(intervals: Sequence[Interval], name: str, init: Value, budget: int, stop: Stop | None) -> SearchResult:
    if _plain(intervals, name):
        return decide(intervals, init, budget, stop, ordered=False)
    return search(intervals, _spec(name, init), budget, stop)


def _plain(intervals: Sequence[Interval], name: str) -> bool:
    return name in ("register", "cas-register") and all(interval.f != "cas" for interval in intervals)


def _intervals(operations: Sequence[Operation], name: str, until: float = NEVER) -> list[Interval]:
    """The history as known when the last to end was the one that ended at `until`."""
    kinds, found = OBJECTS[name][1], []
    for op in operations:
        f, end = kinds[op.kind], NEVER if op.done is None else op.done
        if op.status == "ok" and end <= until:
            found.append(Interval(op.id, f, _value(op, name), op.issued, end))
        elif op.kind != "read" and op.status != "refused" and op.issued <= until:
            found.append(Interval(op.id, f, _value(op, name), op.issued, NEVER))
    return sorted(found, key=lambda interval: interval.start)


def _value(op: Operation, name: str) -> object:
    if op.kind == "delete" or op.value is None:
        return {"kv": "", "list-append": ()}.get(name)
    if op.kind == "read" and name != "list-append" and isinstance(op.value, tuple) and len(op.value) < 2:
        return op.value[0] if op.value else None  # of several values side by side, one is as good as plain
    return op.value


def _verdict(
    key: str, operations: Sequence[Operation], found: SearchResult, name: str, init: Value, budget: int
) -> Verdict:
    if found.outcome == "kept":
        return Verdict("linearizable", key, "kept")
    if found.outcome == "cant_tell":
        return Verdict("linearizable", key, "cant_tell", prefix=found.order)
    if _plain(_intervals(operations, name), name):
        (told,) = linearizable(operations, {key: init}, budget=budget)
        if told.outcome == "broken":
            return told
    return _broken(key, operations, found, name, init, budget)


def _broken(
    key: str, operations: Sequence[Operation], found: SearchResult, name: str, init: Value, budget: int
) -> Verdict:
    """The end with which the history is broken first, and how far an order goes without it."""
    culprit = next(op for op in operations if op.id == found.shown[-1])
    spec, tick = _spec(name, init), culprit.done or 0
    before = _intervals([op for op in operations if op is not culprit], name, tick)
    order = search(before, spec, budget).order or search(_intervals(operations, name, tick), spec, budget).order
    state = _after(before, order, spec)
    reason = _reason(operations, culprit, name, init, state, len(order))
    source = tuple(op for op in order[-1:] if op != culprit.id)
    return Verdict("linearizable", key, "broken", (*source, culprit.id), reason, order)


def _after(intervals: Sequence[Interval], order: Sequence[str], spec: SequentialSpec) -> object:
    named, state = {interval.id: interval for interval in intervals}, spec.init
    for each in order:
        _, state = spec.step(state, named[each].f, named[each].value)
    return state


def _reason(
    operations: Sequence[Operation], culprit: Operation, name: str, init: Value, state: object, count: int
) -> Reason:
    """A value that nobody can have written, or else what does not fit."""
    wanted = culprit.value[0] if culprit.kind == "cas" else culprit.value
    values: dict[str, Any] = {"read": culprit.id, "value": wanted}
    if "register" in name and wanted != init and culprit.kind in ("read", "cas"):
        begun = (
            op for op in operations if op.issued <= (culprit.done or 0) and op.status != "refused" and op != culprit
        )
        written = (op.value[1] if op.kind == "cas" else op.value for op in begun if op.kind in ("write", "cas"))
        if wanted not in written:
            return Reason("unheard", values)
    return Reason(
        f"no_next_{culprit.kind}" if culprit.kind != "read" else "no_next", {**values, "state": state, "count": count}
    )
