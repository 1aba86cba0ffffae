"""Is there a legal order? The search of Wing and Gong, as improved by Lowe: depth first, with a memo.

Rules of this file
* Calls and returns stand in one doubly linked line. An operation may come next iff its call stands before the first
  return; taking it lifts both out of the line, taking it back puts both in again.
* An observation that fits is taken at once and never tried later: it changes nothing, and nothing must precede it. So
  a choice is an operation that may change the state, with all observations that then fit.
* The memo holds (set of operations taken, state) after each choice: the same set in another order with the same state
  is not tried twice.
* Of two equal operations that may both come next, the one that ends first is taken first: they could be exchanged.
* Operations that end NEVER have no return; the search ends when all others are taken. A blind one is taken only if
  something that depends on the state may follow at once: else it might as well not happen. One that changes nothing is
  not taken at all.
* Up to the last of all returns at which a way was stuck, there is an order. Where every way was tried, none got past
  it: so the history is broken when that operation has ended, and not before.
* The cost is counted in entries looked at for a choice, and SCANNED entries passed over while observing as one more, so
  a budget cuts at the same place on every machine. So is the memory: a memo that would hold more than ROOM bytes,
  about, ends the search. Only `stop`, asked now and then, may know the hour.

Sources: Wing and Gong 1993, "Testing and verifying concurrent objects"; Lowe 2017, "Testing for linearizability".
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import count
from typing import NamedTuple

from engine.checks.line import Line, elders_of
from engine.checks.spec import NEVER, NO, Interval, SequentialSpec, States

ROOM = 100_000_000
EACH = 180
"""Bytes of the memo, well below what a small machine has; bytes that an entry takes beside its sets."""
SCANNED = 16
"""Entries that are passed over in the time that one takes which is looked at for a choice."""
ASK = 2_000
"""Entries looked at between two questions to `stop`: some milliseconds."""

Stop = Callable[[], bool]


class SearchResult(NamedTuple):
    """outcome: 'kept', 'broken' or 'cant_tell'; order: a legal order, or the longest one met; spent: its cost.

    shown: ids of operations. broken: as soon as all of them have ended, it is. cant_tell: as long as one of them has
    not, it is kept.
    """

    outcome: str
    order: tuple[str, ...]
    spent: int
    shown: tuple[str, ...] = ()


Place = tuple[int, int, int, int]
"""What is taken, and the state after it: of the operations that end how many from the first on, and which ones after
these, as bits; which of those that never end, as bits; the number of the state."""


def _place(low: int, window: int, loose: int, state: int) -> Place:
    """The one place for this set and state: low is as great as can be."""
    first = (~window & (window + 1)).bit_length() - 1
    return low + first, window >> first, loose, state


class _Search:
    """A way through the history: where it is, what was taken in which order, and what still stands in line.

    rank: which one an operation is of those that end, or of those that do not. certain: how many end. choices: for each
    the place before it, and how many operations had been taken. best: the longest order that was met. agreed: on how
    many operations it agrees with what is taken. stuck: end and number of the operation that no way got past so far.
    """

    def __init__(self, intervals: Sequence[Interval], spec: SequentialSpec) -> None:
        self.intervals, self.spec = intervals, spec
        self.line, self.states = Line(intervals), States(intervals, spec)
        self.elders = elders_of(intervals, spec.pure)
        self.ends = [interval.end != NEVER for interval in intervals]
        self.pure = [interval.f in spec.pure for interval in intervals]
        self.observes = [pure and ends for pure, ends in zip(self.pure, self.ends, strict=True)]
        certain, loose = count(), count()
        self.rank = [next(certain if ends else loose) for ends in self.ends]
        self.certain = next(certain)
        self.chosen = bytearray(len(intervals))
        self.place: Place = (0, 0, 0, 0)
        self.taken: list[int] = []
        self.choices: list[tuple[Place, int]] = []
        self.best: list[int] = []
        self.agreed = 0
        self.stuck: tuple[float, int] = (-1, -1)
        self.seen: set[Place] = set()
        self.spent, self.room = 0, ROOM
        self.observe()

    def choose(self, i: int) -> bool:
        """Take operation i next, unless an elder or the spec forbids it, or the memo knows where that leads."""
        low, window, loose, state = self.place
        after = self.states.step(state, i)
        if after == NO:
            return False
        for elder in self.elders[i]:
            if not self.chosen[elder]:
                return False
        if self.ends[i]:
            place = _place(low, window | 1 << self.rank[i] - low, loose, after)
        else:
            place = low, window, loose | 1 << self.rank[i], after
        if place in self.seen or not (self.ends[i] or self._matters(i, state, after)):
            return False
        self.seen.add(place)
        self.room -= EACH + (place[1].bit_length() + place[2].bit_length() >> 3)
        self.choices.append((self.place, len(self.taken)))
        self.place = place
        self.chosen[i] = True
        self.taken.append(i)
        self.line.take(i)
        self.observe()
        return True

    def _matters(self, i: int, state: int, after: int) -> bool:
        """Should an operation happen that need not? It must change the state and, if it is blind, something must be
        able to come next that depends on that."""
        if after == state:
            return False
        if self.intervals[i].f not in self.spec.blind:
            return True
        entry = self.line.right[self.line.head]
        while entry % 2 == 0 and entry != self.line.head:
            self.spent += 1
            next_i = entry // 2
            if self.intervals[next_i].f not in self.spec.blind and self.states.step(after, next_i) != NO:
                return True
            entry = self.line.right[entry]
        return False

    def observe(self) -> None:
        """Take all observations that fit."""
        low, window, loose, state = self.place
        line, observes, row, kind = self.line, self.observes, self.states.row(state), self.states.kind
        right, head, scanned = line.right, line.head, 0
        entry = right[head]
        while entry % 2 == 0 and entry != head:
            i = entry // 2
            scanned += 1
            if observes[i]:
                after = row.get(kind[i])
                if after is None:
                    after = self.states.step(state, i)
                if after != NO:
                    window |= 1 << self.rank[i] - low
                    self.taken.append(i)
                    entry = line.take(i)
                    continue
            entry = right[entry]
        self.spent += scanned // SCANNED
        self.place = _place(low, window, loose, state)

    def back(self, stuck: int) -> int | None:
        """Undo the last choice, since this operation would have to come before all that is left and cannot, with the
        observations that followed from it; answers the entry to try next."""
        self.stuck = max(self.stuck, (self.intervals[stuck].end, stuck))
        if len(self.taken) > len(self.best):
            self.best[self.agreed :] = self.taken[self.agreed :]
            self.agreed = len(self.taken)
        if not self.choices:
            return None
        self.place, before = self.choices.pop()
        chosen = self.taken[before]
        for i in reversed(self.taken[before:]):
            self.line.put(i)
        del self.taken[before:]
        self.chosen[chosen] = False
        self.agreed = min(self.agreed, before)
        return self.line.right[2 * chosen]

    def told(self, outcome: str) -> SearchResult:
        """The search ends, with the order that was found, or the longest so far."""
        found = self.taken if outcome == "kept" else max(self.best, self.taken, key=len)
        order = tuple(self.intervals[i].id for i in found)
        shown = (self.intervals[self.stuck[1]].id,) if outcome != "kept" and self.stuck[1] >= 0 else ()
        return SearchResult(outcome, order, self.spent, shown)


def search(intervals: Sequence[Interval], spec: SequentialSpec, budget: int, stop: Stop | None = None) -> SearchResult:
    """Look for an order of the operations that the spec and real time allow.

    budget: how many entries are looked at, at most. stop: is asked now and then whether to give up.
    """
    way = _Search(intervals, spec)
    right, head = way.line.right, way.line.head
    entry: int | None = right[head]
    ask = ASK if stop else budget
    while way.place[0] < way.certain:
        if way.spent >= ask:
            if way.spent >= budget or (stop is not None and stop()):
                way.spent = min(way.spent, budget)
                return way.told("cant_tell")
            ask = min(way.spent + ASK, budget)
        way.spent += 1
        assert entry is not None and entry != head, "a return stands before the head while any is left"
        i, is_return = divmod(entry, 2)
        if is_return:
            entry = way.back(i)
            if entry is None:
                return way.told("broken")
        else:
            entry = right[head] if not way.pure[i] and way.choose(i) else right[entry]
            if way.room < way.states.size:
                return way.told("cant_tell")
    return way.told("kept")
