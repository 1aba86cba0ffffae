"""Linearizability of objects from outside, key by key.

Rules of this file
* Each key is an object on its own.
* What certainly failed is dropped. A failed cas is a read if it tells what it found; if not, it may have failed for
  another reason than the value it met.
* First all keys get a few steps, then those left ten times as many, and so on: a hard key never hides a broken one.
  When the steps of all keys together are spent, what is undecided then, nobody can tell. `stop`, asked now and then,
  ends it earlier.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from engine.checks.history import as_read, by_key
from engine.checks.linearizable import BUDGET
from engine.checks.objects import proof
from engine.checks.objects.catalog import OBJECTS
from engine.checks.objects.intervals import intervals
from engine.checks.objects.kind import Decision, ObjectKind
from engine.checks.search import Stop
from engine.model import Operation, Verdict

FIRST, TIMES = 10_000, 10
"""Steps of search a key at first, and by how much they grow."""
MOST = 10_000_000
"""Steps of search of all keys together, where the caller says nothing: some ten seconds."""
PARTS = 4
"""How many times as many steps a proof takes, at most, as it may take for one of its searches."""

Starts = Mapping[str, Any]
"""By key what it holds at the start, as it was told."""


def foreign(operations: Sequence[Operation], name: str) -> Operation | None:
    """The first operation that an object of this name does not have, or whose value it cannot hold."""
    kind = OBJECTS[name]
    return next((op for op in operations if op.kind not in kind.kinds or not _holds(op, kind)), None)


def _holds(op: Operation, kind: ObjectKind) -> bool:
    return (op.kind == "read" and op.status != "ok") or kind.holds(op)


def begins(name: str, told: object) -> bool:
    """Can an object of this name start as this?"""
    return told is None or OBJECTS[name].start(told) is not None


def verdicts(
    operations: Sequence[Operation], name: str, told: Starts | None = None, most: int = MOST, stop: Stop | None = None
) -> tuple[Verdict, ...]:
    """One verdict a key, in order of keys; most: steps of search of all keys together, and as many for all proofs.
    Operations and starts must fit the object."""
    kind, keys = OBJECTS[name], by_key(tuple(map(as_read, operations)))
    lines = {key: intervals(ops, kind) for key, ops in keys.items()}
    begin = {key: _start(kind, (told or {}).get(key)) for key in keys}

    def look(key: str, budget: int) -> Decision:
        return kind.decide(lines[key], begin[key], budget, stop)

    found = _looked(list(keys), look, most, stop)
    broken = sum(decision.outcome == "broken" for decision in found.values())
    share = min(BUDGET, most // (PARTS * max(1, broken)))
    return tuple(_verdict(key, keys[key], found[key], kind, begin[key], share) for key in keys)


def _looked(
    keys: Sequence[str], look: Callable[[str, int], Decision], most: int, stop: Stop | None
) -> dict[str, Decision]:
    """What `look`, given a key and steps, finds of each key; keys that are looked at in one round get equal steps.
    One that ended before these were spent had no room left: more of them are no help."""
    found: dict[str, Decision] = {}
    left, budget, before = list(keys), FIRST, -1
    while left and min(budget, most // len(left)) > before:
        budget = before = min(budget, most // len(left))
        for key in left:
            if stop is not None and stop():
                return {key: Decision("cant_tell") for key in keys} | found
            found[key] = look(key, budget)
            most -= found[key].spent
        left = [key for key in left if found[key].outcome == "cant_tell" and found[key].spent >= budget]
        budget *= TIMES
    return found


def _start(kind: ObjectKind, told: Any) -> Any:
    return kind.spec.init if told is None else kind.start(told)


def _verdict(
    key: str, operations: Sequence[Operation], found: Decision, kind: ObjectKind, start: Any, budget: int
) -> Verdict:
    if found.outcome == "kept":
        return Verdict("linearizable", key, "kept")
    if found.outcome == "cant_tell":
        return Verdict("linearizable", key, "cant_tell", prefix=tuple(dict.fromkeys(filter(None, found.order))))
    told = kind.explain(key, operations, start, budget)
    return told or proof.broken(proof.Case(key, operations, kind, start, budget), found)
