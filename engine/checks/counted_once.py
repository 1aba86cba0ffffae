"""Counted once: no read of a counter tells more than all that was ever added, nor less than all that was taken away.

Rules of this file
* What a read may have counted is what was asked for before it ended and was not refused, each of it once. Which of it
  a replica has heard of is not asked: to lag behind breaks nothing here.
* So too much is found where nothing else makes up for it, and what is told as broken is certainly wrong.
* A delete that sets a counter back takes away what its node has: later reads of that key are not judged.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from math import isclose

from engine.checks.history import by_key, register_value
from engine.model import Operation, Reason, Value, Verdict

CHECK = "counted_once"
Number = int | float


def judged(operations: Sequence[Operation], init: Mapping[str, Value]) -> list[tuple[Verdict, int | None]]:
    """One verdict a key, each with the tick from which on it is broken: by the first read that tells too much."""
    return [_judge(key, ops, _number(init.get(key))) for key, ops in by_key(operations).items()]


def _judge(key: str, operations: Sequence[Operation], start: Number) -> tuple[Verdict, int | None]:
    reads = [op for op in operations if op.kind == "read" and op.status == "ok" and op.done is not None]
    for read in sorted(reads, key=lambda op: (op.done or 0, op.issued)):
        end = read.done or 0
        before = [op for op in operations if op.kind != "read" and op.issued <= end]
        value = register_value(read)
        happened = [op for op in before if op.status != "refused"]
        if not isinstance(value, int | float) or any(op.kind == "delete" for op in happened):
            continue
        counted = [op for op in happened if _number(op.value)]
        low, high = start + _sum(counted, -1), start + _sum(counted, 1)
        if low <= value <= high or isclose(value, low) or isclose(value, high):
            continue
        guilty = tuple(op.id for op in counted if (_number(op.value) > 0) == (value > high))
        reason = Reason("counted_twice", {"read": read.id, "value": value, "low": low, "high": high})
        since = max([end, *(op.done or 0 for op in before if op.status == "refused")])
        return Verdict(CHECK, key, "broken", (*guilty, read.id), reason), since
    return Verdict(CHECK, key, "kept"), None


def _sum(operations: Iterable[Operation], sign: int) -> Number:
    """The sum of what is above 0, or of what is below."""
    return sum(number for op in operations if (number := _number(op.value)) * sign > 0)


def _number(value: object) -> Number:
    return value if isinstance(value, int | float) else 0
