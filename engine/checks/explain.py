"""Why a register's history has no legal order: the fewest operations that prove it, and a code for the words.

Rules of this file
* What is left out of a proof must not be able to repair it: a write stays while a read stays that can have seen it.
* `settled` is when every write of a value had certainly happened; after that an order can only lose the value.
* stale_read: a newer write lies wholly between settled and the read. inversion: a read that saw another value does,
  or began later than settled by its writes and ended before the read.
* What fits no pattern is 'no_order': the history is made smaller while it stays broken.
* The last operation of a proof is the read that cannot come next. Where no proof of at most MOST operations is found,
  the newest write that had ended stands beside it for all others.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from engine.checks.register import decide
from engine.checks.spec import NEVER, Interval
from engine.checks.zones import BEFORE_ALL, misfit
from engine.model import Reason

SMALL = 16
"""Operations looked at first for a proof: nearly every violation is among the last few."""
LARGE = 2000
"""Operations looked at most: beyond it the search for a small proof takes too long."""
MOST = 60
"""Operations of a proof at most: a longer one nobody reads."""


class Proof(NamedTuple):
    """Operations that have no legal order; the last is the read that cannot come next."""

    ops: tuple[Interval, ...]
    reason: Reason


def explain(ops: Sequence[Interval], init: object, suspects: Sequence[Interval], budget: int) -> Proof:
    """Prove that these operations have no legal order; suspects: the reads that may be to blame, first choice first."""
    wrong = misfit(ops, init)
    if wrong:
        return _alone(wrong)
    for pattern in (_stale, _inversion):
        for read in suspects:
            found = pattern(ops, init, read)
            if found:
                equal = {r: _writers(found.ops, r) for r in found.ops if r.f == "read"}
                return Proof(_shrink(found.ops, equal, init, read, budget), found.reason)
    last = suspects[0]
    proof, count = _no_order(ops, init, last, budget)
    return Proof(proof, Reason("no_order", {"read": last.id, "value": last.value, "count": count}))


def _alone(read: Interval) -> Proof:
    if isinstance(read.value, tuple):
        return Proof((read,), Reason("siblings", {"read": read.id, "values": read.value}))
    return Proof((read,), Reason("never_written", {"read": read.id, "value": read.value, "write": None}))


def _writers(ops: Sequence[Interval], read: Interval) -> list[Interval]:
    return [op for op in ops if op.f == "write" and op.value == read.value and op.start <= read.end]


def _settled(ops: Sequence[Interval], init: object, read: Interval) -> tuple[float, list[Interval]]:
    """When all writes of a read's value had happened, and the operations that show it."""
    writers = _writers(ops, read)
    times = [BEFORE_ALL] * (read.value == init) + [write.end for write in writers]
    if len(times) == 1:
        others = [op for op in ops if op.f == "read" and op.value == read.value]
        first = min([*writers, *others], key=lambda op: op.end)
        if first.end < times[0]:
            return first.end, [*writers, first]
    return max(times), writers


def _stale(ops: Sequence[Interval], init: object, read: Interval) -> Proof | None:
    settled, shown = _settled(ops, init, read)
    newer = [op for op in ops if op.f == "write" and settled < op.start and op.end < read.start]
    if not newer:
        return None
    newest = max(newer, key=lambda op: (op.start, op.end))
    source = max(_writers(ops, read), key=lambda op: op.start, default=None)
    values = {"read": read.id, "value": read.value, "write": source and source.id}
    return Proof(
        (*shown, newest, read), Reason("stale_read", values | {"newer": newest.id, "newer_value": newest.value})
    )


def _inversion(ops: Sequence[Interval], init: object, read: Interval) -> Proof | None:
    settled, shown = _settled(ops, init, read)
    others = [op for op in ops if op.f == "read" and op.value != read.value]
    newer = [op for op in others if op.end < read.start and _newer(ops, init, op, settled)]
    if not newer:
        return None
    first = max(newer, key=lambda op: (op.end, op.start))
    values = {"first": first.id, "first_value": first.value, "second": read.id, "second_value": read.value}
    return Proof((*shown, *_writers(ops, first), first, read), Reason("inversion", values))


def _newer(ops: Sequence[Interval], init: object, read: Interval, settled: float) -> bool:
    """Did the read, or else every write of what it saw, begin after a value was settled?"""
    writers = _writers(ops, read)
    return settled < read.start or (read.value != init and bool(writers) and settled < min(w.start for w in writers))


def _sources(ops: Sequence[Interval], read: Interval) -> list[Interval]:
    """The writes that a read can have seen: none that another write lies wholly between."""
    writes = [op for op in ops if op.f == "write"]
    newest = max((write.start for write in writes if write.end < read.start), default=BEFORE_ALL)
    return [w for w in writes if w.value == read.value and w.start <= read.end and w.end >= newest]


def _no_order(ops: Sequence[Interval], init: object, last: Interval, budget: int) -> tuple[tuple[Interval, ...], int]:
    """A small proof from the operations that ended last, more of them as long as that is none; its true size."""
    ended = sorted(
        (op for op in ops if op.end != NEVER and op != last),
        key=lambda op: op.end,
    )
    size, outcome = SMALL, ""
    while outcome != "broken" and size < LARGE and budget > 0:
        near = [*ended[-size:], last]
        sources = {read: _sources(ops, read) for read in near if read.f == "read"}
        kept = {*near, *(write for writes in sources.values() for write in writes)}
        proof = [op for op in ops if op in kept]
        found = decide(proof, init, budget, ordered=False)
        outcome, budget = found.outcome, budget - found.spent - len(proof)
        size *= 4
    if outcome == "broken":
        small = _shrink(proof, sources, init, last, budget)
        if len(small) <= MOST:
            return small, len(small)
    newest = max((w for w in ended if w.f == "write" and w.end < last.start), key=lambda w: w.start, default=ended[-1])
    return (newest, last), len(ops)


def _shrink(
    ops: Sequence[Interval], sources: Mapping[Interval, list[Interval]], init: object, last: Interval, budget: int
) -> tuple[Interval, ...]:
    """Leave out ever smaller parts while no legal order appears; `last` stays, and stands last."""
    kept = list(dict.fromkeys(ops))
    size = len(kept)
    while size:
        smaller, budget = _without_parts(kept, size, sources, init, last, budget)
        if size > 1 or len(smaller) == len(kept):
            size //= 2
        kept = smaller
    return tuple(sorted(kept, key=lambda op: (op == last, op.start, op.end)))


def _without_parts(
    kept: list[Interval],
    size: int,
    sources: Mapping[Interval, list[Interval]],
    init: object,
    last: Interval,
    budget: int,
) -> tuple[list[Interval], int]:
    """Try once to leave out each run of `size` operations; a trial costs what it looks at."""
    i = 0
    while i < len(kept) and budget > 0:
        gone = set(kept[i : i + size])
        trial = [op for op in kept if op not in gone and gone.isdisjoint(sources.get(op, ()))]
        budget -= len(trial)
        found = decide(trial, init, budget) if last in trial else None
        if found and found.outcome == "broken":
            kept = trial
        else:
            i += size
        budget -= found.spent if found else 0
    return kept, budget
