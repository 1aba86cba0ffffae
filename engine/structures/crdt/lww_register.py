"""A register in which the greatest stamp (clock, node) stands: the last writer wins, by the writers' clocks."""

from __future__ import annotations

from typing import Any, NamedTuple

from engine.clocks.vector import Dot
from engine.structures.crdt.update import Scalar, Update, order


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
    """Put a value there; where a greater stamp stands already nothing changes."""
    return merge(state, State(update.value, update.stamp, update.dot))


def delete(state: State, update: Update) -> State | None:
    """A write of nothing."""
    return write(state, update) if update.value is None else None


def merge(a: State, b: State) -> State:
    """The greater stamp; the other write is gone without a trace."""
    return max(a, b, key=lambda one: (one.stamp, order(one.value)))


def value(state: State) -> tuple[Scalar, ...]:
    """What stands."""
    return () if state.value is None else (state.value,)
