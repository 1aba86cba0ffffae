"""Hybrid logical clocks: close to the wall clock, yet never against cause and effect.

Rules of this file
* A stamp is (wall, counter): the greatest wall clock that the event can know of, and how many events have been counted
  since that one was heard of. Stamps compare as pairs.
* a before b implies stamp(a) < stamp(b), whatever the clocks of the nodes show, even if one is set back.
* wall is never behind the node's own clock, and ahead of it by no more than clocks differ.

Source: Kulkarni, Demirbas, Madappa, Avva & Leone 2014, "Logical physical clocks", figure 5 and theorems 1 to 3.
"""

from __future__ import annotations

from typing import NamedTuple


class Stamp(NamedTuple):
    """The wall clock part (l in the paper), in ticks, and the counter (c)."""

    wall: int
    counter: int


def tick(last: Stamp | None, clock: int) -> Stamp:
    """The stamp of an event of the node's own, a send among them. last: its last one, None before the first."""
    if last is None or clock > last.wall:
        return Stamp(clock, 0)
    return Stamp(last.wall, last.counter + 1)


def receive(last: Stamp | None, carried: Stamp, clock: int) -> Stamp:
    """The stamp of receiving a message that carries a stamp. clock: the node's own reading, in ticks."""
    known = carried if last is None else max(last, carried)
    return tick(known, clock)


def compare(a: Stamp, b: Stamp) -> str:
    """How a compares to b: 'before', 'after' or 'equal', which says that neither caused the other."""
    return "before" if a < b else "after" if a > b else "equal"
