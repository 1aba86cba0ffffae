"""Linearizability of objects from outside, key by key.

Rules of this file
* Each key is an object on its own.
* What certainly failed is dropped, a failed cas too: it may have failed for another reason than the value it met.
* First all keys get a few steps, then those left ten times as many, and so on: a hard key never hides a broken one.
  `stop`, asked now and then, ends it; what is undecided then, nobody can tell.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from engine.checks.history import by_key
from engine.checks.objects import proof
from engine.checks.objects.catalog import OBJECTS
from engine.checks.objects.intervals import intervals
from engine.checks.objects.kind import Decision, ObjectKind
from engine.checks.search import Stop
from engine.model import Operation, Verdict
from engine.model.values import map_value

FIRST, TIMES = 10_000, 10
"""Steps of search a key at first, and by how much they grow."""
MOST = 10_000_000
"""Steps of search a key at most, where the caller says nothing: for the command line, which may take its time."""

Starts = Mapping[str, Any]
"""By key what it holds at the start, as it was told."""


def foreign(operations: Sequence[Operation], name: str) -> Operation | None:
    """The first operation that an object of this name does not have, or whose value it cannot hold."""
    kind = OBJECTS[name]
    return next((op for op in operations if op.kind not in kind.kinds or not _holds(op, kind)), None)


def _holds(op: Operation, kind: ObjectKind) -> bool:
    return (op.kind == "read" and op.status != "ok") or kind.holds(op)


def starts(told: Starts, operations: Sequence[Operation], name: str) -> dict[str, Any]:
    """By key what was told of it for the start. What is told of '' is told of every key; of the only bank, which has no
    name, balances may be told account by account."""
    keys = list(dict.fromkeys(op.key for op in operations))
    if name == "bank" and told and "" not in told and keys == [""]:
        return {"": map_value(told.items())}
    return dict.fromkeys(keys, told[""]) | dict(told) if "" in told else dict(told)


def foreign_start(told: Starts, name: str) -> str | None:
    """The first key that an object of this name cannot hold at the start what was told of it."""
    kind = OBJECTS[name]
    return next((key for key, value in told.items() if value is not None and kind.start(value) is None), None)


def verdicts(
    operations: Sequence[Operation], name: str, told: Starts | None = None, most: int = MOST, stop: Stop | None = None
) -> tuple[Verdict, ...]:
    """One verdict a key, in order of keys; most: steps of search a key. Operations and starts must fit the object."""
    kind, keys = OBJECTS[name], by_key(operations)
    begin = {key: _start(kind, (told or {}).get(key)) for key in keys}
    left = {key: intervals(ops, kind) for key, ops in keys.items()}
    found: dict[str, Decision] = {}
    budget = min(FIRST, most)
    while left:
        for key, line in list(left.items()):
            if stop is not None and stop():
                found.setdefault(key, Decision("cant_tell"))
                continue
            found[key] = kind.decide(line, begin[key], budget, stop)
            if found[key].outcome != "cant_tell":
                del left[key]
        if budget >= most or (stop is not None and stop()):
            break
        budget = min(budget * TIMES, most)
    return tuple(_verdict(key, keys[key], found[key], kind, begin[key]) for key in keys)


def _start(kind: ObjectKind, told: Any) -> Any:
    return kind.spec.init if told is None else kind.start(told)


def _verdict(key: str, operations: Sequence[Operation], found: Decision, kind: ObjectKind, start: Any) -> Verdict:
    if found.outcome == "kept":
        return Verdict("linearizable", key, "kept")
    if found.outcome == "cant_tell":
        return Verdict("linearizable", key, "cant_tell", prefix=tuple(dict.fromkeys(filter(None, found.order))))
    return kind.explain(key, operations, start) or proof.broken(key, operations, found, kind, start)
