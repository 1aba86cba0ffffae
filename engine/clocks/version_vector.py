"""Version vectors, one a version: the older way to tell which version follows which.

Rules of this file
* A version is a value with a vector: the context of the client that wrote it, with the entry of the node that took
  it advanced beyond all that the node has seen of itself.
* A version replaces every version whose vector is strictly below its own. Known flaw, kept on purpose: of two clients
  who write through one node, the second seems to follow the first even if it never saw it, and replaces it. Dotted
  version vectors (dotted.py) mend this.
* The value that `init` brings has the empty vector, below every write.
* RIGHT is the rule by which versions replace one another; what the brief wrote in its place is a Rule too.

Sources: Parker et al. 1983 (version vectors); Preguica et al. 2010, section 2 (their flaw with many clients).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from engine.clocks.vector import Clock, Dot, compare, descends
from engine.clocks.vector import merge as join


class Version(NamedTuple):
    """One version: its vector and its value."""

    vector: Clock
    value: Any


Versions = tuple[Version, ...]
"""The surviving versions of one key, none below another, sorted by their vectors."""

EMPTY: Versions = ()


def below(a: Clock, b: Clock) -> bool:
    """Is a strictly below b: has b seen all that a has, and more?"""
    return compare(a, b) == "before"


def sparse_below(a: Clock, b: Clock) -> bool:
    """Is a below b by the brief's comparison?

    Only nodes that a names are looked at, so {n1: 1} is not below {n1: 1, n2: 1}.
    """
    return all(count <= b.get(node, 0) for node, count in a.items()) and any(
        count < b.get(node, 0) for node, count in a.items()
    )


class Rule(NamedTuple):
    """When a vector is below another, and which versions stay: those below no other, or (oldest) those above none."""

    below: Callable[[Clock, Clock], bool]
    oldest: bool


RIGHT = Rule(below, oldest=False)
"""The rule of Parker et al.: what is strictly below another version is replaced."""


def initial(value: object) -> Versions:
    """One value, below every write."""
    return (Version({}, value),)


def context(versions: Versions) -> dict[str, int]:
    """The clock of whoever has read these versions."""
    seen: dict[str, int] = {}
    for version in versions:
        seen = join(seen, version.vector)
    return seen


def update(versions: Versions, seen: Clock, node: str, value: object, rule: Rule = RIGHT) -> tuple[Versions, Dot]:
    """(the versions after a write at a node, the dot that it was given).

    seen: the context of the client that writes.
    """
    counter = max(context(versions).get(node, 0), seen.get(node, 0)) + 1
    version = Version(join(seen, {node: counter}), value)
    return merge(versions, (version,), rule), (node, counter)


def merge(a: Versions, b: Versions, rule: Rule = RIGHT) -> Versions:
    """What survives of both: versions below no other, each vector once (a's value, if both have it)."""
    distinct = {tuple(sorted(version.vector.items())): version for version in (*b, *a)}

    def replaced(version: Version) -> bool:
        pairs = [(other.vector, version.vector) for other in distinct.values()]
        return any(rule.below(low, high) if rule.oldest else rule.below(high, low) for low, high in pairs)

    kept = [(vector, version) for vector, version in distinct.items() if not replaced(version)]
    return tuple(version for _, version in sorted(kept, key=lambda one: one[0]))


def newer(a: Versions, b: Versions) -> bool:
    """Would b change if it merged a?"""
    return any(not any(descends(other.vector, version.vector) for other in b) for version in a)
