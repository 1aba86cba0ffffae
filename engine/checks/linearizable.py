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
from typing import NamedTuple

from engine.checks.explain import explain
from engine.checks.history import by_key, known, register_value
from engine.checks.register import decide
from engine.checks.search import SearchResult
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


Ticks = list[int | None]
"""By place of an operation the tick at which it had ended for certain, None where it had not."""


class _Ends(NamedTuple):
    """The history of one key. order: the places of its operations that ended for certain, in order of ends; nth: by id
    the number of those that had ended with an operation, itself among them."""

    operations: Sequence[Operation]
    ticks: Ticks
    order: list[int]
    nth: dict[str, int]


def _judge(key: str, operations: Sequence[Operation], init: Value, budget: int) -> tuple[Verdict, int | None]:
    ticks = [op.done if op.status in ("ok", "refused") else None for op in operations]
    whole = decide(_intervals(operations, ticks), init, budget, ordered=False)
    if whole.outcome == "kept":
        return Verdict("linearizable", key, "kept"), None
    order = [place for _, place in sorted((tick, place) for place, tick in enumerate(ticks) if tick is not None)]
    ends = _Ends(operations, ticks, order, {operations[place].id: nth for nth, place in enumerate(order, 1)})
    count = _first(ends, init, whole, budget)
    tick = ticks[order[count - 1]]
    if whole.outcome == "cant_tell":
        return Verdict("linearizable", key, "cant_tell", prefix=whole.order), tick
    return _broken(key, ends, count, init, budget), tick


def _intervals(operations: Sequence[Operation], ticks: Ticks) -> list[Interval]:
    """The history when these ends were known: what had not ended by the last of them still runs."""
    horizon = max((tick for tick in ticks if tick is not None), default=-1)
    intervals = []
    for op, tick in zip(operations, ticks, strict=True):
        if tick is not None:
            if op.status == "ok":
                f = "read" if op.kind == "read" else "write"
                intervals.append(Interval(op.id, f, register_value(op), op.issued, tick))
        elif op.kind != "read" and op.issued <= horizon:
            intervals.append(Interval(op.id, "write", register_value(op), op.issued, NEVER))
    return intervals


def _until(ends: _Ends, count: int) -> list[Interval]:
    """The history when so many operations had ended."""
    ticks: Ticks = [None] * len(ends.ticks)
    for place in ends.order[:count]:
        ticks[place] = ends.ticks[place]
    return _intervals(ends.operations, ticks)


def _first(ends: _Ends, init: Value, whole: SearchResult, budget: int) -> int:
    """How many operations must have ended for the outcome of the whole.

    What shows a break mostly shows it first: then the history is kept right before. Else it is halved.
    """
    if whole.outcome == "cant_tell":
        return max((ends.nth[each] for each in whole.shown), default=len(ends.order))
    low, high, near = 0, _shown(ends, whole), True
    while high - low > 1:
        count = high - 1 if near else (low + high) // 2
        found = decide(_until(ends, count), init, budget, ordered=False)
        budget -= found.spent
        low, high = (low, min(count, _shown(ends, found))) if found.outcome == "broken" else (count, high)
        near = not near
    return high


def _shown(ends: _Ends, found: SearchResult) -> int:
    """When so many operations have ended, a break is there: until then, a write that was to be refused might have
    explained what shows it."""
    count = max(ends.nth[each] for each in found.shown)
    tick = ends.ticks[ends.order[count - 1]] or 0
    refused = (op for op in ends.operations if op.status == "refused" and op.kind != "read" and op.issued <= tick)
    return max([count, *(ends.nth[op.id] for op in refused)])


def _broken(key: str, ends: _Ends, count: int, init: Value, budget: int) -> Verdict:
    intervals = _until(ends, count)
    reads = sorted((interval for interval in intervals if interval.f == "read"), key=lambda interval: -interval.end)
    culprit = ends.operations[ends.order[count - 1]]
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
