"""What is true of the network: links, cuts, nodes that are down, latency, loss, clocks.

A message is lost iff its link is cut, or one end is down, at the tick of sending or at the tick of delivery.
A node to itself takes no time and loses nothing. Nobody is told of any of this: nodes learn from messages alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import combinations

import networkx as nx

from engine.model import (
    Crash,
    Cut,
    Groups,
    Heal,
    Latency,
    Link,
    Links,
    Lose,
    Pause,
    Recover,
    Resume,
    Scenario,
    Skew,
    Slow,
    Where,
)

NetworkFault = Cut | Heal | Crash | Recover | Slow | Lose | Skew | Pause | Resume


@dataclass(frozen=True, slots=True)
class Network:
    """The truth about the network at one instant.

    usual, latency: ticks, of all links and of those that differ. cut: directed links. loss: by link a probability.
    skew: by node how many ticks its clock is ahead. paused: nodes that stand still.
    """

    nodes: tuple[str, ...]
    usual: Latency
    cut: frozenset[Link] = frozenset()
    down: frozenset[str] = frozenset()
    latency: Mapping[Link, Latency] = field(default_factory=dict)
    loss: Mapping[Link, float] = field(default_factory=dict)
    skew: Mapping[str, int] = field(default_factory=dict)
    paused: frozenset[str] = frozenset()

    def latency_of(self, link: Link) -> Latency:
        """The ticks that a message on this link takes."""
        return self.latency.get(link, self.usual)

    def loss_reason(self, link: Link) -> str | None:
        """Why a message on this link would be lost now: 'cut', 'down' or None. A node always reaches itself."""
        src, dst = link
        if src in self.down or dst in self.down:
            return "down"
        return "cut" if link in self.cut and src != dst else None

    def reach(self, node: str) -> frozenset[str]:
        """The nodes that a message sent from here now would reach."""
        return frozenset(dst for dst in self.nodes if self.loss_reason((node, dst)) is None)

    def in_touch(self, node: str) -> frozenset[str]:
        """The nodes that could ask this one now and hear its answer; a node that is up is in touch with itself."""
        return frozenset(other for other in self.reach(node) if self.loss_reason((other, node)) is None)

    def components(self, among: Sequence[str] | None = None) -> tuple[tuple[str, ...], ...]:
        """The groups of live nodes (all, or those given) that reach each other both ways, over any number of hops."""
        graph: nx.Graph[str] = nx.Graph()
        graph.add_nodes_from(node for node in among or self.nodes if node not in self.down)
        for a, b in combinations(graph.nodes, 2):
            if self.loss_reason((a, b)) is None and self.loss_reason((b, a)) is None:
                graph.add_edge(a, b)
        groups = (tuple(sorted(group, key=self.nodes.index)) for group in nx.connected_components(graph))
        return tuple(sorted(groups, key=lambda group: self.nodes.index(group[0])))


def start(scenario: Scenario) -> Network:
    """The network at tick 0."""
    latency: dict[Link, Latency] = {}
    loss: dict[Link, float] = {}
    for rule in scenario.links:
        for link in rule.links.links:
            if rule.latency is not None:
                latency[link] = rule.latency
            if rule.loss is not None:
                loss[link] = rule.loss
    skew = dict(scenario.clocks)
    return Network(scenario.names, scenario.latency, latency=latency, loss=loss, skew=skew)


def apply_fault(network: Network, fault: NetworkFault) -> Network:
    """The network after a fault; the network that was given stays as it is."""
    match fault:
        case Cut():
            return replace(network, cut=network.cut | set(links_of(network.nodes, fault.where)))
        case Heal(where=None):
            return replace(network, cut=frozenset())
        case Heal():
            return replace(network, cut=network.cut - set(links_of(network.nodes, fault.where)))
        case Crash():
            return replace(network, down=network.down | {fault.node}, paused=network.paused - {fault.node})
        case Recover():
            return replace(network, down=network.down - {fault.node})
        case Slow():
            slower = dict.fromkeys(_links_at(network, fault.where), fault.latency)
            return replace(network, latency={**network.latency, **slower})
        case Lose():
            leakier = dict.fromkeys(_links_at(network, fault.where), fault.probability)
            return replace(network, loss={**network.loss, **leakier})
        case Pause():
            return replace(network, paused=network.paused | ({fault.node} - network.down))
        case Resume():
            return replace(network, paused=network.paused - {fault.node})
        case Skew():
            return replace(network, skew={**network.skew, fault.node: fault.offset})


def links_of(nodes: Sequence[str], where: Where | None) -> Iterator[Link]:
    """The directed links that a cut or heal speaks of; one group alone stands against all the other nodes."""
    if isinstance(where, Links):
        yield from where.links
    elif isinstance(where, Groups):
        groups = where.groups
        if len(groups) == 1:
            groups = (groups[0], tuple(node for node in nodes if node not in groups[0]))
        for one, other in combinations(groups, 2):
            for a in one:
                for b in other:
                    yield a, b
                    yield b, a


def _links_at(network: Network, where: str | Links) -> Iterator[Link]:
    if isinstance(where, Links):
        yield from where.links
    else:
        others = [node for node in network.nodes if node != where]
        yield from ((where, other) for other in others)
        yield from ((other, where) for other in others)
