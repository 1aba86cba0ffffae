"""A counter that goes both ways: two that only grow, one for what is added and one for what is taken away."""

from __future__ import annotations

from typing import NamedTuple

from engine.structures.crdt import g_counter
from engine.structures.crdt.update import Scalar, Update, is_number


class State(NamedTuple):
    """What each replica has added, and what each has taken away."""

    ups: g_counter.State
    downs: g_counter.State


EMPTY = State(g_counter.EMPTY, g_counter.EMPTY)


def initial(value: Scalar) -> State | None:
    """A number from the start, counted as an update of nobody; None if it is no number."""
    return write(EMPTY, Update(value, ("", 0), ()))


def write(state: State, update: Update) -> State | None:
    """Add a number, or take away a negative one; None if it is no number."""
    if not is_number(update.value):
        return None
    counted = g_counter.write(state.downs if update.value < 0 else state.ups, update._replace(value=abs(update.value)))
    assert counted is not None
    return state._replace(downs=counted) if update.value < 0 else state._replace(ups=counted)


def delete(state: State, update: Update) -> State | None:
    """Take away all that this replica has counted, back to 0; None if the delete names a value."""
    if update.value is not None:
        return None
    return write(state, update._replace(value=-total(state)))


def merge(a: State, b: State) -> State:
    """Both counters, each by its own rule."""
    return State(g_counter.merge(a.ups, b.ups), g_counter.merge(a.downs, b.downs))


def value(state: State) -> tuple[Scalar, ...]:
    """(what was added less what was taken away,); () before the first update."""
    if not state.ups and not state.downs:
        return ()
    return (total(state),)


def total(state: State) -> int | float:
    """What was added less what was taken away."""
    counted: int | float = sum(state.ups.values()) - sum(state.downs.values())
    return counted
