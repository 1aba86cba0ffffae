"""What two runs have in common at their beginning: a picture takes over what was painted of it before.

Rules of this file
* Same beginning, same events: two scenarios that differ in their commands alone run alike up to the first tick at which
  a command differs.
* What came later can show an operation of the beginning in another light: a write that a stand-in took is numbered anew
  when its primary is back. Then nothing is taken over.
* What is taken over is the same object, not an equal one, so that whoever compares two pictures need not look into it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from engine.model import Verdict
from engine.run.event_queue import NEVER
from engine.run.extend import first_difference
from engine.trace import Trace
from engine.trace.causality import Stamp
from pages.ui.stage.picture.schema import Picture

Spans = Mapping[str, Sequence[tuple[int, Verdict]]]
"""By check: from which tick on which verdict holds."""


class Painted(NamedTuple):
    """A picture, the run that it shows, what its promises were worth as values, its events' vector clocks."""

    picture: Picture
    trace: Trace
    spans: Spans
    stamps: Sequence[Stamp]


class Prefix(NamedTuple):
    """A run that was painted before and whose first `events` events are also the first of the one to be painted."""

    painted: Painted
    events: int


def prefix(painted: Painted | None, trace: Trace) -> Prefix | None:
    """What can be taken over; None if nothing can. painted: in the same language, with the same visibility."""
    events = shared(painted.trace, trace) if painted else 0
    if painted is None or not events:
        return None
    pairs = zip(painted.trace.operations, trace.operations, strict=False)
    same = all(old == now for old, now in pairs if now.last is not None and now.last < events)
    return Prefix(painted, events) if same else None


def shared(one: Trace, other: Trace) -> int:
    """How many first events two runs have in common for certain."""
    tick = first_difference(one.scenario, other.scenario)
    if tick == NEVER and one.scenario.stop != other.scenario.stop:
        return 0
    return min(one.before(tick), other.before(tick))
