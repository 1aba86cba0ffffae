"""A map that only grows, as a value: with one more entry it is a new map, which shares almost all of the old one.

Rules of this file
* Entries lie in parts, each larger than the next; a new entry is merged with the last parts that are not larger than
  what it has become, as a carry runs through a binary number. So n entries, added one by one, are copied log2 n times
  each, where a dict would be copied n times.
* Of a key that is in several parts the last one counts.

Source: Bentley & Saxe 1980 (decomposable searching problems: static to dynamic by parts of doubling size).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

K = TypeVar("K")
V = TypeVar("V")


@Mapping.register
@dataclass(frozen=True, slots=True)
class GrowingMap(Generic[K, V]):
    """A mapping without removal; parts: oldest and largest first."""

    parts: tuple[Mapping[K, V], ...] = ()

    def with_entry(self, key: K, value: V) -> GrowingMap[K, V]:
        """The map with this value under this key."""
        parts, last = self.parts, {key: value}
        while parts and len(parts[-1]) <= len(last):
            last = {**parts[-1], **last}
            parts = parts[:-1]
        return GrowingMap((*parts, last))

    def get(self, key: K) -> V | None:
        """The value under a key, None if there is none."""
        for part in reversed(self.parts):
            if key in part:
                return part[key]
        return None

    def items(self) -> Iterator[tuple[K, V]]:
        """All entries, each key once."""
        merged: dict[K, V] = {}
        for part in self.parts:
            merged |= part
        return iter(merged.items())
