"""The smallest cycle of each kind in a graph of dependencies, against all its simple cycles."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

import networkx as nx
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.transactions import cycles
from engine.transactions.graph import Graph


@given(st.integers(min_value=0, max_value=2**40))
@settings(max_examples=60)
def test_a_cycle_told_is_the_smallest_of_its_kind(seed: int) -> None:
    """Against all simple cycles of a graph whose stops are spelled out."""
    luck = Random(seed)
    graph = Graph(6)
    for _ in range(luck.randint(3, 12)):
        src, dst = luck.sample(range(6), 2)
        graph.join(src, dst, luck.choice(("ww", "wr", "rw")), "")
    for _ in range(luck.randint(0, 2)):
        many = [(node, node) for node in luck.sample(range(6), 5)]
        graph.fan(many, many[: luck.randint(1, 5)] * 1, luck.choice(("ww", "rw")), "", "x")
    rings = list(all_cycles(graph))
    for kind, holds in KINDS.items():
        told = cycles.smallest(graph, graph.knots(("ww", "wr", "rw")), kind)
        sizes = [len(ring) for ring in rings if holds(ring)]
        assert (len(told) if told else None) == min(sizes, default=None), kind
        assert told is None or holds([arc.kind for _, arc in told])
    assert bool(graph.knots_apart(range(len(graph.arcs)))) == any(KINDS[cycles.APART](ring) for ring in rings)


def neighbours(ring: list[str]) -> bool:
    return any(one == other == "rw" for one, other in zip(ring, [*ring[1:], ring[0]], strict=True))


KINDS: dict[cycles.Kind, Callable[[list[str]], bool]] = {
    cycles.G0: lambda ring: set(ring) == {"ww"},
    cycles.G1C: lambda ring: "wr" in ring and "rw" not in ring,
    cycles.G_SINGLE: lambda ring: ring.count("rw") == 1,
    cycles.G2_ITEM: lambda ring: len(ring) > 1 and neighbours(ring),
    cycles.APART: lambda ring: not neighbours(ring),
}


def all_cycles(graph: Graph) -> list[list[str]]:
    """The kinds of edges of every simple cycle."""
    plain: nx.MultiDiGraph[int] = nx.MultiDiGraph()
    for src in range(graph.size):
        todo, seen = list(graph.arcs[src]), set[int]()
        while todo:
            arc = todo.pop()
            if arc.dst < graph.size:
                assert arc.dst != src, "a way through stops leads back"
                plain.add_edge(src, arc.dst, key=arc.kind)
            elif arc.dst not in seen:
                seen.add(arc.dst)
                todo += graph.arcs[arc.dst]
    found_ = []
    for nodes in nx.simple_cycles(nx.DiGraph(plain)):
        ways: list[list[str]] = [[]]
        for src, dst in zip(nodes, [*nodes[1:], nodes[0]], strict=True):
            ways = [[*way, kind] for way in ways for kind in plain[src][dst]]
        found_ += ways
    return found_
