"""Vector clocks: by node, how many of its events have been seen.

Rules of this file
* A clock is a read-only mapping {node: counter}; a node that is missing counts 0.
* A dot is one event, (node, counter): the counter-th of that node.
* Functions return new clocks, with nodes in sorted order; dotted version vector sets are in dotted.py.

Sources: Fidge 1988; Mattern 1989.
"""

from __future__ import annotations

from collections.abc import Mapping

Clock = Mapping[str, int]
Dot = tuple[str, int]


def increment(clock: Clock, node: str) -> dict[str, int]:
    """The clock after one more event at a node."""
    return merge(clock, {node: clock.get(node, 0) + 1})


def merge(a: Clock, b: Clock) -> dict[str, int]:
    """The least clock that is at least both: the greater counter of each node."""
    return {node: max(a.get(node, 0), b.get(node, 0)) for node in sorted({*a, *b})}


def descends(a: Clock, b: Clock) -> bool:
    """Is a at least b: has it seen all that b has?"""
    return all(a.get(node, 0) >= counter for node, counter in b.items())


def covers(clock: Clock, dot: Dot) -> bool:
    """Has the clock seen this event?"""
    node, counter = dot
    return clock.get(node, 0) >= counter


def compare(a: Clock, b: Clock) -> str:
    """How a compares to b: 'before', 'after', 'equal' or 'concurrent'."""
    match descends(a, b), descends(b, a):
        case True, True:
            return "equal"
        case True, False:
            return "after"
        case False, True:
            return "before"
        case _:
            return "concurrent"
