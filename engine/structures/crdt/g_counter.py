"""A counter that only grows: each replica counts for itself, the value is the sum, a merge takes each greatest part."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from engine.structures.crdt.update import Scalar, Update, is_number

State = Mapping[str, Any]
"""By replica, what it has counted ('': what was there from the start)."""

EMPTY: State = {}


def initial(value: Scalar) -> State | None:
    """A count from the start, counted as an update of nobody; None if it is no number or below 0."""
    return write(EMPTY, Update(value, ("", 0), ()))


def write(state: State, update: Update) -> State | None:
    """Add a number; None if it is no number or below 0."""
    if not is_number(update.value) or update.value < 0:
        return None
    node = update.dot[0]
    return dict(sorted({**state, node: state.get(node, 0) + update.value}.items()))


def delete(_state: State, _update: Update) -> State | None:
    """None: a counter that only grows takes nothing back."""
    return None


def merge(a: State, b: State) -> State:
    """Of each replica's count the greater: it only grows, so that is the newer."""
    return {node: max(a.get(node, 0), b.get(node, 0)) for node in sorted({*a, *b})}


def value(state: State) -> tuple[Scalar, ...]:
    """(the sum,); () before the first update."""
    return (sum(state.values()),) if state else ()
