"""An acyclic graph in rows, so that no arrow runs through a box: places of the boxes and ways of the arrows.

Rules of this file
* A row is a generation: what builds on nothing stands on top. Places run from 0 to 1 across; rows are counted from 0.
* An arrow that is longer than a row gets a track in each row between, beside the boxes; arrows to the same box share
  theirs. Between two rows it runs freely, as nothing stands there.
* Rows are ordered by what they hang on, up and down in turn, and the order with the fewest crossings is kept: Sugiyama,
  Tagawa and Toda (1981), Methods for visual understanding of hierarchical system structures.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import combinations, pairwise
from typing import NamedTuple

import networkx as nx

BOX, TRACK, GAP = 0.185, 0.02, 0.02
"""How wide a box and a track are, and how far apart."""
SWEEPS = 12

Edge = tuple[str, str]
Row = tuple[str, ...]


class Layers(NamedTuple):
    """Boxes by name, each with its place and row; arrows by their ends, each as the places that it passes."""

    boxes: Mapping[str, tuple[float, int]]
    ways: Mapping[Edge, tuple[tuple[float, int], ...]]
    rows: int


def layered(edges: Sequence[Edge], names: Sequence[str]) -> Layers:
    """The layered drawing of an acyclic graph: a place for each name, a way for each edge that is needed."""
    kept = reduced(edges)
    rank = _ranks(kept, names)
    ways = {edge: _stops(edge, rank) for edge in kept}
    links = sorted({link for way in ways.values() for link in pairwise(way)})
    rows = [[name for name in names if rank[name] == row] for row in range(max(rank.values(), default=0) + 1)]
    for row, name in sorted({(_row(stop, rank), stop) for way in ways.values() for stop in way[1:-1]}):
        rows[row].append(name)
    x = _places(_ordered([tuple(row) for row in rows], links), links)
    boxes = {name: (x[name], rank[name]) for name in names}
    passed = {edge: tuple((x[stop], _row(stop, rank)) for stop in way) for edge, way in ways.items()}
    return Layers(boxes, passed, len(rows))


def reduced(edges: Sequence[Edge]) -> list[Edge]:
    """The edges of an acyclic graph without those that a longer way says already."""
    kept = nx.transitive_reduction(nx.DiGraph(edges))
    return [edge for edge in edges if kept.has_edge(*edge)]


def _ranks(edges: Sequence[Edge], names: Sequence[str]) -> dict[str, int]:
    found: nx.DiGraph[str] = nx.DiGraph()
    found.add_nodes_from(names)
    found.add_edges_from(edges)
    return {name: row for row, names in enumerate(nx.topological_generations(found)) for name in names}


def _stops(edge: Edge, rank: Mapping[str, int]) -> Row:
    src, dst = edge
    return (src, *(f"{dst}@{row}" for row in range(rank[src] + 1, rank[dst])), dst)


def _row(stop: str, rank: Mapping[str, int]) -> int:
    return rank[stop] if stop in rank else int(stop.partition("@")[2])


def _ordered(rows: list[Row], links: Sequence[Edge]) -> list[Row]:
    """The rows in an order with few crossings."""
    best = now = rows
    for sweep in range(SWEEPS):
        now = list(now)
        down = sweep % 2 == 0
        for k in range(1, len(now)) if down else range(len(now) - 2, -1, -1):
            beside = now[k - 1 if down else k + 1]
            now[k] = _by_neighbours(now[k], beside, links)
        best = min((best, now), key=lambda one: _crossings(one, links))
    return best


def _by_neighbours(row: Row, beside: Row, links: Sequence[Edge]) -> Row:
    place = {name: k / len(beside) for k, name in enumerate(beside)}
    own = {name: k / len(row) for k, name in enumerate(row)}
    near = {name: [place[one] for one in _linked(name, links) if one in place] for name in row}
    return tuple(sorted(row, key=lambda name: _mean(near[name], own[name])))


def _crossings(rows: Sequence[Row], links: Sequence[Edge]) -> int:
    place = {name: (row, k) for row, names in enumerate(rows) for k, name in enumerate(names)}
    found = 0
    for (a, b), (c, d) in combinations(links, 2):
        if place[a][0] == place[c][0]:
            found += (place[a][1] - place[c][1]) * (place[b][1] - place[d][1]) < 0
    return found


def _places(rows: Sequence[Row], links: Sequence[Edge]) -> dict[str, float]:
    """Each as near to the middle of what it is linked to as the others of its row let it."""
    x = {name: (k + 0.5) / len(row) for row in rows for k, name in enumerate(row)}
    for sweep in range(SWEEPS):
        for row in rows if sweep % 2 else reversed(rows):
            wanted = [_mean([x[one] for one in _linked(name, links)], 0.5) for name in row]
            x |= zip(row, _apart(wanted, [BOX if "@" not in name else TRACK for name in row]), strict=True)
    return {name: round(place, 4) for name, place in x.items()}


def _apart(wanted: Sequence[float], widths: Sequence[float]) -> list[float]:
    """In their order and not over each other, as near to the wanted places as can be, and all within 0 and 1."""
    starts = [0.0]
    for one, other in pairwise(widths):
        starts.append(starts[-1] + (one + other) / 2 + GAP)
    blocks: list[list[float]] = []
    for one in (want - start for want, start in zip(wanted, starts, strict=True)):
        blocks.append([one])
        while len(blocks) > 1 and _mean(blocks[-2], 0) > _mean(blocks[-1], 0):
            last = blocks.pop()
            blocks[-1] += last
    shifts = [_mean(block, 0) for block in blocks for _ in block]
    low, high = widths[0] / 2, 1 - starts[-1] - widths[-1] / 2
    return [min(max(shift, low), max(low, high)) + start for shift, start in zip(shifts, starts, strict=True)]


def _linked(name: str, links: Iterable[Edge]) -> list[str]:
    return [a if b == name else b for a, b in links if name in (a, b)]


def _mean(values: Sequence[float], other: float) -> float:
    return sum(values) / len(values) if values else other
