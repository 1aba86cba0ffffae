"""What of a long history is drawn, and where: stretches of time, with a gap for what is left out between them.

Rules of this file
* The proof is drawn whole, however far its operations lie from each other and from the part that was asked for, each
  with what stands next to it.
* One stretch is drawn to scale. Of several each is as wide as it has operations, and to scale in itself: a gap may be a
  thousand times as long as what lies beside it.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Collection, Iterator, Sequence
from itertools import pairwise
from typing import Final, NamedTuple

from engine.model import Operation

NEXT: Final = 2
"""Operations before and after one of the proof that are drawn with it."""
FILLED: Final = 5
"""Operations that are drawn too, where a gap would stand for no more."""
FEW: Final = 12
"""Operations of the proof far from the part that was asked for: with more of them, nothing is drawn beside them."""
LEAST: Final = 6.0
"""The width of a stretch, in operations, at the least."""
GAP, GAPS = 0.13, 0.4
"""The width of a gap, and of all gaps at most, where all stretches together are 1."""
MARK: Final = 70
"""Pixels from one number at the axis to the next, at the least."""


class Stretch(NamedTuple):
    """Operations in order of their begin. hidden: how many are left out before them, and after the stretch before."""

    operations: Sequence[Operation]
    hidden: int = 0


def stretches(mine: Sequence[Operation], shown: range, proof: Collection[str]) -> list[Stretch]:
    """The operations at these places, and those of the proof."""
    far = [i for i, op in enumerate(mine) if op.id in proof and i not in shown]
    beside = NEXT if len(far) <= FEW else 0
    near = {i + d for i in far for d in range(-beside, beside + 1)}
    seen = sorted(i for i in near | set(shown) if 0 <= i < len(mine))
    found: list[Stretch] = []
    begin = 0
    for n, i in enumerate(seen[1:], 1):
        if i - seen[n - 1] - 1 > FILLED and mine[i].issued > mine[seen[n - 1]].issued:
            found.append(_stretch(mine, seen[begin], seen[n - 1], found, seen))
            begin = n
    return [*found, _stretch(mine, seen[begin], seen[-1], found, seen)] if seen else []


def _stretch(
    mine: Sequence[Operation], first: int, last: int, before: Sequence[Stretch], seen: Sequence[int]
) -> Stretch:
    told = sum(one.hidden + len(one.operations) for one in before)
    return Stretch(mine[first : last + 1], first - seen[0] - told if before else 0)


class Gap(NamedTuple):
    """From where to where on the axis, and how many operations it stands for."""

    start: float
    end: float
    hidden: int


class Scale:
    """Ticks to places on an axis so many pixels wide. gaps: what is left out. marks: (place, tick) to write at the
    axis, of several stretches."""

    def __init__(self, parts: Sequence[Stretch], width: int) -> None:
        self.spans = list(_spans(parts))
        self.gaps: list[Gap] = []
        self.marks: list[tuple[float, int]] = []
        self._ticks: list[float] = []
        self._places: list[float] = []
        if len(parts) < 2:
            return
        widths = [max(LEAST, float(len(part.operations))) for part in parts]
        gap = sum(widths) * min(GAP, GAPS / (len(parts) - 1))
        place = 0.0
        pixels = width / (sum(widths) + gap * (len(parts) - 1))
        for part, (start, end), wide in zip(parts, self.spans, widths, strict=True):
            if self._places:
                self.gaps.append(Gap(place, place + gap, part.hidden))
                place += gap
            self._ticks += [start, end]
            self._places += [place, place + wide]
            count = max(1, int(wide * pixels / MARK))
            ticks = dict.fromkeys(round(start + (end - start) * i / count) for i in range(count))
            self.marks += [(self.at(tick), tick) for tick in ticks]
            place += wide

    def at(self, tick: float) -> float:
        """Where a tick stands: one before or after all is where they begin or end."""
        if not self._ticks:
            return tick
        i = min(max(bisect_right(self._ticks, tick), 1), len(self._ticks) - 1)
        (a, b), (x, y) = self._ticks[i - 1 : i + 1], self._places[i - 1 : i + 1]
        return min(max(x + (y - x) * (tick - a) / (b - a), x), y)

    def sees(self, tick: float) -> bool:
        """Does it lie in a stretch?"""
        return len(self.spans) < 2 or any(start <= tick <= end for start, end in self.spans)


def _spans(parts: Sequence[Stretch]) -> Iterator[tuple[float, float]]:
    """First and last tick of each stretch; what ends after the next one has begun reaches across."""
    starts = [float(part.operations[0].issued) for part in parts]
    for part, (start, then) in zip(parts, pairwise([*starts, float("inf")]), strict=True):
        end = max(op.issued if op.done is None else op.done for op in part.operations)
        last = start + 0.9 * (then - start)
        yield start, min(max(float(end), start + 1), last)
