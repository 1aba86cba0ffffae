"""Merkle trees over the keys of a store, to find which keys two stores differ in without sending all of them.

Rules of this file
* A key falls into one of 2^depth leaves by its hash. A leaf is the hash of its keys with their versions in order, a
  node above that of its two children; an empty leaf has a hash like any other.
* A tree is its levels, root first. Equal hashes are taken for equal contents: the chance of an error is 2^-64 a pair.
* Values are not hashed: a key's version says which value it is.

Sources: Merkle 1987, "A Digital Signature Based on a Conventional Encryption Function"; DeCandia et al. 2007, section
4.7 (anti-entropy with hash trees); Demers et al. 1987 (comparing checksums before databases).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from hashlib import blake2b
from typing import Any, Final

DEPTH: Final = 3
"""Levels below the root: 8 leaves, a few of the at most 50 keys of a run in each, in a tree that fits on a phone."""

Tree = tuple[tuple[str, ...], ...]
"""By level from the root, the hashes of its nodes from the left, in hexadecimal."""


@lru_cache(maxsize=4096)
def leaf(key: str, depth: int = DEPTH) -> int:
    """The place of the leaf that a key falls into, from the left, from 0."""
    return int.from_bytes(blake2b(key.encode(), digest_size=2).digest(), "big") >> (16 - depth)


def keys_in_leaves(versions: Mapping[str, Any], leaves: Iterable[int], depth: int = DEPTH) -> dict[str, Any]:
    """The keys in some leaves with their versions, in order of keys."""
    places = tuple(leaves)
    return {key: versions[key] for key in sorted(versions) if leaf(key, depth) in places}


def tree(versions: Mapping[str, object], depth: int = DEPTH) -> Tree:
    """The tree of a store, given as {key: version}."""
    leaves: list[list[str]] = [[] for _ in range(2**depth)]
    for key in sorted(versions):
        leaves[leaf(key, depth)].append(f"{key} {versions[key]!r}")
    levels = [tuple(_hash("\n".join(items)) for items in leaves)]
    while len(levels[0]) > 1:
        below = levels[0]
        levels.insert(0, tuple(_hash(below[i] + below[i + 1]) for i in range(0, len(below), 2)))
    return tuple(levels)


def children(of: Tree, level: int, places: Iterable[int]) -> tuple[tuple[int, str], ...]:
    """(place, hash) of the nodes one level below `level`, under these places."""
    below = of[level + 1]
    return tuple((child, below[child]) for place in places for child in (2 * place, 2 * place + 1))


def differing_places(mine: Tree, level: int, theirs: Iterable[tuple[int, str]]) -> tuple[int, ...]:
    """The places of a level at which my hash is not theirs. theirs: (place, hash) of the other tree."""
    return tuple(place for place, digest in theirs if mine[level][place] != digest)


def differing_nodes(one: Tree, other: Tree) -> tuple[tuple[int, int], ...]:
    """(level, place) of every node that differs, from the root down through differing nodes only."""
    found: list[tuple[int, int]] = []
    places: tuple[int, ...] = differing_places(one, 0, ((0, other[0][0]),))
    for level in range(len(one)):
        found += [(level, place) for place in places]
        if level + 1 < len(one):
            places = differing_places(one, level + 1, children(other, level, places))
    return tuple(found)


def _hash(text: str) -> str:
    return blake2b(text.encode(), digest_size=8).hexdigest()
