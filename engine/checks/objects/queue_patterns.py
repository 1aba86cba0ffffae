"""What cannot be in the history of a queue, whatever the order: the bad patterns of Henzinger, Sezgin and Vafeiadis.

Rules of this file
* A value has its ins (enqueues, and the start) and its outs (dequeues that certainly happened). It is certainly in the
  queue from the end of its in to the begin of its out; where no out is known, to the begin of the first dequeue that
  may have taken anything (`wild`).
* Where such a dequeue had begun, only the out tells how long the value was there: so the out belongs to the proof.
* Only values with one in and at most one out are compared with others; that leaves out breaks, and never makes one.

Source: Henzinger, Sezgin and Vafeiadis 2013, "Aspect-oriented linearizability proofs", theorem 5.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from itertools import accumulate
from typing import Any, NamedTuple

from engine.checks.objects.kind import Proof, earliest
from engine.checks.spec import NEVER, Interval
from engine.checks.zones import BEFORE_ALL
from engine.model import Reason


class _Stay(NamedTuple):
    """A value that went in once. out: how it came out, as far as is known; gone: when it can have come out first.
    alone: the same, were its out not known."""

    value: Any
    into: Interval
    out: Interval | None
    gone: float
    alone: float

    def needed(self, until: float) -> list[Interval]:
        """Its out, if without that it might have been gone by then."""
        return [self.out] if self.out and self.alone <= until else []


def first_wrong(ops: Sequence[Interval], start: Sequence[Any], wild: float) -> Proof | None:
    """The first of the patterns to show. wild: when the first dequeue began that may have taken anything."""
    ins, outs = _moves(ops, start)
    stays, empties = _stays(ops, start, wild)
    return earliest(
        [*_unheard(ins, outs), *_twice(ins, outs), *_overtaken(stays), *_drained(stays), *_not_empty(stays, empties)]
    )


def _moves(
    ops: Sequence[Interval], start: Sequence[Any]
) -> tuple[dict[Any, list[Interval]], dict[Any, list[Interval]]]:
    """By value its ins and its outs."""
    ins: dict[Any, list[Interval]] = {}
    outs: dict[Any, list[Interval]] = {}
    for nth, value in enumerate(start):
        before = BEFORE_ALL - len(start) + nth
        ins.setdefault(value, []).append(Interval("", "enqueue", value, before, before))
    for op in ops:
        if op.f == "enqueue":
            ins.setdefault(op.value, []).append(op)
        elif op.f in ("dequeue", "drained"):
            outs.setdefault(taken(op), []).append(op)
    return ins, outs


def _stays(ops: Sequence[Interval], start: Sequence[Any], wild: float) -> tuple[list[_Stay], list[Interval]]:
    """The values that went in once and came out once at most, and the empty answers."""
    ins, outs = _moves(ops, start)
    once = [(value, into[0], outs.get(value, [])) for value, into in ins.items() if len(into) == 1]
    stays = [stay for value, into, out in once for stay in _stay(value, into, out, wild)]
    return stays, [op for op in ops if op.f in ("empty", "emptied") and op.end != NEVER]


def matched(ops: Sequence[Interval], start: Sequence[Any], wild: Sequence[Interval]) -> list[Interval] | None:
    """What dequeues of unknown outcome took, so that all is gone that had to be; None: they are too few.

    What must be gone first is taken by the first to begin; one that may have taken many takes whatever it can.
    """
    stays, empties = _stays(ops, start, NEVER)
    ends = [(stay.into.start, stay.out.end) for stay in stays if stay.out] + [(op.start, op.end) for op in empties]
    ends.sort(reverse=True)
    begins, least = [-begin for begin, _ in ends], list(accumulate((end for _, end in ends), min))
    due = []
    for stay in stays:
        count = 0 if stay.out or stay.into.end == NEVER else bisect_left(begins, -stay.into.end)
        if count:
            due.append((least[count - 1], stay))
    single = [op for op in sorted(wild, key=lambda op: op.start) if op.f == "take"]
    many = min((op for op in wild if op.f == "take_many"), key=lambda op: op.start, default=None)
    given: list[Interval] = []
    for end, stay in sorted(due, key=lambda each: (each[0], each[1].into.end)):
        if many and many.start <= end:
            given.append(many._replace(f="dequeue", value=stay.value))
        elif single and single[0].start <= end:
            given.append(single.pop(0)._replace(f="dequeue", value=stay.value))
        else:
            return None
    return given


def taken(op: Interval) -> Any:
    """The value that a dequeue, or one of a drain, took."""
    return op.value[2] if op.f == "drained" else op.value


def _stay(value: Any, into: Interval, outs: Sequence[Interval], wild: float) -> Iterator[_Stay]:
    certain = [op for op in outs if op.end != NEVER]
    if len(certain) <= 1:
        out = certain[0] if certain else None
        alone = min([wild, *(op.start for op in outs if op is not out)])
        yield _Stay(value, into, out, out.start if out else alone, alone)


def _certain(outs: Sequence[Interval]) -> list[Interval]:
    return sorted((op for op in outs if op.end != NEVER), key=lambda op: op.end)


def _unheard(ins: dict[Any, list[Interval]], outs: dict[Any, list[Interval]]) -> Iterator[Proof]:
    """A value that came out before anybody had begun to put it in."""
    for value, many in outs.items():
        begun = min((op.start for op in ins.get(value, ())), default=NEVER)
        for out in _certain(many):
            if out.end < begun:
                yield Proof((out.id,), Reason("queue_unheard", {"read": out.id, "value": value}), out.end)


def _twice(ins: dict[Any, list[Interval]], outs: dict[Any, list[Interval]]) -> Iterator[Proof]:
    """A value that came out more often than it can have gone in."""
    for value, many in outs.items():
        count, certain = len(ins.get(value, ())), _certain(many)
        if 0 < count < len(certain):
            first, last = certain[0], certain[count]
            ids = tuple(dict.fromkeys(op.id for op in certain[: count + 1]))
            values = {"first": first.id, "read": last.id, "value": value, "count": count}
            yield Proof(ids, Reason("queue_twice" if count == 1 else "queue_too_often", values), last.end)


def _longer(a: _Stay, b: _Stay) -> _Stay:
    return b if b.gone > a.gone else a


def _overtaken(stays: Sequence[_Stay]) -> Iterator[Proof]:
    """A value that came out while one that had gone in before it must still have been there."""
    certain = sorted((stay for stay in stays if stay.into.end != NEVER), key=lambda stay: stay.into.end)
    ends = [stay.into.end for stay in certain]
    longest = list(accumulate(certain, _longer))
    for stay in stays:
        count = bisect_left(ends, stay.into.start)
        if stay.out and count and longest[count - 1].gone > stay.out.end:
            yield _passed(longest[count - 1], stay, stay.out)


def _drained(stays: Sequence[_Stay]) -> Iterator[Proof]:
    """A drain that gave a value before one that had gone in before it."""
    drains: dict[str, list[_Stay]] = {}
    for stay in stays:
        if stay.out and stay.out.f == "drained":
            drains.setdefault(stay.out.id, []).append(stay)
    for many in drains.values():
        first: _Stay | None = None
        for stay in sorted(many, key=lambda stay: -stay.out.value[1] if stay.out else 0):
            if first and stay.out and first.into.end < stay.into.start:
                yield _passed(first, stay, stay.out)
            first = min(first or stay, stay, key=lambda each: each.into.end)


def _passed(stayed: _Stay, stay: _Stay, out: Interval) -> Proof:
    values = {"op": stayed.into.id or None, "value": stayed.value, "other": stay.into.id, "other_value": stay.value}
    code = "queue_overtaken" if stayed.into.id else "queue_overtaken_start"
    shown = [stayed.into, stay.into, out, *stayed.needed(out.end)]
    return _proof(shown, Reason(code, {**values, "read": out.id}))


def _proof(ops: Sequence[Interval], reason: Reason) -> Proof:
    """These operations, without what is but the start, in order of their ends."""
    line = sorted(ops, key=lambda op: op.end)
    return Proof(tuple(dict.fromkeys(op.id for op in line if op.id)), reason, line[-1].end)


def _not_empty(stays: Sequence[_Stay], empties: Sequence[Interval]) -> Iterator[Proof]:
    """The first empty answer although something was in the queue at every moment at which it can have been given."""
    spans = sorted((stay for stay in stays if stay.into.end < stay.gone), key=lambda stay: stay.into.end)
    pieces: list[list[_Stay]] = []
    until = -NEVER
    for stay in spans:
        if pieces and stay.into.end < until:
            pieces[-1].append(stay)
        else:
            pieces.append([stay])
        until = max(until, stay.gone)
    begins, ends = [piece[0].into.end for piece in pieces], [max(s.gone for s in piece) for piece in pieces]
    for op in sorted(empties, key=lambda op: op.end):
        nth = bisect_left(begins, op.start) - 1
        if nth >= 0 and op.end < ends[nth]:
            yield _covered(pieces[nth], op)
            return


def _covered(piece: Sequence[_Stay], op: Interval) -> Proof:
    """The fewest values that were in the queue one after another all the while."""
    chain: list[_Stay] = []
    at = op.start
    while not chain or chain[-1].gone <= op.end:
        chain.append(max((stay for stay in piece if stay.into.end < at), key=lambda stay: stay.gone))
        at = chain[-1].gone
    outs = [stay.out for stay in chain[:-1] if stay.out] + chain[-1].needed(op.end)
    first = chain[0]
    values = {"read": op.id, "op": first.into.id, "value": first.value, "held": tuple(s.value for s in chain)}
    code = "queue_never_empty" if len(chain) > 1 else "queue_not_empty" if first.into.id else "queue_not_empty_start"
    return _proof([*(stay.into for stay in chain), *outs, op], Reason(code, values))
