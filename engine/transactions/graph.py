"""The graph of dependencies: transactions, and for each pair that depends, what kind of edge and why.

Rules of this file
* ww: dst wrote the version after src's. wr: dst read what src wrote. rw: src read a version that dst replaced. rt: src
  had ended before dst began. All four mean that src comes before dst.
* Where each of many depends on each of many, the edges run through stops: nodes of no transaction, which cost nothing
  to pass, so that the graph grows with the history and not with its square. Nobody gets back to itself through stops.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

import networkx as nx

WW, WR, RW, RT = "ww", "wr", "rw", "rt"
DEPENDS = (WW, WR)
ALL = (WW, WR, RW)


class Edge(NamedTuple):
    """src comes before dst, by ids; code: why, with the key, what src wrote or read, and what dst wrote next."""

    kind: str
    src: str
    dst: str
    code: str
    key: str
    value: Any
    next: Any


class Arc(NamedTuple):
    """An edge out of a node, as Edge has it; through a stop, value stands on the way in and next on the way out."""

    dst: int
    kind: str
    code: str
    key: str
    value: Any
    next: Any


class Graph:
    """Nodes from 0: first the transactions, then stops. arcs: by node."""

    def __init__(self, size: int) -> None:
        self.size = size
        self.arcs: list[list[Arc]] = [[] for _ in range(size)]

    def join(
        self, src: int, dst: int, kind: str, code: str, key: str = "", value: Any = None, then: Any = None
    ) -> None:
        """An edge; none from a transaction to itself."""
        if src != dst:
            self.arcs[src].append(Arc(dst, kind, code, key, value, then))

    def stop(self) -> int:
        """A new stop."""
        self.arcs.append([])
        return len(self.arcs) - 1

    def fan(
        self, sources: Sequence[tuple[int, Any]], targets: Sequence[tuple[int, Any]], kind: str, code: str, key: str
    ) -> None:
        """Edges from each source (transaction, value) to each other target (transaction, next); targets are distinct.

        With many of both, one row of stops leads to all targets up to the nth, another to all from the nth on.
        """
        if len(sources) * len(targets) <= 2 * (len(sources) + len(targets)):
            for src, value in sources:
                for dst, then in targets:
                    self.join(src, dst, kind, code, key, value, then)
            return
        place = {dst: k for k, (dst, _) in enumerate(targets)}
        up, down = (self._row(order, kind, code, key) for order in (targets, targets[::-1]))
        last = len(targets) - 1
        for src, value in sources:
            at = place.get(src)
            ways = [up[last]] if at is None else [*up[at - 1 : at], *down[last - at - 1 : last - at]]
            for stop in ways:
                self.join(src, stop, kind, code, key, value)

    def _row(self, targets: Sequence[tuple[int, Any]], kind: str, code: str, key: str) -> list[int]:
        """Stops, the nth of which leads to the first n targets."""
        found: list[int] = []
        for dst, then in targets:
            stop = self.stop()
            self.join(stop, dst, kind, code, key, None, then)
            if found:
                self.join(stop, found[-1], kind, code, key)
            found.append(stop)
        return found

    def knots(self, kinds: Sequence[str], within: Iterable[int] | None = None) -> list[list[int]]:
        """The strongly connected parts by edges of these kinds, small ones first; within: only these nodes count.

        Each has two transactions or more, and every one of its edges lies on a cycle.
        """
        some = range(len(self.arcs)) if within is None else sorted(within)
        inside = set(some)
        found: nx.DiGraph[int] = nx.DiGraph()
        found.add_edges_from(
            (node, arc.dst) for node in some for arc in self.arcs[node] if arc.kind in kinds and arc.dst in inside
        )
        return _knots(found)

    def knots_apart(self, within: Iterable[int]) -> list[list[int]]:
        """The parts in which cycles run that have no two neighbouring rw edges; first the nodes to which another edge
        than rw leads there, since each of these lies on such a cycle."""
        some, found = sorted(within), nx.DiGraph()
        inside = set(some)
        for node in some:
            for arc in self.arcs[node]:
                if arc.dst in inside:
                    by_rw = arc.kind == RW
                    ends = (2 * arc.dst + by_rw,)
                    starts = (2 * node,) if by_rw and node < self.size else (2 * node, 2 * node + 1)
                    found.add_edges_from((a, b) for a in starts for b in ends)
        parts = _knots(found)
        return [list(dict.fromkeys(state // 2 for state in sorted(part, key=lambda one: one % 2))) for part in parts]


def _knots(graph: nx.DiGraph[int]) -> list[list[int]]:
    found = [sorted(part) for part in nx.strongly_connected_components(graph) if len(part) > 1]
    return sorted(found, key=lambda part: (len(part), part))
