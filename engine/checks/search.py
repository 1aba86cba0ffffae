"""Is there a legal order? The search of Wing and Gong, as improved by Lowe: depth first, with a memo.

Rules of this file
* Calls and returns stand in one doubly linked line. An operation may come next iff its call stands before the first
  return; taking it lifts both out of the line, taking it back puts both in again.
* The memo holds (set of operations taken as bits, state): the same set in another order with the same state is not
  tried twice.
* An observation that fits is taken at once and never tried later: it changes nothing, and nothing must precede it.
* Of two equal operations that may both come next, the one that ends first is taken first: they could be exchanged.
* Operations that end NEVER have no return; the search ends when all others are taken. A blind one is taken only if
  something that depends on the state may follow at once: else it might as well not happen. One that changes nothing is
  not taken at all.
* The cost is counted in entries looked at, so a budget cuts at the same place on every machine. So is the memory: a
  memo that would hold more than ROOM bytes, about, ends the search. Only `stop`, asked now and then, may know the hour.
* In long histories the memo keeps what is taken as the number of first operations that all are, and the rest.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from engine.checks.spec import NEVER, Interval, SequentialSpec

ROOM = 200_000_000
LONG = 512
EACH = 150
"""Bytes of the memo, well below what a small machine has; operations from which on it is kept short; bytes that an
entry takes beside its sets and state."""
ASK = 2_000
"""Entries looked at between two questions to `stop`: some milliseconds."""
ELDERS = 32
"""Equal operations that one is compared with at most: with more, comparing them all would be quadratic."""

Stop = Callable[[], bool]


class SearchResult(NamedTuple):
    """outcome: 'kept', 'broken' or 'cant_tell'; order: a legal order, or the longest one met; spent: its cost."""

    outcome: str
    order: tuple[str, ...]
    spent: int


class _Line:
    """Calls (even entries 2i) and returns (odd entries 2i+1) in order of time; the last entry is the head."""

    __slots__ = ("head", "left", "right")

    def __init__(self, intervals: Sequence[Interval]) -> None:
        entries = [(interval.start, 0, 2 * i) for i, interval in enumerate(intervals)]
        entries += [(interval.end, 1, 2 * i + 1) for i, interval in enumerate(intervals) if interval.end != NEVER]
        self.head = 2 * len(intervals)
        self.left = [self.head] * (self.head + 1)
        self.right = [self.head] * (self.head + 1)
        line = [self.head, *(entry for _, _, entry in sorted(entries))]
        for a, b in zip(line, [*line[1:], self.head], strict=True):
            self.right[a], self.left[b] = b, a

    def take(self, entry: int) -> None:
        a, b = self.left[entry], self.right[entry]
        self.right[a], self.left[b] = b, a

    def put(self, entry: int) -> None:
        self.right[self.left[entry]] = self.left[self.right[entry]] = entry


def _elders(intervals: Sequence[Interval], pure: tuple[str, ...]) -> list[int]:
    """For each operation, as bits, the equal ones that begin no later, end no later and overlap it."""
    elders = [0] * len(intervals)
    active: dict[tuple[str, Any], list[int]] = {}
    for i in sorted(range(len(intervals)), key=lambda i: (intervals[i].start, intervals[i].end)):
        interval = intervals[i]
        if interval.f not in pure:
            equal = [j for j in active.get((interval.f, interval.value), ()) if intervals[j].end >= interval.start]
            elders[i] = sum(1 << j for j in equal if intervals[j].end <= interval.end)
            active[interval.f, interval.value] = [*equal[-ELDERS:], i]
    return elders


class _Search:
    """A place in the search: what is taken in which order, the state, and what still stands in line."""

    __slots__ = (
        "best",
        "bits",
        "elders",
        "intervals",
        "left",
        "line",
        "room",
        "seen",
        "spec",
        "spent",
        "state",
        "taken",
    )

    def __init__(self, intervals: Sequence[Interval], spec: SequentialSpec) -> None:
        self.intervals, self.spec, self.line = intervals, spec, _Line(intervals)
        self.elders = _elders(intervals, spec.pure)
        self.state, self.bits = spec.init, 0
        self.left = sum(interval.end != NEVER for interval in intervals)
        self.taken: list[tuple[int, Any]] = []
        self.best: list[int] = []
        self.seen: set[Any] = set()
        self.spent, self.room = 0, ROOM

    def take(self, i: int) -> bool:
        """Take operation i next, unless an elder or the spec forbids it, or the memo knows where that leads."""
        if self.elders[i] & ~self.bits:
            return False
        interval = self.intervals[i]
        fits, after = self.spec.step(self.state, interval.f, interval.value)
        if not fits or (interval.end == NEVER and after == self.state):
            return False
        bits = self.bits | 1 << i
        memo = (bits, after) if len(self.intervals) < LONG else _short(bits, after)
        if memo in self.seen:
            return False
        if interval.end == NEVER and interval.f in self.spec.blind and not self.matters(after):
            return False
        self.seen.add(memo)
        self.room -= EACH + (memo[-2].bit_length() >> 3) + (len(after) if isinstance(after, str | tuple) else 0)
        self.taken.append((i, self.state))
        self.bits, self.state = bits, after
        self.line.take(2 * i)
        if interval.end != NEVER:
            self.line.take(2 * i + 1)
            self.left -= 1
        return True

    def matters(self, state: Any) -> bool:
        """May something come next that is not blind and fits this state?"""
        entry = self.line.right[self.line.head]
        while entry % 2 == 0 and entry != self.line.head:
            self.spent += 1
            _, f, value, _, _ = self.intervals[entry // 2]
            if f not in self.spec.blind and self.spec.step(state, f, value)[0]:
                return True
            entry = self.line.right[entry]
        return False

    def back(self) -> int | None:
        """Undo the last choice, with the observations that followed from it; answers the entry to try next."""
        if len(self.taken) > len(self.best):
            self.best = [i for i, _ in self.taken]
        while self.taken:
            i, self.state = self.taken.pop()
            interval = self.intervals[i]
            self.bits ^= 1 << i
            if interval.end != NEVER:
                self.line.put(2 * i + 1)
                self.left += 1
            self.line.put(2 * i)
            if interval.f not in self.spec.pure:
                return self.line.right[2 * i]
        return None

    def order(self) -> tuple[str, ...]:
        """The longest order so far, as ids."""
        indexes = [i for i, _ in self.taken]
        return tuple(self.intervals[i].id for i in max(self.best, indexes, key=len))


def _short(bits: int, state: Any) -> tuple[int, int, Any]:
    """A set of operations without the first ones, as far as all of them are in it, and how many these are."""
    low = (~bits & (bits + 1)).bit_length() - 1
    return low, bits >> low, state


def search(intervals: Sequence[Interval], spec: SequentialSpec, budget: int, stop: Stop | None = None) -> SearchResult:
    """Look for an order of the operations that the spec and real time allow.

    budget: how many entries are looked at, at most. stop: is asked now and then whether to give up.
    """
    place = _Search(intervals, spec)
    right, head = place.line.right, place.line.head
    entry: int | None = right[head]
    ask = ASK if stop else budget
    while place.left:
        if place.spent >= ask:
            if place.spent >= budget or (stop is not None and stop()):
                return SearchResult("cant_tell", place.order(), min(place.spent, budget))
            ask = min(place.spent + ASK, budget)
        place.spent += 1
        assert entry is not None and entry != head, "a return stands before the head while any is left"
        i, is_return = divmod(entry, 2)
        if is_return:
            entry = place.back()
            if entry is None:
                return SearchResult("broken", place.order(), place.spent)
        else:
            entry = right[head] if place.take(i) else right[entry]
            if place.room < 0:
                return SearchResult("cant_tell", place.order(), place.spent)
    return SearchResult("kept", tuple(place.intervals[i].id for i, _ in place.taken), place.spent)
