"""A register that keeps concurrent values: a write replaces all that its replica has seen, a merge keeps the rest.

The state is a set of dotted versions (clocks/dotted.py); unlike a multi-value store, which goes by the context that
the client passes, it takes what the replica holds for seen. So two clients of one replica always follow one another.
"""

from __future__ import annotations

from engine.clocks import dotted as dvv
from engine.structures.crdt.update import Scalar, Update, distinct_in_order

State = dvv.Versions

EMPTY = dvv.EMPTY


def initial(value: Scalar) -> State | None:
    """A value below every write."""
    return dvv.initial(value)


def write(state: State, update: Update) -> State | None:
    """Replace all values that this replica has."""
    return dvv.update(state, dvv.context(state), update.dot[0], update.value)[0]


def delete(state: State, update: Update) -> State | None:
    """Write None in place of all values; None if the delete names a value."""
    return write(state, update) if update.value is None else None


def merge(a: State, b: State) -> State:
    """Each value that the other side does not know to be replaced."""
    return dvv.merge(a, b)


def value(state: State) -> tuple[Scalar, ...]:
    """All concurrent values, in order, without deleted ones."""
    return distinct_in_order(value for _, value in dvv.dotted(state) if value is not None)
