"""Vector clocks whose entries say when they last grew, so that old ones can be cut off.

Rules of this file
* An entry is (counter, time). The greater counter wins; of equal ones the later time.
* A vector with an entry a client grows without end. Pruning drops the oldest entries of a long clock: small clocks
  and young entries stay. What was dropped counts 0 again, so a version that followed another may seem concurrent to
  it: a sibling too many, never a value lost in silence.

Sources: DeCandia et al. 2007, section 4.4 (clock truncation); the limits by name are those of Riak's vector clocks.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple


class Limits(NamedTuple):
    """small: so many entries always stay. young: so long an entry stays. big, old: beyond either the oldest goes."""

    small: int
    young: int
    big: int
    old: int


Timed = Mapping[str, tuple[int, int]]
"""{who: (counter, time)}."""


def merge(a: Timed, b: Timed) -> dict[str, tuple[int, int]]:
    """The smallest clock that has seen what either has."""
    return {who: max(a.get(who, (0, 0)), b.get(who, (0, 0))) for who in sorted({*a, *b})}


def prune(clock: Timed, now: int, limits: Limits) -> dict[str, tuple[int, int]]:
    """The clock without entries that are too old or too many."""
    left = sorted(clock, key=lambda who: (clock[who][1], who))
    while len(left) > limits.small:
        age = now - clock[left[0]][1]
        if age < limits.young or (len(left) <= limits.big and age <= limits.old):
            break
        left.pop(0)
    return {who: clock[who] for who in sorted(left)}
