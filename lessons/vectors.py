"""What lessons ask about version vectors, and since when replicas agree.

Rules of this file
* A write's vector is what its client had seen together with its own dot; a vector is written [n1: 1, n2: 1].
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from engine.clocks import vector as clocks


def vector(version: Any) -> dict[str, int]:
    """The vector of a multi_value write."""
    return clocks.merge(version["context"], dict([version["dot"]]))


def written(version: Any) -> str:
    """A write's vector as it stands in a text."""
    return f"[{', '.join(f'{node}: {count}' for node, count in vector(version).items())}]"


def relation(one: Any, other: Any) -> str:
    """Where a write stands towards another: before, after, equal or concurrent."""
    return clocks.compare(vector(one), vector(other))


def since(moments: Sequence[tuple[int, Sequence[Any]]]) -> int | None:
    """From (tick, what each replica holds) of all events: the tick since which all have held the same."""
    found = None
    for tick, held in reversed(moments):
        if len(set(held)) > 1:
            return found
        found = tick
    return found
