"""A counter that only grows: each replica counts for itself, the value is the sum, a merge takes each greatest part."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from engine.structures.crdt.update import Scalar, Update, number

State = Mapping[str, Any]
"""By replica, what it has counted ('': what was there from the start)."""

EMPTY: State = {}


def initial(value: Scalar) -> State | None:
    """A number from the start, not below 0."""
    return {"": value} if number(value) and value >= 0 else None


def write(state: State, update: Update) -> State | None:
    """Add a number that is not negative."""
    if not number(update.value) or update.value < 0:
        return None
    node = update.dot[0]
    return dict(sorted({**state, node: state.get(node, 0) + update.value}.items()))


def delete(_state: State, _update: Update) -> State | None:
    """A counter that only grows takes nothing back."""
    return None


def merge(a: State, b: State) -> State:
    """Of each replica's part the greater: it counts upwards only, so that is the newer."""
    return {node: max(a.get(node, 0), b.get(node, 0)) for node in sorted({*a, *b})}


def value(state: State) -> tuple[Scalar, ...]:
    """The sum; nothing before the first update."""
    return (sum(state.values()),) if state else ()
