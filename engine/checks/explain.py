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
from typing import Any, NamedTuple

from engine.checks.register import decide
from engine.checks.spec import NEVER, Step
from engine.checks.zones import BEFORE_ALL, misfit
from engine.model import Reason

SMALL = 16
LARGE = 2000
MOST = 60


class Proof(NamedTuple):
    """Steps that have no legal order, the read that cannot come next last."""

    steps: tuple[Step, ...]
    reason: Reason


def explain(steps: Sequence[Step], init: Any, suspects: Sequence[Step], budget: int) -> Proof:
    """Prove that the steps have no legal order; suspects: the reads that may be to blame, first choice first."""
    wrong = misfit(steps, init)
    if wrong:
        return _alone(wrong.code, wrong.read, wrong.write)
    for pattern in (_stale, _inversion):
        for read in suspects:
            found = pattern(steps, init, read)
            if found:
                equal = {r: _writers(found.steps, r) for r in found.steps if r.f == "read"}
                return Proof(_shrink(found.steps, equal, init, read, budget), found.reason)
    last = suspects[0]
    proof, count = _no_order(steps, init, last, budget)
    return Proof(proof, Reason("no_order", {"read": last.id, "value": last.value, "count": count}))


def _alone(code: str, read: Step, write: Step | None) -> Proof:
    if code == "siblings":
        return Proof((read,), Reason(code, {"read": read.id, "values": read.value}))
    steps = (read,) if write is None else (write, read)
    return Proof(steps, Reason(code, {"read": read.id, "value": read.value, "write": write and write.id}))


def _writers(steps: Sequence[Step], read: Step) -> list[Step]:
    return [step for step in steps if step.f == "write" and step.value == read.value and step.start <= read.end]


def _settled(steps: Sequence[Step], init: Any, read: Step) -> tuple[float, list[Step]]:
    """When all writes of a read's value had happened, and the operations that show it."""
    writers = _writers(steps, read)
    times = [BEFORE_ALL] * (read.value == init) + [write.end for write in writers]
    if len(times) == 1:
        others = [step for step in steps if step.f == "read" and step.value == read.value]
        first = min([*writers, *others], key=lambda step: step.end)
        if first.end < times[0]:
            return first.end, [*writers, first]
    return max(times), writers


def _stale(steps: Sequence[Step], init: Any, read: Step) -> Proof | None:
    settled, shown = _settled(steps, init, read)
    newer = [step for step in steps if step.f == "write" and settled < step.start and step.end < read.start]
    if not newer:
        return None
    newest = max(newer, key=lambda step: (step.start, step.end))
    source = max(_writers(steps, read), key=lambda step: step.start, default=None)
    values = {"read": read.id, "value": read.value, "write": source and source.id}
    return Proof(
        (*shown, newest, read), Reason("stale_read", values | {"newer": newest.id, "newer_value": newest.value})
    )


def _inversion(steps: Sequence[Step], init: Any, read: Step) -> Proof | None:
    settled, shown = _settled(steps, init, read)
    others = [step for step in steps if step.f == "read" and step.value != read.value]
    newer = [step for step in others if step.end < read.start and _newer(steps, init, step, settled)]
    if not newer:
        return None
    first = max(newer, key=lambda step: (step.end, step.start))
    values = {"first": first.id, "first_value": first.value, "second": read.id, "second_value": read.value}
    return Proof((*shown, *_writers(steps, first), first, read), Reason("inversion", values))


def _newer(steps: Sequence[Step], init: Any, read: Step, settled: float) -> bool:
    """Did the read, or else every write of what it saw, begin after a value was settled?"""
    writers = _writers(steps, read)
    return settled < read.start or (read.value != init and bool(writers) and settled < min(w.start for w in writers))


def _sources(steps: Sequence[Step], read: Step) -> list[Step]:
    """The writes that a read can have seen: none that another write lies wholly between."""
    writes = [step for step in steps if step.f == "write"]
    newest = max((write.start for write in writes if write.end < read.start), default=BEFORE_ALL)
    return [w for w in writes if w.value == read.value and w.start <= read.end and w.end >= newest]


def _no_order(steps: Sequence[Step], init: Any, last: Step, budget: int) -> tuple[tuple[Step, ...], int]:
    """A small proof from the operations that ended last, more of them as long as that is none; its true size."""
    ended = sorted((step for step in steps if step.end != NEVER and step != last), key=lambda step: step.end)
    size, outcome = SMALL, ""
    while outcome != "broken" and size < LARGE and budget > 0:
        near = [*ended[-size:], last]
        sources = {read: _sources(steps, read) for read in near if read.f == "read"}
        kept = {*near, *(write for writes in sources.values() for write in writes)}
        proof = [step for step in steps if step in kept]
        outcome, _, spent = decide(proof, init, budget)
        budget -= spent + len(proof)
        size *= 4
    if outcome == "broken":
        small = _shrink(proof, sources, init, last, budget)
        if len(small) <= MOST:
            return small, len(small)
    newest = max((w for w in ended if w.f == "write" and w.end < last.start), key=lambda w: w.start, default=ended[-1])
    return (newest, last), len(steps)


def _shrink(
    steps: Sequence[Step], sources: Mapping[Step, list[Step]], init: Any, last: Step, budget: int
) -> tuple[Step, ...]:
    """Leave out ever smaller parts while no legal order appears; `last` stays, and stands last."""
    kept = list(dict.fromkeys(steps))
    size = len(kept)
    while size:
        smaller, budget = _without_parts(kept, size, sources, init, last, budget)
        if size > 1 or len(smaller) == len(kept):
            size //= 2
        kept = smaller
    return tuple(sorted(kept, key=lambda step: (step == last, step.start, step.end)))


def _without_parts(
    kept: list[Step], size: int, sources: Mapping[Step, list[Step]], init: Any, last: Step, budget: int
) -> tuple[list[Step], int]:
    """Try once to leave out each run of `size` steps; a trial costs what it looks at."""
    i = 0
    while i < len(kept) and budget > 0:
        gone = set(kept[i : i + size])
        trial = [step for step in kept if step not in gone and gone.isdisjoint(sources.get(step, ()))]
        budget -= len(trial)
        found = decide(trial, init, budget) if last in trial else None
        if found and found.outcome == "broken":
            kept = trial
        else:
            i += size
        budget -= found.spent if found else 0
    return kept, budget
