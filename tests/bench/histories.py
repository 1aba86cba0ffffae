"""Drawn histories of one register: linearizable by the way they are drawn, or spoilt by one read.

Rules of this file
* Each operation takes effect at a moment between its call and its return; a history is what clients see of that.
* A spoilt read, in the middle or the last, returns a value that is long gone or, where values come again, was never
  written. Ticks are places in the order of all calls and returns.
"""

from __future__ import annotations

from random import Random
from typing import Any, NamedTuple


class Drawn(NamedTuple):
    """rows: (client, kind, value, issued, done) of each operation, in order of issue."""

    name: str
    rows: list[list[Any]]


def all_histories() -> list[Drawn]:
    """52 histories: how many operations and clients, unique values or four, and which read is spoilt."""
    found = []
    for count in (100, 1_000, 10_000):
        for clients in (3, 5, 10):
            for unique in (True, False):
                for spoilt in ("none", "middle", "last"):
                    if count < 10_000 or clients < 10 or unique or spoilt == "none":
                        name = f"{count} operations, {clients} clients, {'unique' if unique else 'four'}, {spoilt}"
                        found.append(Drawn(name, drawn(count, clients, unique, spoilt)))
    return found


def drawn(count: int, clients: int, unique: bool, spoilt: str) -> list[list[Any]]:
    """One history. spoilt: 'none', 'middle' or 'last'."""
    chance, rows, value = Random(count + clients), [], 0
    for nth, (_, start, end, client) in enumerate(_moments(count, clients, chance), 1):
        writes = chance.random() < 0.5
        if writes:
            value = nth if unique else chance.randrange(1, 5)
        rows.append([client, "write" if writes else "read", value, start, end])
    if spoilt != "none":
        _spoil(rows, clients, unique, spoilt)
    place = {time: place for place, time in enumerate(sorted(time for row in rows for time in row[3:]))}
    return sorted(([*row[:3], place[row[3]], place[row[4]]] for row in rows), key=lambda row: row[3])


def _moments(count: int, clients: int, chance: Random) -> list[tuple[float, float, float, int]]:
    """(effect, call, return, client) of each operation, in order of effects."""
    free, found = [0.0] * clients, []
    for _ in range(count):
        client = min(range(clients), key=lambda k: free[k])
        start = free[client] + 0.3 * chance.random()
        lasts = 0.1 + 2 * chance.random()
        found.append((start + lasts * chance.random(), start, start + lasts, client))
        free[client] = start + lasts + 1e-6
    return sorted(found)


def _spoil(rows: list[list[Any]], clients: int, unique: bool, spoilt: str) -> None:
    reads = [place for place, row in enumerate(rows) if row[1] == "read"]
    target = reads[len(reads) // 2 if spoilt == "middle" else -1]
    past = [row for row in rows[:target] if row[1] == "write" and row[4] < rows[target][3]]
    rows[target][2] = past[-clients - 3][2] if unique else 9
