"""Why the history of an object from outside has no legal order.

Rules of this file
* A break is told as it first shows: at the first end at which the history, as it is known by then, has no legal order.
  A search tells that end; a pattern may show later than another break, so the history right before it is judged, too
  (but for queues only up to LONG operations). Where steps run out a later end may be told, never an earlier one.
* The operation that ends there cannot come next. It always is one that needs a certain state: others could come last.
* What a dequeue took is known only when it ends. So what a decision tells of the whole history may be too early, and
  the answer that does not fit (`read`) may have come before the end that shows it (`late`).
* Where no pattern tells why, the longest legal order that was found before that end does, with what the object then
  holds.
* The proof is as few operations as are found that cannot all have happened, even if every other change may have
  happened at any time after its begin, or not at all. So nothing that is left out of it could repair it. It is looked
  for among the operations that ended last, then among more of them.
* Where no proof of at most MOST operations is found within the limit of steps, the last operation of the legal order
  stands beside the one that cannot come next.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, NamedTuple

from engine.checks.objects.intervals import Moment, ends, intervals
from engine.checks.objects.kind import Decision, ObjectKind, Proof
from engine.checks.objects.versioned import VERSIONED
from engine.checks.search import search
from engine.checks.spec import NEVER, Interval
from engine.model import Operation, Reason, Verdict

SHRINK, TRIAL = 60_000, 5_000
"""Steps to find a small proof, at most; steps of one trial for that."""
LONG = 1_000
"""Acts up to which a small proof is looked for, and an order or an earlier break where a pattern tells why there is
none."""
MOMENTS = 2
"""How many times as many steps it takes at most to find when it breaks, as one search for a proof may take."""
SMALL, MOST = 16, 60
"""Operations looked at first for a proof; operations of a proof at most: a longer one nobody reads."""
ANSWERS, FREE = ("read", "dequeue", "drain"), ("add", "remove", "inc", "enqueue")
"""What returns what it finds; what fits whatever there is, and so can come last."""
LATE = (
    "queue_overtaken", "queue_overtaken_start", "queue_not_empty", "queue_not_empty_start", "queue_never_empty",
)  # fmt: skip
"""Patterns that the end of a dequeue which is not in them may show: until then it may have taken what must be there."""


class Case(NamedTuple):
    """The history of one key, as it is judged. budget: steps of each search for a proof."""

    key: str
    operations: Sequence[Operation]
    kind: ObjectKind
    start: Any
    budget: int

    def line(self, until: Moment, without: str = "") -> list[Interval]:
        """What was done up to a moment."""
        return intervals(self.operations, self.kind, until, without)

    def is_broken(self, line: Sequence[Interval], budget: int) -> bool | None:
        """Is there no legal order? None: nobody can tell."""
        found = self.kind.decide(line, self.start, budget, None)
        return None if found.outcome == "cant_tell" else found.outcome == "broken"


def broken(case: Case, found: Decision) -> Verdict:
    """The verdict on a history that has no legal order."""
    moment, culprit = _first(case, found)
    pattern = case.kind.decide(case.line(moment), case.start, 0, None).proof
    if pattern and pattern.reason.code not in LATE:
        moment, culprit = next(end for end in ends(case.operations) if end[1].id == pattern.operations[-1])
    order, state = _before(case, culprit, moment, LONG if pattern else len(case.operations))
    known = pattern or case.kind.nearer(case.line(moment), culprit.id, case.start)
    if known:
        proof = (*(name for name in known.operations if name != culprit.id), culprit.id)
        return Verdict("linearizable", case.key, "broken", proof, _late(known, culprit), order)
    proof = _smallest(case, moment) or (*order[-1:], culprit.id)
    return Verdict("linearizable", case.key, "broken", proof, _reason(case, culprit, state, len(order), proof), order)


def _first(case: Case, found: Decision) -> tuple[Moment, Operation]:
    """The first end at which the history is broken: the one that the decision tells of or, where it was broken before
    that or is only later, found by halving."""
    line, left = [end for end in ends(case.operations) if end[1].kind not in FREE], MOMENTS * case.budget

    def is_broken(nth: int) -> bool:
        nonlocal left
        looked = case.kind.decide(case.line(line[nth][0]), case.start, min(left, case.budget), None)
        left -= looked.spent
        return looked.outcome == "broken"

    shown, hindsight = (found.proof.operations if found.proof else found.shown)[-1:], _hindsight(case)
    at = next((nth for nth, (_, op) in enumerate(line) if op.id in shown), -1)
    low, high = at + 1, len(line) - 1
    if at >= 0 and (not hindsight or is_broken(at)):
        earlier = found.proof and at and (hindsight or len(line) <= LONG) and is_broken(at - 1)
        low, high = 0 if earlier else at, at
    while low < high:
        middle = (low + high) // 2
        low, high = (low, middle) if is_broken(middle) else (middle + 1, high)
    return line[high]


def _hindsight(case: Case) -> bool:
    """Is more known of what an operation does once it has ended, observations aside?"""
    acts = case.kind.acts
    return any(acts(op, False) and tuple(acts(op, False)) != tuple(acts(op, True)) for op in case.operations)


def _late(known: Proof, culprit: Operation) -> Reason:
    """The reason of a pattern; of an answer that did not fit as soon as it came, or only after a later end."""
    code, values = known.reason.code, known.reason.values
    if values["read"] == culprit.id:
        return known.reason
    return Reason(f"{code}_late", {**values, "late": culprit.id})


def _before(case: Case, culprit: Operation, moment: Moment, most: int) -> tuple[tuple[str, ...], Any]:
    """The longest legal order found before an operation ends, () of more than `most`; what the object holds then."""
    line = case.kind.prepare(case.line((moment[0], moment[1] - 1), culprit.id), case.start)
    spec = replace(case.kind.spec, init=case.start)
    order = search(line, spec, case.budget).order if len(line) <= most else ()
    acts: dict[str, list[Interval]] = {}
    for interval in reversed(line):
        acts.setdefault(interval.id, []).append(interval)
    state = case.start
    for each in order:
        act = acts[each].pop()
        _, state = spec.step(state, act.f, act.value)
    return tuple(dict.fromkeys(filter(None, order))), state


def _smallest(case: Case, moment: Moment) -> tuple[str, ...]:
    """The fewest operations found that have no legal order, the one that ended last at their end; () if too many."""
    line, pure = case.line(moment), case.kind.spec.pure
    ended = [op.id for each, op in ends(case.operations) if each <= moment]
    left = min(SHRINK, case.budget) if len(line) <= LONG else 0

    def shows(ids: Sequence[str]) -> bool:
        nonlocal left
        must = set(ids)
        free = [op._replace(end=NEVER) for op in line if op.id not in must and (op.end == NEVER or op.f not in pure)]
        trial = sorted([*(op for op in line if op.id in must), *free], key=lambda op: op.start)
        found = case.is_broken(trial, min(left, TRIAL))
        left -= TRIAL if found is None else len(trial) // 4 + 1
        return found is True

    size = SMALL
    while left > 0 and size < len(ended) and not shows(ended[-size:]):
        size *= 4
    kept = ended[-size:] if left > 0 else ended
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


def _reason(case: Case, culprit: Operation, state: Any, count: int, proof: Sequence[str]) -> Reason:
    """A value that nobody can have written, or else what does not fit."""
    kind = case.kind
    versioned = kind.spec is VERSIONED
    wanted = culprit.value[0] if culprit.kind == "cas" and not versioned else culprit.value
    values: dict[str, Any] = {"read": culprit.id, "value": wanted}
    if "cas" in kind.kinds and not versioned and wanted != case.start:
        begun = (op for op in case.operations if op.issued <= (culprit.done or 0) and op.status != "refused")
        written = (op.value[1] if op.kind == "cas" else op.value for op in begun if op != culprit and op.kind != "read")
        if wanted not in written:
            return Reason("unheard", values)
    told = kind.told(state)
    if told is None and "transfer" in kind.kinds:
        return Reason("no_order" if culprit.kind == "read" else "no_order_transfer", {**values, "count": len(proof)})
    if culprit.kind in ("acquire", "release"):
        values = {"read": culprit.id, "client": culprit.client}
    code = "no_next" if culprit.kind in ANSWERS else f"no_next_{'version' if versioned else culprit.kind}"
    return Reason(code, {**values, "state": told, "count": count})
