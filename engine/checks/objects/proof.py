"""Why the history of an object from outside has no legal order.

Rules of this file
* A break that a search finds is told as it first shows: the operation whose end makes it one cannot come next, and the
  longest legal order that was found before that end, with what the object then holds. It always is an operation that
  needs a certain state: any other could come last.
* The proof is as few operations as are found that cannot all have happened, even if every other change may have
  happened at any time after its begin, or not at all. So nothing that is left out of it could repair it. It is looked
  for among the operations that ended last, then among more of them.
* Where no proof of at most MOST operations is found within the limit of steps, the last operation of the legal order
  stands beside the one that cannot come next.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from engine.checks.objects.intervals import Moment, ends, intervals
from engine.checks.objects.kind import Decision, ObjectKind
from engine.checks.search import search
from engine.checks.spec import NEVER, Interval
from engine.model import Operation, Reason, Verdict

BUDGET, TRIAL = 200_000, 20_000
"""Steps to find the longest order, and as many to find a small proof; steps of one trial."""
LONG = 1_000
"""Operations up to which an order is looked for where a pattern tells why there is none."""
SMALL, MOST = 16, 60
"""Operations looked at first for a proof; operations of a proof at most: a longer one nobody reads."""
ANSWERS = ("read", "dequeue", "drain")


def broken(key: str, operations: Sequence[Operation], found: Decision, kind: ObjectKind, start: Any) -> Verdict:
    """The verdict on a history that has no legal order."""
    named = {op.id: op for op in operations}
    line = ends(operations)
    if found.proof:
        culprit = named[found.proof.operations[-1]]
    elif found.shown:
        culprit = named[found.shown[-1]]
    else:
        culprit = _first(operations, line, kind, start)
    moment = next(moment for moment, op in line if op is culprit)
    order, state = _before(operations, culprit, moment, kind, start, not found.proof)
    if found.proof:
        return Verdict("linearizable", key, "broken", found.proof.operations, found.proof.reason, order)
    proof = _smallest(operations, moment, kind, start) or (*order[-1:], culprit.id)
    reason = _reason(operations, culprit, kind, start, state, len(order), len(proof))
    return Verdict("linearizable", key, "broken", proof, reason, order)


def _first(
    operations: Sequence[Operation], line: Sequence[tuple[Moment, Operation]], kind: ObjectKind, start: Any
) -> Operation:
    """The operation whose end breaks the history, by halving."""
    low, high = 0, len(line) - 1
    while low < high:
        middle = (low + high) // 2
        found = kind.decide(intervals(operations, kind, line[middle][0]), start, BUDGET, None)
        low, high = (low, middle) if found.outcome == "broken" else (middle + 1, high)
    return line[high][1]


def _before(
    operations: Sequence[Operation], culprit: Operation, moment: Moment, kind: ObjectKind, start: Any, always: bool
) -> tuple[tuple[str, ...], Any]:
    """The longest legal order that is found before an operation ends, and what the object holds after it."""
    just_before = (moment[0], moment[1] - 1)
    line = kind.prepare(intervals(operations, kind, just_before, culprit.id), start)
    if not always and len(line) > LONG:
        return (), start
    spec = replace(kind.spec, init=start)
    order = search(line, spec, BUDGET).order
    acts: dict[str, list[Interval]] = {}
    for interval in reversed(line):
        acts.setdefault(interval.id, []).append(interval)
    state = start
    for each in order:
        act = acts[each].pop()
        _, state = spec.step(state, act.f, act.value)
    return tuple(dict.fromkeys(filter(None, order))), state


def _smallest(operations: Sequence[Operation], moment: Moment, kind: ObjectKind, start: Any) -> tuple[str, ...]:
    """The fewest operations found that have no legal order, the one that ended last at their end; () if too many."""
    line = intervals(operations, kind, moment)
    ended = [op.id for each, op in ends(operations) if each <= moment]
    left = BUDGET

    def shows(ids: Sequence[str]) -> bool:
        nonlocal left
        must = set(ids)
        trial = [
            op if op.id in must else op._replace(end=NEVER)
            for op in line
            if op.id in must or op.end == NEVER or op.f not in kind.spec.pure
        ]
        found = kind.decide(trial, start, min(left, TRIAL), None)
        left -= len(trial) if found.outcome != "cant_tell" else TRIAL
        return found.outcome == "broken"

    size = SMALL
    while size < len(ended) and left > 0 and not shows(ended[-size:]):
        size *= 4
    kept, size = ended[-size:], min(size, len(ended))
    while size and left > 0:
        i = 0
        while i < len(kept) - 1 and left > 0:
            fewer = [*kept[:i], *kept[min(i + size, len(kept) - 1) :]]
            if shows(fewer):
                kept = fewer
            else:
                i += size
        size //= 2
    return tuple(kept) if len(kept) <= MOST else ()


def _reason(
    operations: Sequence[Operation],
    culprit: Operation,
    kind: ObjectKind,
    start: Any,
    state: Any,
    count: int,
    proof: int,
) -> Reason:
    """A value that nobody can have written, or else what does not fit."""
    wanted = culprit.value[0] if culprit.kind == "cas" else culprit.value
    values: dict[str, Any] = {"read": culprit.id, "value": wanted}
    if "cas" in kind.kinds and wanted != start:
        begun = (op for op in operations if op.issued <= (culprit.done or 0) and op.status != "refused")
        written = (op.value[1] if op.kind == "cas" else op.value for op in begun if op != culprit and op.kind != "read")
        if wanted not in written:
            return Reason("unheard", values)
    told = kind.told(state)
    if told is None and culprit.kind == "read" and "transfer" in kind.kinds:
        return Reason("no_order", {**values, "count": proof})
    code = "no_next" if culprit.kind in ANSWERS else f"no_next_{culprit.kind}"
    if culprit.kind in ("acquire", "release"):
        values = {"read": culprit.id, "client": culprit.client}
    return Reason(code, {**values, "state": told, "count": count})
