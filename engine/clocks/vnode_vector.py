"""Version vectors with an entry a node and one vector for all values of a key: Riak 1, with vnode vector clocks.

Rules of this file
* The node that takes a write advances its own entry of the context that the client passed. Where that is above all that
  the node has, the value stands alone; else it joins those that are there, under a vector above them all.
* So what a write replaces cannot be told apart from what it only stands beside: a write without a context, and one
  whose context is a little old, add a value, and none of those that are there goes (sibling explosion). Dotted version
  vectors (dotted.py) mend this.
* A merge keeps the values of the greater vector; where neither is, those of both.

Sources: Preguica, Baquero, Almeida, Fonte & Goncalves 2012 (version vectors with an entry a server); Brown 2015,
"Vector Clocks Revisited, part 2: Dotted Version Vectors" (what became of them in Riak).
"""

from __future__ import annotations

from typing import Any, NamedTuple

from engine.clocks.vector import Clock, Dot, descends, increment
from engine.clocks.vector import merge as join


class Versions(NamedTuple):
    """All values of one key, each once, in one order, and the vector of all of them together."""

    vector: Clock
    values: tuple[Any, ...]


EMPTY = Versions({}, ())


def initial(value: object) -> Versions:
    """One value, below every write."""
    return Versions({}, (value,))


def context(versions: Versions) -> dict[str, int]:
    """The clock of whoever has read these values."""
    return dict(versions.vector)


def update(versions: Versions, seen: Clock, node: str, value: object) -> tuple[Versions, Dot]:
    """(the versions after a write at a node, the dot that it was given).

    seen: the context of the client that writes.
    """
    vector, held = increment(seen, node), versions.vector
    if descends(vector, held) and vector[node] > held.get(node, 0):
        return Versions(vector, (value,)), (node, vector[node])
    above = increment(join(held, vector), node)
    return Versions(above, _together(versions.values, (value,))), (node, above[node])


def merge(a: Versions, b: Versions) -> Versions:
    """The values of the greater vector; of both, where neither is greater."""
    upper, lower = descends(a.vector, b.vector), descends(b.vector, a.vector)
    if upper != lower:
        return a if upper else b
    return Versions(join(a.vector, b.vector), _together(a.values, b.values))


def newer(a: Versions, b: Versions) -> bool:
    """Would b change if it merged a?"""
    return merge(b, a) != b


def _together(a: tuple[Any, ...], b: tuple[Any, ...]) -> tuple[Any, ...]:
    return tuple(sorted((*a, *(value for value in b if value not in a)), key=repr))
