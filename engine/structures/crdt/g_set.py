"""A set that only grows: a merge is the union."""

from __future__ import annotations

from engine.structures.crdt.update import Scalar, Update, distinct_in_order

State = tuple[Scalar, ...]
"""The elements, in order, each once."""

EMPTY: State = ()


def initial(value: Scalar) -> State | None:
    """One element from the start."""
    return () if value is None else (value,)


def write(state: State, update: Update) -> State | None:
    """Add an element; no change if it is in the set."""
    return distinct_in_order((*state, update.value))


def delete(_state: State, _update: Update) -> State | None:
    """None: a set that only grows takes nothing back."""
    return None


def merge(a: State, b: State) -> State:
    """The union of both sets."""
    return distinct_in_order((*a, *b))


def value(state: State) -> tuple[Scalar, ...]:
    """All elements, in order."""
    return state
