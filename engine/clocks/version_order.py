"""The version order of one key, as the engine knows it.

Rules of this file
* In a total order a version is a tuple, () for `init`; tuples compare as Python compares them (a prefix is less).
* In multi_value, and in causal where nodes may differ for ever, a write has {'dot': (node, counter), 'context': clock},
  a read the clock of all that it answers for.
* None is the version of an absent key: it covers nothing and asks for nothing.
* A floor is what a reader must at least have seen: a tuple, or a clock, so that many versions join into one.
"""

from __future__ import annotations

from typing import Any

from engine.clocks import vector as clocks


def floor(version: Any) -> Any:
    """What must have been seen by whoever has seen this version; None for an absent key."""
    if isinstance(version, tuple) or version is None or "dot" not in version:
        return version
    node, counter = version["dot"]
    return {node: counter}


def join(a: Any, b: Any) -> Any:
    """The floor that asks for both; None asks for nothing."""
    if a is None or b is None:
        return b if a is None else a
    return max(a, b) if isinstance(a, tuple) else clocks.merge(a, b)


def covers(reader: Any, writer: Any) -> bool:
    """Has a read that returned `reader` seen `writer`: a write's version, or what another read returned?"""
    least = floor(writer)
    if least is None:
        return True
    if reader is None:
        return False
    return bool(reader >= least) if isinstance(least, tuple) else clocks.descends(reader, least)


def follows(write: Any, earlier: Any) -> bool:
    """Is a write ordered after an earlier version: a write's, or what a read returned?

    A node's own dots follow one another even where neither replaces the other.
    """
    least = floor(earlier)
    if least is None or write is None:
        return True
    if isinstance(least, tuple):
        return bool(write > least)
    node, counter = write["dot"]
    seen = clocks.merge(write["context"], {node: counter - 1})
    return clocks.descends(seen, least)
