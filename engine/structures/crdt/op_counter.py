"""A counter that sends its updates one by one, not its state: each replica adds what arrives.

Rules of this file
* The state has every update by its dot, and how often it was added. A merge adds what is not there yet, so it does no
  harm that an update comes twice.
* add_again is the well-known mistake: whatever arrives is added. It counts right only while the network delivers every
  update exactly once.

Source: Shapiro, Preguica, Baquero & Zawirski 2011, sections 2.2.2 and 3.1.1 (operation-based counters).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from engine.clocks.vector import Clock, Dot
from engine.structures.crdt.update import Scalar, Update, is_number


class Added(NamedTuple):
    """What an update adds, and how often this replica has added it."""

    number: int | float
    times: int


class State(NamedTuple):
    """The updates by their dots."""

    added: Mapping[Dot, Added]


EMPTY = State({})


def initial(value: Scalar) -> State | None:
    """A number from the start, counted as an update of nobody; None if it is no number."""
    return write(EMPTY, Update(value, ("", 1), ()))


def write(state: State, update: Update) -> State | None:
    """Add a number, which may be below 0; None if it is no number."""
    if not is_number(update.value):
        return None
    return _of({**state.added, update.dot: Added(update.value, 1)})


def delete(_state: State, _update: Update) -> State | None:
    """None: a number can be taken away only by adding its opposite."""
    return None


def merge(a: State, b: State) -> State:
    """Each update once, whichever side has it."""
    return _of({dot: max(one for one in (a.added.get(dot), b.added.get(dot)) if one) for dot in {**a.added, **b.added}})


def add_again(a: State, b: State) -> State:
    """All that a has added, and all of b once more."""
    more = {dot: a.added.get(dot, one._replace(times=0)) for dot, one in b.added.items()}
    return _of({**a.added, **{dot: one._replace(times=one.times + b.added[dot].times) for dot, one in more.items()}})


def value(state: State) -> tuple[Scalar, ...]:
    """(the sum,); () before the first update."""
    return (sum(number * times for number, times in state.added.values()),) if state.added else ()


def seen(state: State, clock: Clock) -> dict[str, int]:
    """A clock with all updates that follow on it without a gap: single updates may overtake each other."""
    counts = dict(clock)
    for node, nth in sorted(state.added):
        if nth == counts.get(node, 0) + 1:
            counts[node] = nth
    return dict(sorted(counts.items()))


def _of(added: Mapping[Dot, Added]) -> State:
    return State(dict(sorted(added.items())))
