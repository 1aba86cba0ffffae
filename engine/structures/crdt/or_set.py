"""A set from which elements can be removed: a remove takes away the adds that its replica has seen, and no others.

Rules of this file
* Every add has a dot. The set is the elements of the dots that are left, beside a clock of all dots ever seen: a dot
  that was seen and is not there any more has been removed. So nothing is kept of what is gone (no tombstones).
* An add that the remover had not seen stays: of a concurrent add and remove of one element the add wins.

Source: Bieniusa, Zawirski, Preguica, Shapiro, Baquero, Balegas & Duarte 2012, "An optimized conflict-free replicated
set"; the set is that of Shapiro et al. 2011, section 3.3.5.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from engine.clocks import vector as clocks
from engine.clocks.vector import Clock, Dot
from engine.structures.crdt.update import Scalar, Update, distinct_in_order, value_order


class State(NamedTuple):
    """All dots ever seen, and the element of each that is left."""

    seen: Clock
    left: Mapping[Dot, Scalar]


EMPTY = State({}, {})


def initial(value: Scalar) -> State | None:
    """One element from the start, with a dot that is no replica's."""
    return EMPTY if value is None else State({"": 1}, {("", 1): value})


def write(state: State, update: Update) -> State | None:
    """Add an element: its new dot replaces the older ones that this replica has seen of it."""
    left = {dot: value for dot, value in state.left.items() if value != update.value}
    return State(_seen(state, update), dict(sorted({**left, update.dot: update.value}.items())))


def delete(state: State, update: Update) -> State | None:
    """Remove an element, or all elements if the delete names none, as far as this replica has seen their adds."""
    gone = update.value
    left = {dot: value for dot, value in state.left.items() if gone is not None and value != gone}
    return State(_seen(state, update), left)


def merge(a: State, b: State) -> State:
    """The dots that both have, and those that one has and the other has never seen.

    A dot that was given twice, after a wiped disk, keeps the greater of its two elements on either side.
    """
    mine = [item for item in a.left.items() if item[0] in b.left or not clocks.covers(b.seen, item[0])]
    theirs = [item for item in b.left.items() if item[0] in a.left or not clocks.covers(a.seen, item[0])]
    left = sorted([*mine, *theirs], key=lambda item: (item[0], value_order(item[1])))
    return State(clocks.merge(a.seen, b.seen), dict(left))


def value(state: State) -> tuple[Scalar, ...]:
    """The elements that are left, in order."""
    return distinct_in_order(state.left.values())


def _seen(state: State, update: Update) -> Clock:
    node, counter = update.dot
    return clocks.merge(state.seen, {node: counter})
