"""A register in which the greatest stamp (clock, node) stands: the last writer wins, by the writers' clocks."""

from __future__ import annotations

from typing import Any, NamedTuple

from engine.clocks.vector import Dot
from engine.structures.crdt.update import Scalar, Update, value_order


class State(NamedTuple):
    """The value that stands (None: deleted), its stamp (() for what was there from the start), its dot."""

    value: Scalar
    stamp: tuple[Any, ...]
    dot: Dot | None


EMPTY = State(None, (), None)


def initial(value: Scalar) -> State | None:
    """A value below every write."""
    return State(value, (), None)


def write(state: State, update: Update) -> State | None:
    """Put a value there; no change where a greater stamp stands."""
    return merge(state, State(update.value, update.stamp, update.dot))


def delete(state: State, update: Update) -> State | None:
    """Write None; None if the delete names a value."""
    return write(state, update) if update.value is None else None


def merge(a: State, b: State) -> State:
    """The value with the greater stamp; the other is gone without a trace."""
    return max(a, b, key=lambda state: (state.stamp, value_order(state.value)))


def value(state: State) -> tuple[Scalar, ...]:
    """(the value,); () if it is deleted or was never written."""
    return () if state.value is None else (state.value,)
