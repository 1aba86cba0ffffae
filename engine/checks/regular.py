"""Lamport's regular register (1986): may every read, taken alone, have returned what it did?

Rules of this file
* A read returns the value of a write that overlaps it, or of a last write before it: one that ended before the read
  began, with no other write wholly between the two. The start value counts as a write before all others.
* With one writer this is Lamport's register. With several it is the weakest of the four multi-writer registers of Shao
  et al., MWRegWeak: for each read some order of all writes, true to real time, explains it. Two reads need not agree on
  that order, nor do reads stand in any: the new value and then the old one again is allowed while a write goes on.
* A cas that succeeded is a read of what it replaced and a write at once; of the same value, it is a read alone. So is
  one that was refused with what it found.
* Real time, deletes and absent keys are as in linearizable.py. A write that is 'unknown' or still waiting overlaps all
  that comes after its start: it may be returned, and never has to be. A read without an answer says nothing.
* A break is told as it first shows: when the read ends or, if what it returned was then still being written, when the
  last such write is refused. Of several, the one that shows first is told.
* The writes are sorted once and each read is looked up: O(n log n), so there is no budget and no 'cant_tell'.

Sources: Lamport 1986, "On interprocess communication", part II; Shao, Welch, Pierce and Lee 2011, "Multiwriter
consistency conditions for shared memory registers".
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import accumulate
from math import inf
from typing import Any, NamedTuple, cast

from engine.checks.history import as_read, by_key, register_value
from engine.checks.spec import NEVER
from engine.model import Operation, Reason, Value, Verdict

BEFORE_ALL = -inf
CHECK = "regular"
READS = ("read", "cas")


def judged(operations: Sequence[Operation], init: Mapping[str, Value]) -> list[tuple[Verdict, int | None]]:
    """One verdict a key, in order of keys, each with the tick from which on it is broken."""
    return [_judge(key, ops, init.get(key)) for key, ops in by_key(operations).items()]


class _Greatest(NamedTuple):
    """Of pairs (time, number): the times in order, and at each the greatest number so far."""

    times: list[float]
    numbers: list[float]

    def before(self, time: float) -> float:
        """The greatest number of a pair before a time."""
        place = bisect_left(self.times, time)
        return self.numbers[place - 1] if place else BEFORE_ALL

    def until(self, time: float) -> float:
        """The same with the time itself."""
        place = bisect_right(self.times, time)
        return self.numbers[place - 1] if place else BEFORE_ALL


def _greatest(pairs: Iterable[tuple[float, float]]) -> _Greatest:
    line = sorted(pairs)
    return _Greatest([time for time, _ in line], list(accumulate((number for _, number in line), max)))


class _Break(NamedTuple):
    """A read that nothing explains from the tick `since` on; when it ended, and its place among the operations."""

    since: int
    end: int
    place: int


def _judge(key: str, operations: Sequence[Operation], init: Value) -> tuple[Verdict, int | None]:
    found = min(_breaks(operations, init), default=None)
    if found is None:
        return Verdict(CHECK, key, "kept"), None
    ids, reason = _why(operations, as_read(operations[found.place]), init)
    return Verdict(CHECK, key, "broken", ids, reason), found.since


def _breaks(operations: Sequence[Operation], init: Value) -> Iterator[_Break]:
    """The reads that nothing explains. begun: by end, when writes that had ended began. ended: by start, their ends."""
    writes = _writes(operations)
    begun = _greatest((_end(op), op.issued) for op in writes if op.status == "ok")
    by_value: dict[Any, list[Operation]] = {}
    for op in writes:
        by_value.setdefault(register_value(op), []).append(op)
    ended = {
        value: _greatest((op.issued, _end(op)) for op in mine if op.status != "refused")
        for value, mine in by_value.items()
    }
    for place, read in enumerate(operations):
        read = as_read(read)
        if read.kind not in READS or read.status != "ok" or read.done is None:
            continue
        value, end, newest = _seen(read), read.done, begun.before(read.issued)
        last = ended[value].until(end) if value in ended else BEFORE_ALL
        initial = value == init and newest == BEFORE_ALL
        if not initial and (last == BEFORE_ALL or last < newest):
            refused = (op for op in by_value.get(value, ()) if op.status == "refused" and op.issued <= end)
            yield _Break(max([end, *(op.done for op in refused if op.done is not None)]), end, place)


def _writes(operations: Sequence[Operation]) -> list[Operation]:
    return [op for op in operations if op.kind != "read" and not (op.kind == "cas" and op.value[0] == op.written)]


def _seen(read: Operation) -> object:
    """What a read returned, or a cas replaced."""
    return read.value[0] if read.kind == "cas" else register_value(read)


def _end(op: Operation) -> float:
    return NEVER if op.status != "ok" or op.done is None else op.done


def _why(operations: Sequence[Operation], read: Operation, init: Value) -> tuple[tuple[str, ...], Reason]:
    """The operations that prove that nothing explains a read, the read last, and a code for the words."""
    value, values = _seen(read), {"read": read.id, "value": _seen(read)}
    if isinstance(value, tuple):
        return (read.id,), Reason("siblings", {"read": read.id, "values": value})
    writes = [op for op in _writes(operations) if op.id != read.id]
    same = [op for op in writes if register_value(op) == value]
    begun = [op for op in same if op.status != "refused" and op.issued <= cast(int, read.done)]
    if begun or value == init:
        ended = (op for op in writes if _end(op) < read.issued)
        newer = max(ended, key=lambda op: (op.issued, op.done))
        told = values | {"newer": newer.id, "newer_value": register_value(newer)}
        return (*(op.id for op in begun), newer.id, read.id), Reason("stale_read", told)
    if not same:
        return (read.id,), Reason("never_written", values)
    code = "never_written" if same[0].status == "refused" else "from_future"
    return (same[0].id, read.id), Reason(code, values | {"write": same[0].id})
