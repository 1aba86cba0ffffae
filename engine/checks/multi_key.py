"""Consistency models over all keys of a history together, each a verdict with the fewest operations that break it.

Rules of this file
* A model is a function of an Execution; sequential, CM, CCv and PRAM speak of registers, so a read of several values
  breaks them as it breaks linearizability; CC alone can judge it.
* kept: some reading of the answers is explained. broken: none can be. Where a value has several writers and the reads
  with one explanation break nothing, nobody can tell unless a reading is found that is kept.
* A proof is made smaller part by part while it stays broken; a read stays with what it returned.
* A cas that was refused with what it found is a read of that. That one reads and writes at one instant is more than
  these models can say of two operations: of a history in which one may have happened nobody can tell.
* More than MOST operations, or more than the budget of steps: nobody can tell. No clock is read.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from engine.checks import causal
from engine.checks.causal import Decision, causes, outdated, reads_of
from engine.checks.execution import INIT, Access, Execution, accesses_of, certain, part, possible, readings
from engine.checks.history import as_read
from engine.checks.partial_order import bits, close
from engine.model import Operation, Reason, Value, Verdict

MOST = 2_000
"""Operations at most: orders between all of them are kept as bits, so the memory is quadratic."""
BUDGET = 100_000
"""Steps of search to decide; whoever waits is a page."""
SHRINK_BUDGET = 60_000
"""Accesses looked at to make a proof smaller."""

Decide = Callable[[Execution, int], Decision]

"""Is an execution explained? Answers within a budget of steps."""


def judge_model(
    operations: Sequence[Operation],
    check: str,
    decide: Decide,
    init: Mapping[str, Value] | None = None,
    budget: int = BUDGET,
) -> Verdict:
    """The verdict of one model, called `check` and decided by `decide`, on a whole history of registers.

    budget: steps to decide; as many more to make a proof smaller and to explain it.
    """
    operations = tuple(map(as_read, operations))
    if any(op.kind == "cas" and op.status != "refused" for op in operations):
        return Verdict(check, None, "cant_tell", (), Reason("compares", {}))
    accesses, init = accesses_of(operations), init or {}
    if len(accesses) > MOST:
        return Verdict(check, None, "cant_tell", (), Reason("too_long", {"count": len(accesses), "most": MOST}))
    choices = possible(accesses, init)
    wrong = _alone(operations, accesses, choices, check)
    if wrong:
        return wrong
    left = budget
    several = any(len(one) > 1 for many in choices for one in many)
    found = Decision("kept", 0)
    for ex in readings(accesses, choices):
        found = decide(ex, left)
        left -= found.spent
        if found.outcome == "kept":
            return Verdict(check, None, "kept")
        if found.outcome == "broken" and not several:
            return _broken(ex, check, decide)
        if left <= 0:
            break
    if several:
        sure = certain(accesses, choices)
        if decide(sure, BUDGET).outcome == "broken":
            return _broken(sure, check, decide)
        found = found._replace(code="repeated")
    return Verdict(check, None, "cant_tell", (), Reason(found.code, {}) if found.code else None)


def _alone(
    operations: Sequence[Operation],
    accesses: Sequence[Access],
    choices: Sequence[tuple[tuple[int, ...], ...]],
    check: str,
) -> Verdict | None:
    """The first read whose answer alone is wrong: a value that nobody wrote, or several at once."""
    for i in sorted(range(len(accesses)), key=lambda i: accesses[i].end):
        read = accesses[i]
        for value, one in zip(read.values, choices[i], strict=False):
            if not one:
                refused = [op.id for op in operations if op.kind != "read" and (op.key, op.value) == (read.key, value)]
                values = {"read": read.id, "value": value, "write": next(iter(refused), None)}
                return Verdict(check, None, "broken", (*refused[:1], read.id), Reason("never_written", values))
        if len(read.values) > 1 and check != "causal_cc":
            values = {"read": read.id, "values": read.values}
            return Verdict(check, None, "broken", (read.id,), Reason("siblings", values))
    return None


def _broken(ex: Execution, check: str, decide: Decide) -> Verdict:
    small = _shrink(ex, decide)
    ids = tuple(access.id for access in small.accesses)
    return Verdict(check, None, "broken", ids, _reason(small, check, decide(small, BUDGET)))


def _shrink(ex: Execution, decide: Decide) -> Execution:
    """Leave out ever smaller parts while it stays broken."""
    budget, size = SHRINK_BUDGET, len(ex.accesses) // 2
    while size:
        i, before = 0, len(ex.accesses)
        while i < len(ex.accesses) and budget > 0:
            trial = _without(ex, range(i, i + size))
            budget -= len(trial.accesses) + 1
            found = decide(trial, budget)
            budget -= found.spent
            if found.outcome == "broken":
                ex = trial
            else:
                i += size
        if size > 1 or len(ex.accesses) == before or budget <= 0:
            size //= 2
    return ex


def _without(ex: Execution, gone: range) -> Execution:
    """The execution without these accesses, and without the reads that had returned one of them."""
    kept = {i: many for i, many in enumerate(ex.sources) if i not in gone and not any(s in gone for s in many)}
    return part(ex.accesses, kept)


def _reason(ex: Execution, check: str, found: Decision) -> Reason:
    """Why a small execution is broken, as far as a pattern tells it; else how many operations have no order."""
    views: Sequence[tuple[Sequence[int] | None, Sequence[int]]] = [(close(causes(ex)), reads_of(ex))]
    if check == "pram":
        views = [(close(view.before), view.reads) for view in causal.pram_views(ex) if view.client == found.client]
    for closed, reads in views:
        if closed is None:
            return _cycle(ex)
        seen = outdated(ex, closed, reads)
        if seen:
            return _outdated(ex, *seen)
    if check == "causal_ccv":
        return _conflict(ex)
    last = ex.accesses[max((i for i in reads_of(ex) if found.client in (None, ex.accesses[i].client)), default=0)]
    values = {"client": last.client, "read": last.id, "value": last.values[0], "count": len(ex.accesses)}
    return Reason("no_order" if check == "sequential" else "no_view", values)


def _outdated(ex: Execution, read: int, source: int, other: int) -> Reason:
    newer = ex.accesses[other]
    values: dict[str, Any] = {"read": ex.accesses[read].id, "newer": newer.id, "newer_value": newer.values[0]}
    if source == INIT:
        return Reason("init_read", {**values, "value": ex.accesses[read].values[0], "client": ex.accesses[read].client})
    write = ex.accesses[source]
    values |= {"value": write.values[0], "write": write.id, "client": ex.accesses[read].client}
    return Reason("overwritten", values)


def _cycle(ex: Execution) -> Reason:
    """A read that is among the causes of what it returned."""
    direct = causes(ex)
    for read in reads_of(ex):
        for source in ex.sources[read]:
            if source != INIT and _leads(direct, read, source):
                write = ex.accesses[source]
                return Reason("cycle", {"read": ex.accesses[read].id, "value": write.values[0], "write": write.id})
    raise AssertionError("a cycle of causes goes through a read: sessions go forward in time")


def _leads(before: Sequence[int], cause: int, effect: int) -> bool:
    seen, new = 0, 1 << effect
    while new:
        seen |= new
        found = 0
        for i in bits(new):
            found |= before[i]
        new = found & ~seen
    return bool(seen >> cause & 1)


def _conflict(ex: Execution) -> Reason:
    """A read that knew a write which another answer calls the newer one."""
    closed = close(causes(ex))
    assert closed is not None, "told before as a cycle"
    before, writes = causal.arbitration(ex, closed), causal.written(ex)
    for read in reversed(reads_of(ex)):
        (source,) = ex.sources[read]
        for other in bits(0 if source == INIT else closed[read] & writes[ex.accesses[read].key] & ~(1 << source)):
            if _leads(before, source, other):
                write, rival = ex.accesses[source], ex.accesses[other]
                values = {"read": ex.accesses[read].id, "value": write.values[0], "write": write.id}
                return Reason("conflict", values | {"other": rival.id, "other_value": rival.values[0]})
    raise AssertionError("an order of writes that comes back to itself goes through a read")
