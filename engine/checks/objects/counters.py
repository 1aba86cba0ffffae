"""Counters: something is added, and the sum is read.

Rules of this file
* Specification: a read returns the start and all that was added before it. Amounts may be negative; those with a point
  are summed as they are written, without rounding.
* A read can be no less than the start and all that must have been added by then, less what may have been taken away,
  and no more than the opposite (range). Where nothing is taken away it cannot be less than an earlier read (back).
* Where all amounts are equal, as in most tests, that is decided without a search: each value read says how many
  additions stand between it and the next lower one, and each addition has a first and a last such place; the one
  whose last place comes first is taken first (earliest deadline first; Glover 1967 for why this finds a matching
  wherever there is one). Equal additions can be exchanged, so nothing else counts. O(n log n).
* The rest is searched.

Sources: Jepsen's checker `counter` for the range; Wing and Gong 1993 for the search.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from fractions import Fraction
from heapq import heappop, heappush
from itertools import accumulate
from typing import Any, Final

from engine.checks.objects.kind import (
    KEPT,
    Decision,
    ObjectKind,
    Proof,
    broken,
    by_search,
    earliest,
    number,
    told_by,
)
from engine.checks.search import Stop
from engine.checks.spec import NEVER, Interval, SequentialSpec
from engine.model import Operation, Reason

Number = int | Fraction

MOST = 60
"""Operations of a proof at most: a longer one nobody reads."""


def exact(value: float) -> Number:
    """A number as it is written: 0.1 is a tenth."""
    return value if isinstance(value, int) else Fraction(repr(value))


def _step(state: Number, f: str, value: Number) -> tuple[bool, Number]:
    return (state == value, state) if f == "read" else (True, state + value)


COUNTER: Final = SequentialSpec(0, _step, ("read",), ())


def _decide(intervals: Sequence[Interval], start: Number, budget: int, stop: Stop | None) -> Decision:
    reads = [op for op in intervals if op.f == "read"]
    incs = [op for op in intervals if op.f == "inc" and op.value != 0]
    proof = earliest([*_out_of_range(reads, incs, start), *_back(reads, incs)])
    if proof:
        return broken(proof)
    amounts = {op.value for op in incs}
    if len(amounts) > 1:
        return by_search(COUNTER)(intervals, start, budget, stop)
    amount = next(iter(amounts), 1)
    levels = {read: Fraction(read.value - start) / amount for read in reads}
    return KEPT if _placed(levels, incs) else Decision("broken")


def _prefix(ops: Iterable[Interval], time: Callable[[Interval], float]) -> tuple[list[float], list[Number]]:
    """Times in order, and how much had been added before each place."""
    line = sorted(ops, key=time)
    return [time(op) for op in line], list(accumulate((op.value for op in line), initial=0))


def _out_of_range(reads: Sequence[Interval], incs: Sequence[Interval], start: Number) -> Iterator[Proof]:
    """The first read that no sum of what may and what must have been added explains."""
    up, down = [op for op in incs if op.value > 0], [op for op in incs if op.value < 0]
    ended = [_prefix((op for op in ops if op.end != NEVER), lambda op: op.end) for ops in (up, down)]
    begun = [_prefix(ops, lambda op: op.start) for ops in (up, down)]
    for read in sorted(reads, key=lambda op: op.end):
        must_up, must_down = (sums[bisect_left(times, read.start)] for times, sums in ended)
        may_up, may_down = (sums[bisect_right(times, read.end)] for times, sums in begun)
        low, high = start + must_up + may_down, start + may_up + must_down
        if low <= read.value <= high:
            continue
        few = read.value < low
        spare = must_up - (low - read.value) if few else -must_down - (read.value - high)
        certain = enough([op for op in (up if few else down) if op.end < read.start], spare)
        values = {"read": read.id, "value": plain(read.value), "low": plain(low), "high": plain(high)}
        code = "counter_range" if low < high else "counter_only"
        yield Proof((*certain, read.id), Reason(code, values), read.end)
        return


def enough(certain: Sequence[Interval], spare: Number) -> tuple[str, ...]:
    """As few of these additions as take a sum past `spare`, the largest first; where that is too many, the last one."""
    total, found = Fraction(0), []
    for op in sorted(certain, key=lambda op: (-abs(op.value), op.end)):
        if total > spare:
            break
        total += abs(op.value)
        found.append(op)
    if len(found) > MOST:
        found = [max(certain, key=lambda op: op.end)]
    return tuple(op.id for op in sorted(found, key=lambda op: op.end))


def _more(a: Interval, b: Interval) -> Interval:
    return b if b.value > a.value else a


def _back(reads: Sequence[Interval], incs: Sequence[Interval]) -> Iterator[Proof]:
    """Reads that show less than an earlier one, where nothing is taken away."""
    if any(op.value < 0 for op in incs):
        return
    ended = sorted(reads, key=lambda op: op.end)
    times = [op.end for op in ended]
    most = list(accumulate(ended, _more))
    for read in reads:
        count = bisect_left(times, read.start)
        if count and most[count - 1].value > read.value:
            first = most[count - 1]
            values = {"first": first.id, "first_value": plain(first.value), "read": read.id, "value": plain(read.value)}
            yield Proof((first.id, read.id), Reason("counter_back", values), read.end)


def _placed(levels: dict[Interval, Fraction], incs: Sequence[Interval]) -> bool:
    """Can additions of one be put between the reads so that each read has its level? Place i stands before the reads of
    the i-th level, the last one after all reads."""
    counts = sorted(set(levels.values()))
    nth = {count: i for i, count in enumerate(counts)}
    if any(count.denominator != 1 or count < 0 for count in counts):
        return False
    by_end, by_start = sorted(levels, key=lambda op: op.end), sorted(levels, key=lambda op: -op.start)
    ends, starts = [op.end for op in by_end], [-op.start for op in by_start]
    least = [0, *accumulate((nth[levels[op]] + 1 for op in by_end), max)]
    greatest = [len(counts), *accumulate((nth[levels[op]] for op in by_start), min)]
    if any(least[bisect_left(ends, op.start)] > nth[levels[op]] + 1 for op in levels):
        return False
    coming: list[list[tuple[int, bool]]] = [[] for _ in range(len(counts) + 1)]
    for op in incs:
        last = greatest[bisect_left(starts, -op.end)] if op.end != NEVER else len(counts)
        coming[least[bisect_left(ends, op.start)]].append((last, op.end == NEVER))
    return _filled([int(b - a) for a, b in zip([Fraction(0), *counts], counts, strict=False)], coming)


def _filled(sizes: Sequence[int], coming: Sequence[Sequence[tuple[int, bool]]]) -> bool:
    """Do so many come at each place, and all that must by their last place? coming: by first place (last, need not)."""
    waiting: list[tuple[int, bool]] = []
    for place, size in enumerate(sizes):
        for each in coming[place]:
            heappush(waiting, each)
        if size > len(waiting):
            return False
        for _ in range(size):
            if heappop(waiting)[0] < place:
                return False
    return all(last >= len(sizes) for last, _ in [*waiting, *coming[len(sizes)]])


def plain(value: Number) -> float:
    """A number as it is told."""
    return value if isinstance(value, int) else int(value) if value.denominator == 1 else float(value)


def _acts(op: Operation, ended: bool) -> Sequence[tuple[str, Any]]:
    return [(f, exact(value)) for f, value in told_by({"inc": "inc", "read": "read"})(op, ended)]


COUNTERS: Final = ObjectKind(
    COUNTER,
    ("inc", "read"),
    lambda op: number(op.value),
    _acts,
    lambda told: exact(told) if number(told) else None,
    _decide,
    told=plain,
)
