"""Vector clocks: who has seen how much of whom.

Rules of this file
* A clock is a read-only mapping {node: counter}; a node that is missing counts 0.
* A dot is one event, (node, counter): the counter-th of that node.
* Functions return new clocks, with nodes in sorted order; dotted version vector sets are in dvv.py.
"""

from __future__ import annotations

from collections.abc import Mapping

Clock = Mapping[str, int]
Dot = tuple[str, int]


def increment(clock: Clock, node: str) -> dict[str, int]:
    """The clock after one more event at a node."""
    return merge(clock, {node: clock.get(node, 0) + 1})


def merge(a: Clock, b: Clock) -> dict[str, int]:
    """The smallest clock that has seen what either has."""
    return {node: max(a.get(node, 0), b.get(node, 0)) for node in sorted({*a, *b})}


def descends(a: Clock, b: Clock) -> bool:
    """Has a seen all that b has (equal, or after it)?"""
    return all(a.get(node, 0) >= counter for node, counter in b.items())


def covers(clock: Clock, dot: Dot) -> bool:
    """Has the clock seen this one event?"""
    node, counter = dot
    return clock.get(node, 0) >= counter


def compare(a: Clock, b: Clock) -> str:
    """Where a stands towards b: 'before', 'after', 'equal' or 'concurrent'."""
    match descends(a, b), descends(b, a):
        case True, True:
            return "equal"
        case True, False:
            return "after"
        case False, True:
            return "before"
        case _:
            return "concurrent"
