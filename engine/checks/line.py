"""Calls and returns of operations in order of time, as a search needs them: to lift one out and to put it back.

Rules of this file
* At one time, calls stand before returns: what shares an instant is concurrent.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from engine.checks.spec import NEVER, Interval

ELDERS = 32
"""Equal operations that one is compared with at most: with more, comparing them all would be quadratic."""


class Line:
    """Calls (even entries 2i) and returns (odd entries 2i+1) in order of time; the last entry is the head. An entry
    that does not stand in it has itself for a neighbour."""

    __slots__ = ("head", "left", "right")

    def __init__(self, intervals: Sequence[Interval]) -> None:
        times = [time for interval in intervals for time in (interval.start, interval.end)]
        calls, returns = range(0, len(times), 2), (i for i in range(1, len(times), 2) if times[i] != NEVER)
        line = sorted([*calls, *returns], key=times.__getitem__)  # stable: at one time, calls stand before returns
        self.head = len(times)
        self.left, self.right = list(range(self.head + 1)), list(range(self.head + 1))
        for a, b in pairwise([self.head, *line, self.head]):
            self.right[a], self.left[b] = b, a

    def take(self, i: int) -> int:
        """Lift an operation out; answers the entry that stood after its call."""
        left, right = self.left, self.right
        for entry in (2 * i, 2 * i + 1):
            a, b = left[entry], right[entry]
            right[a], left[b] = b, a
        return right[left[2 * i]]

    def put(self, i: int) -> None:
        """Put in again the operation that was lifted out last."""
        left, right = self.left, self.right
        for entry in (2 * i + 1, 2 * i):
            right[left[entry]] = left[right[entry]] = entry


def elders_of(intervals: Sequence[Interval], pure: tuple[str, ...]) -> list[list[int]]:
    """For each operation, the equal ones that begin no later, end no later and overlap it."""
    elders: list[list[int]] = [[] for _ in intervals]
    active: dict[tuple[str, Any], list[int]] = {}
    changes = [i for i, interval in enumerate(intervals) if interval.f not in pure]
    for i in sorted(changes, key=lambda i: (intervals[i].start, intervals[i].end)):
        _, f, value, start, end = intervals[i]
        equal = [j for j in active.get((f, value), ()) if intervals[j].end >= start]
        elders[i] = [j for j in equal if intervals[j].end <= end]
        active[f, value] = [*equal[-ELDERS:], i]
    return elders
