"""Mappings as values: a change makes another one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeVar

K = TypeVar("K")
V = TypeVar("V")


def without(mapping: Mapping[K, V], key: K) -> dict[K, V]:
    """The mapping without one key, which need not be there."""
    rest = dict(mapping)
    rest.pop(key, None)
    return rest
