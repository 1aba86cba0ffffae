"""The smallest cycle of each kind in a graph of dependencies.

Rules of this file
* g0: only ww. g1c: only ww and wr. g_single: one rw. g_nonadjacent: several rw, none beside another. g2_item: two rw
  beside each other. realtime: with an rt edge. Whether there is a cycle at all is decided by strongly connected parts,
  in time that grows with the graph; the smallest is looked for breadth first from each transaction.
* A search that has looked at BUDGET edges ends with the smallest cycle so far; so of a huge part it may not be the
  smallest, and a cycle may be told as of a weaker kind. Where a part is tangled, some cycle is found all the same.
* Of several as small the one that is met first counts: the same history gives the same cycle.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final, NamedTuple

from engine.transactions.graph import ALL, DEPENDS, RT, RW, WR, WW, Arc, Graph

BUDGET: Final = 2_000_000
"""Edges that are looked at in the search of one kind, before the next transaction is tried."""

Way = list[tuple[int, Arc]]
"""A cycle: each transaction with the edge that leads on, stops passed."""


class Kind(NamedTuple):
    """Which edges a cycle may begin with, go on with and end with; apart: no two rw beside each other."""

    first: Sequence[str]
    rest: Sequence[str]
    last: Sequence[str]
    apart: bool = False


G0: Final = Kind((WW,), (WW,), (WW,))
G1C: Final = Kind((WR,), DEPENDS, DEPENDS)
DEPENDENT: Final = Kind(DEPENDS, DEPENDS, DEPENDS)
G_SINGLE: Final = Kind((RW,), DEPENDS, DEPENDS)
APART: Final = Kind(ALL, ALL, DEPENDS, apart=True)
G2_ITEM: Final = Kind((RW,), ALL, (RW,))
ANY: Final = Kind(ALL, ALL, ALL)
REALTIME: Final = Kind((*ALL, RT), (*ALL, RT), (*ALL, RT))


def smallest(graph: Graph, knots: Iterable[Sequence[int]], kind: Kind, sure: bool = False) -> Way | None:
    """The smallest cycle of a kind within these parts, if there is one; sure: there is, so do not end without it."""
    best: Way | None = None
    spent = 0
    for knot in knots:
        inside = set(knot)
        for start in knot:
            if start >= graph.size or not any(arc.kind in kind.first for arc in graph.arcs[start]):
                continue
            found, looked = _from(graph, start, inside, kind, len(best) - 1 if best else graph.size)
            spent += looked
            best = found or best
            if (spent > BUDGET and (best or not sure)) or (best and len(best) == 2):
                return best
    return best


def _from(graph: Graph, start: int, inside: set[int], kind: Kind, most: int) -> tuple[Way | None, int]:
    """The smallest cycle through a transaction, of so many edges at most; and at how many edges it has looked.

    Breadth first. A state is twice a node, and one more where an rw led to it and that counts.
    """
    came: dict[int, tuple[int, Arc]] = {}
    layer, looked = [2 * start], 0
    for length in range(most):
        kinds = kind.rest if length else kind.first
        todo, layer = layer[::-1], []
        while todo:
            state = todo.pop()
            lone = kind.apart and state % 2 == 1 and state < 2 * graph.size
            for arc in graph.arcs[state // 2]:
                looked += 1
                if arc.kind not in kinds or (lone and arc.kind == RW):
                    continue
                if arc.dst == start:
                    if arc.kind in kind.last:
                        return _way(graph, start, (state, arc), came), looked
                    continue
                reached = 2 * arc.dst + (kind.apart and arc.kind == RW)
                if arc.dst in inside and reached not in came:
                    came[reached] = (state, arc)
                    (layer if arc.dst < graph.size else todo).append(reached)
    return None, looked


def _way(graph: Graph, start: int, last: tuple[int, Arc], came: dict[int, tuple[int, Arc]]) -> Way:
    """The cycle that ends in an edge; through stops, the way in tells the value and the way out what is next."""
    found: Way = []
    state, arc = last
    out = arc
    while True:
        node = state // 2
        if node < graph.size:
            found.append((node, out if arc is out else arc._replace(dst=out.dst, next=out.next)))
        if node == start:
            return found[::-1]
        state, arc = came[state]
        if node < graph.size:
            out = arc
