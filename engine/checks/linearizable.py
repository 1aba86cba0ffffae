"""Linearizability (Herlihy and Wing, 1990) of registers: does one order, true to real time, explain every answer?

Rules of this file
* Each key is a register on its own, others are not judged; only operations are looked at, never a node.
* a precedes b iff a ended before the tick in which b was issued; what shares a tick is concurrent.
* 'ok' happened in between; 'refused' never happened; an 'unknown' or pending write may happen at any time after it was
  issued, or never; an unknown or pending read says nothing. A delete writes None, an absent key reads None.
* A break is told as it first shows: the shortest history that is broken, counted in ends of operations. So a verdict
  does not change as a run goes on, and what cannot come next is always the operation that ended last.
* Zones decide where values tell their writer (zones.py), a search within a budget elsewhere (search.py).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple, cast

from engine.checks.explain import explain
from engine.checks.history import by_key, known, register_value
from engine.checks.register import decide
from engine.checks.spec import NEVER, Interval
from engine.model import Operation, Reason, Value, Verdict

BUDGET = 200_000
"""Steps of search a key, to decide; a run of the app needs far fewer."""


def linearizable(
    operations: Sequence[Operation],
    init: Mapping[str, Value] | None = None,
    until: int | None = None,
    budget: int = BUDGET,
) -> tuple[Verdict, ...]:
    """One verdict a key, in order of keys; budget: steps of search a key, to decide; as many more to explain."""
    return tuple(verdict for verdict, _ in judged(known(operations, until), init, budget))


def judged(
    operations: Sequence[Operation], init: Mapping[str, Value] | None = None, budget: int = BUDGET
) -> list[tuple[Verdict, int | None]]:
    """One verdict a key, in order of keys, each with the tick from which on it is not 'kept'; budget as above."""
    registers = [op for op in operations if op.object == "register"]
    return [_judge(key, ops, (init or {}).get(key), budget) for key, ops in by_key(registers).items()]


class _Ends(NamedTuple):
    """The history of one key, and its operations that ended for certain, as (tick, place), in order of ends."""

    operations: Sequence[Operation]
    order: list[tuple[int, int]]


def _judge(key: str, operations: Sequence[Operation], init: Value, budget: int) -> tuple[Verdict, int | None]:
    certain = [(op.done, i) for i, op in enumerate(operations) if op.status in ("ok", "refused")]
    ends = _Ends(operations, sorted((done, i) for done, i in certain if done is not None))
    whole = decide(_intervals(ends, len(ends.order)), init, budget)
    if whole.outcome == "kept":
        return Verdict("linearizable", key, "kept"), None
    count = _first(ends, init, whole.outcome, budget)
    tick = ends.order[count - 1][0]
    if whole.outcome == "cant_tell":
        return Verdict("linearizable", key, "cant_tell", prefix=whole.order), tick
    return _broken(key, ends, count, init, budget), tick


def _intervals(ends: _Ends, count: int) -> list[Interval]:
    """The history when so many operations had ended: the others still run."""
    ended = {place for _, place in ends.order[:count]}
    horizon = ends.order[count - 1][0] if count else -1
    intervals = []
    for place, op in enumerate(ends.operations):
        value, certain = register_value(op), place in ended
        if certain and op.status == "ok":
            f = "read" if op.kind == "read" else "write"
            intervals.append(Interval(op.id, f, value, op.issued, cast(int, op.done)))
        elif not certain and op.kind != "read" and op.issued <= horizon:
            intervals.append(Interval(op.id, "write", value, op.issued, NEVER))
    return intervals


def _first(ends: _Ends, init: Value, outcome: str, budget: int) -> int:
    """How many operations must have ended for this outcome (by halving, all within one budget)."""
    low, high = 0, len(ends.order)
    while high - low > 1:
        middle = (low + high) // 2
        found = decide(_intervals(ends, middle), init, budget)
        budget -= found.spent
        low, high = (low, middle) if found.outcome == outcome else (middle, high)
    return high


def _broken(key: str, ends: _Ends, count: int, init: Value, budget: int) -> Verdict:
    intervals = _intervals(ends, count)
    reads = sorted((interval for interval in intervals if interval.f == "read"), key=lambda interval: -interval.end)
    culprit = ends.operations[ends.order[count - 1][1]]
    suspects = [interval for interval in reads if interval.id == culprit.id] or reads
    proof, reason = explain(intervals, init, suspects, budget)
    ids = tuple(interval.id for interval in proof)
    if reason.code == "never_written":
        ids, reason = _who_wrote(ends.operations, ids, reason)
    rest = [interval for interval in intervals if interval != proof[-1]]
    return Verdict("linearizable", key, "broken", ids, reason, decide(rest, init, budget).order)


def _who_wrote(operations: Sequence[Operation], ids: tuple[str, ...], reason: Reason) -> tuple[tuple[str, ...], Reason]:
    """A value that nobody had written yet: was it refused, or written later?"""
    writers = [op for op in operations if op.kind != "read" and register_value(op) == reason.values["value"]]
    if not writers:
        return ids, reason
    code = "never_written" if writers[0].status == "refused" else "from_future"
    return (writers[0].id, *ids), Reason(code, {**reason.values, "write": writers[0].id})
