"""Faults above the lanes: by name where there is room, else how many befell in a stretch; hovering tells them.

Rules of this file
* What starts a fault (start, start-partition, cut) shades the time until what stops it.
* All text from a file is escaped.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Final, NamedTuple

from engine.histories import NemesisEvent
from lessons.words import Words
from pages.ui.histories.stretches import Scale
from pages.ui.plot.style import LOST, clipped, escaped, marks, shade, wrapped

LETTER: Final = 7.5
"""Pixels that a letter of a label takes, about."""
LONG, SHORT = 30, 16
"""Letters of a name at most, on a wide picture and on a narrow one."""
COUNT: Final = 90.0
"""Pixels that a count takes: what lies nearer than that is counted together."""
TOLD: Final = 12
"""Faults of one stretch that hovering names."""
ABOVE: Final = -0.8
"""The row of faults; the first lane is 0."""


class Axis(NamedTuple):
    """Ticks to places, the first and last place, and how many pixels lie between them."""

    scale: Scale
    first: float
    last: float
    width: int

    def pixel(self, place: float) -> float:
        """How far from the left."""
        return (place - self.first) / (self.last - self.first or 1) * self.width


def trace(faults: Sequence[NemesisEvent], axis: Axis, words: Words) -> Iterator[dict[str, Any]]:
    """The marks, with a label each; nothing where there are no faults."""
    groups = list(_groups(faults, axis))
    if not groups:
        return
    places = [axis.scale.at(group[0].tick) for group in groups]
    ends = [*(axis.pixel(place) for place in places[1:]), float(axis.width)]
    labels = [
        _label(group, end - axis.pixel(place), axis.width, words)
        for group, place, end in zip(groups, places, ends, strict=True)
    ]
    found = marks(places, [ABOVE] * len(groups), [_hover(group, words) for group in groups])
    found |= {"mode": "markers+text", "text": labels, "textposition": "middle right"}
    found |= {"marker": {"symbol": "star", "size": 11, "color": LOST}, "name": words("histories.fault")}
    yield found


def _groups(faults: Sequence[NemesisEvent], axis: Axis) -> Iterator[list[NemesisEvent]]:
    """Faults that stand too near to each other for a name each."""
    group: list[NemesisEvent] = []
    for fault in sorted(faults, key=lambda fault: fault.tick):
        place = axis.scale.at(fault.tick)
        if not (axis.scale.sees(fault.tick) and axis.first <= place <= axis.last):
            continue
        if group and axis.pixel(place) - axis.pixel(axis.scale.at(group[0].tick)) >= COUNT:
            yield group
            group = []
        group.append(fault)
    if group:
        yield group


def _name(fault: NemesisEvent) -> str:
    return f"{fault.what} {fault.more}".strip()


def _label(group: Sequence[NemesisEvent], room: float, width: int, words: Words) -> str:
    """The names of one or two, else their number."""
    most = min(LONG if width >= 500 else SHORT, int(room / LETTER) - 2)
    if len(group) > 1:
        return escaped(words("histories.faults", n=len(group)))
    return escaped(clipped(_name(group[0]), most)) if most > 3 else ""


def _hover(group: Sequence[NemesisEvent], words: Words) -> str:
    if len(group) == 1:
        return wrapped([clipped(_name(group[0]), 120)])
    lines = [f"{fault.tick}: {clipped(_name(fault), 50)}" for fault in group[:TOLD]]
    more = [words("histories.faults_more", n=len(group) - TOLD)] * (len(group) > TOLD)
    return wrapped([words("histories.faults", n=len(group)), *lines, *more])


def shades(faults: Sequence[NemesisEvent], axis: Axis) -> Iterator[dict[str, Any]]:
    """From what starts a fault to what stops it, or to the end; one shade where several faults last."""
    spans = sorted(_spans(faults, axis))
    while spans:
        start, end = spans.pop(0)
        while spans and spans[0][0] <= end:
            end = max(end, spans.pop(0)[1])
        if start < end:
            yield shade(start, end, LOST, 0.09)


def _spans(faults: Sequence[NemesisEvent], axis: Axis) -> Iterator[tuple[float, float]]:
    """Where each fault begins and ends, as far as it is drawn."""
    since: dict[str, float] = {}
    for fault in faults:
        verb, _, what = fault.what.partition("-")
        place = min(max(axis.scale.at(fault.tick), axis.first), axis.last)
        if verb in ("start", "cut"):
            since.setdefault(what, place)
        elif verb in ("stop", "heal") and what in since:
            yield since.pop(what), place
    yield from ((start, axis.last) for start in since.values())
