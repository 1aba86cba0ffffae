"""Queues: first in, first out.

Rules of this file
* Specification: a dequeue returns what has been in the queue longest; it returns nothing (`ok` with nil) only from an
  empty queue. A dequeue that failed is dropped. One whose outcome is unknown may have taken whatever stood first.
* A drain is dequeues, each at its own moment, until the queue is found empty; of an unknown one nobody knows how many.
* Where every value is enqueued once there is no search: such a history has a legal order iff none of these is in it
  (Henzinger, Sezgin and Vafeiadis 2013): a value that comes out and had not gone in (unheard), one that comes out twice
  (twice), one that comes out although another had gone in before it and not come out (overtaken), an empty answer while
  at every moment something must have been in the queue (not_empty). O(n log n).
* Dequeues of unknown outcome: a value that never came out and that another overtook, or that an empty answer did not
  see, must have been taken by one of them that had begun by then, each of which takes one. Are they too few, it is
  broken; if nothing is wrong when the first ones to begin have taken what had to be gone first, it is kept.
* What lies between, values that go in twice, and drains of several values that overlap others, are searched.
* Times are spread so that a drain during which nothing else begins or ends becomes dequeues one after the other.

Sources: Herlihy and Wing 1990; Henzinger, Sezgin and Vafeiadis 2013, "Aspect-oriented linearizability proofs"; Jepsen's
checkers `queue` and `total-queue` for what is customary, and for drains as dequeues.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Final

from engine.checks.objects.kind import KEPT, Decision, ObjectKind, broken, searched
from engine.checks.objects.queue_patterns import first_wrong, matched
from engine.checks.search import Stop
from engine.checks.spec import NEVER, Interval, SequentialSpec
from engine.model import Operation

Queue = tuple[tuple[Any, ...], tuple[tuple[str, int], ...]]
"""What is in it, oldest first; by open drain how many it has taken."""


def _step(state: Queue, f: str, value: Any) -> tuple[bool, Queue]:
    items, drains = state
    match f:
        case "enqueue":
            return True, ((*items, value), drains)
        case "dequeue":
            return items[:1] == (value,), (items[1:], drains)
        case "take":
            return bool(items), (items[1:], drains)
        case "empty":
            return not items, state
    drain, nth, *taken = value
    others = {one: count for one, count in drains if one != drain}
    fits = dict(drains).get(drain, 0) == nth and (list(items[:1]) == taken if taken else not items)
    return fits, (items[1:], tuple(sorted((others | {drain: nth + 1}).items())) if taken else tuple(others.items()))


QUEUE: Final = SequentialSpec(((), ()), _step, ("empty",), ())
TAKES, WILD = ("dequeue", "drained"), ("take", "take_many")
"""What takes a value that is known; what takes one that nobody knows, or many."""


def _decide(intervals: Sequence[Interval], start: Queue, budget: int, stop: Stop | None) -> Decision:
    ops = _spread(intervals)
    known, wild = [op for op in ops if op.f not in WILD], [op for op in ops if op.f in WILD]
    since = min((op.start for op in wild), default=NEVER)
    proof = first_wrong(known, start[0], since)
    if proof:
        return broken(proof)
    times = Counter([*start[0], *(op.value for op in known if op.f == "enqueue")])
    plain = not any(op.f == "drained" or (op.f == "dequeue" and op.end == NEVER) for op in known)
    if plain and max(times.values(), default=0) <= 1:
        given = matched(known, start[0], wild)
        if given is None:
            return Decision("broken")
        if not first_wrong([*known, *given], start[0], NEVER):
            return KEPT
    return searched(_prepare(ops, start), replace(QUEUE, init=start), budget, stop)


def _prepare(intervals: Sequence[Interval], start: Queue) -> list[Interval]:
    """For a drain of unknown outcome as many dequeues as there are values that never came out for certain."""
    rest = len(start[0]) + sum((op.f == "enqueue") - (op.f in TAKES and op.end != NEVER) for op in intervals)
    line: list[Interval] = []
    for op in intervals:
        line += [op] if op.f != "take_many" else [op._replace(f="take")] * max(0, rest)
    return line


def _spread(intervals: Sequence[Interval]) -> list[Interval]:
    """The same history with more room between its ticks; drains that are alone become dequeues in order."""
    counts = Counter(op.id for op in intervals if op.f == "drained" and op.end != NEVER)
    spans = {op.id: (op.start, op.end) for op in intervals}
    times = sorted(time for span in spans.values() for time in span)
    room = 2 * max(counts.values(), default=0) + 4 if counts else 1
    spread = []
    for op in intervals:
        start, end = op.start * room, op.end * room
        if op.id in counts and bisect_right(times, op.end) - bisect_left(times, op.start) == 2:
            nth = op.value[1]
            f, value = ("dequeue", op.value[2]) if op.f == "drained" else ("empty", None)
            spread.append(Interval(op.id, f, value, start + 2 * nth, start + 2 * nth + 1))
        else:
            spread.append(op._replace(start=start, end=end))
    return sorted(spread, key=lambda op: op.start)


def _holds(op: Operation) -> bool:
    if op.kind == "drain":
        return op.value is None or isinstance(op.value, tuple)
    return op.kind == "dequeue" or op.value is not None


def _acts(op: Operation, ended: bool) -> Sequence[tuple[str, Any]]:
    if op.kind == "enqueue":
        return (("enqueue", op.value),)
    if not ended:
        return (("take" if op.kind == "dequeue" else "take_many", None),)
    if op.kind == "drain" and op.value:
        drained = [("drained", (op.id, nth, value)) for nth, value in enumerate(op.value)]
        return [*drained, ("emptied", (op.id, len(op.value)))]
    return (("empty", None),) if op.kind == "drain" or op.value is None else (("dequeue", op.value),)


QUEUES: Final = ObjectKind(
    QUEUE,
    ("enqueue", "dequeue", "drain"),
    _holds,
    _acts,
    lambda told: (told, ()) if isinstance(told, tuple) and None not in told else None,
    _decide,
    _prepare,
    lambda state: state[0],
)
