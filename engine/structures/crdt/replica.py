"""One replica of one key under a data type: the updates that it has seen, and what they have made of its state.

Rules of this file
* seen is a clock over the dots of all updates; '' stands for what was there from the start. It is merged beside the
  state. Who lacks what is told by the merge itself: after a wiped disk two states may differ under equal clocks, and a
  type that merges without dots makes one of them all the same.
* kind is a module of this package, as its __init__ says.
"""

from __future__ import annotations

from collections.abc import Callable
from types import ModuleType
from typing import Any, NamedTuple

from engine.clocks import vector as clocks
from engine.clocks.vector import Clock, Dot
from engine.structures.crdt import op_counter
from engine.structures.crdt.update import Scalar, Update


class Replica(NamedTuple):
    """The clock of all updates that it has seen, and the state of its type."""

    seen: Clock
    state: Any


def empty(kind: ModuleType) -> Replica:
    """A replica before any update."""
    return Replica({}, kind.EMPTY)


def initial(kind: ModuleType, value: Scalar) -> Replica:
    """A replica with what `init` brought; empty where the type cannot hold it."""
    state = kind.initial(value)
    return empty(kind) if state is None else Replica({"": 1}, state)


def context(replica: Replica) -> dict[str, int]:
    """The clock of the updates that it has seen, without what was there from the start."""
    return {node: count for node, count in replica.seen.items() if node}


def apply(kind: ModuleType, replica: Replica, verb: str, node: str, value: Scalar, stamp: Any) -> Replica | None:
    """The replica after a 'write' or 'delete' (verb) at a node; None where its type cannot do that."""
    dot: Dot = (node, replica.seen.get(node, 0) + 1)
    change = kind.delete if verb == "delete" else kind.write
    state = change(replica.state, Update(value, dot, stamp))
    return None if state is None else Replica(clocks.increment(replica.seen, node), state)


def merge(kind: ModuleType, a: Replica, b: Replica) -> Replica:
    """A replica that has seen all that either has."""
    return Replica(clocks.merge(a.seen, b.seen), kind.merge(a.state, b.state))


def only(replica: Replica, dot: Dot) -> Replica:
    """One update of an op_counter by itself: it says nothing of those before it."""
    return Replica({}, op_counter.State({dot: replica.state.added[dot]}))


def merge_updates(rule: Callable[[Any, Any], Any], a: Replica, b: Replica) -> Replica:
    """An op_counter that has the updates of both, by a rule of its module."""
    state = rule(a.state, b.state)
    return Replica(op_counter.seen(state, clocks.merge(a.seen, b.seen)), state)


def more_updates(a: Replica, b: Replica) -> bool:
    """Has a an update of an op_counter that b lacks?"""
    return not a.state.added.keys() <= b.state.added.keys()


def newer(kind: ModuleType, a: Replica, b: Replica) -> bool:
    """Would b change if it merged a?"""
    return merge(kind, b, a) != b
