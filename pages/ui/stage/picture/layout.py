"""Where nodes stand on the stage: on a circle, or, in a run that is cut, each side of its first cut on its own ground.

Gateways stand left of them all, in a column; instances of services on an arc round them, so that none hides another.

Where it is narrow and there are three sides or more, they stand below each other.

Coordinates run from 0 to 1, x to the right and y down. The smaller side stands left, so that a seam is upright.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import networkx as nx

from engine.availability.endpoints import instances_of
from engine.trace import Trace

Point = tuple[float, float]


def places(trace: Trace) -> dict[str, Point]:
    """A place for every node of a run."""
    nodes = trace.scenario.system.names
    gateways = [gateway.name for gateway in trace.scenario.gateways]
    if instances_of(trace.scenario.system) is not None:
        return _arc(nodes) | _column(gateways, 0.0)
    found = _grounds(trace, nodes, turned=bool(gateways))
    if not gateways:
        return found
    return {node: (round(0.24 + 0.76 * x, 4), y) for node, (x, y) in found.items()} | _column(gateways, 0.1)


def stacked(trace: Trace) -> dict[str, Point]:
    """Places on a narrow stage, where a run begins with three sides or more: below each other, two nodes to a row."""
    groups = sorted(next(iter(_components(trace)), ()), key=len)
    if len(groups) < 3 or trace.scenario.gateways:
        return {}
    alone = [group[0] for group in groups if len(group) == 1]
    rows = _rows(alone, first=0)
    for group in groups:
        rows += _rows(group, first=len(group) % 2) if len(group) > 1 else []
    found = {
        node: (x, y / (len(rows) - 1))
        for y, row in enumerate(rows)
        for node, x in zip(row, _PLACES[len(row)], strict=True)
    }
    return {node: found.get(node, (0.5, 1.0)) for node in trace.scenario.system.names}


_PLACES = {1: (0.5,), 2: (0.0, 1.0)}


def _rows(nodes: Sequence[str], first: int) -> list[Sequence[str]]:
    """Two to a row; first: so many in a row of their own on top."""
    head = [nodes[:first]] if first else []
    return [*head, *(nodes[k : k + 2] for k in range(first, len(nodes), 2))]


def _arc(nodes: Sequence[str]) -> dict[str, Point]:
    """On an ellipse that is open to the left, from its upper to its lower end; the wider open, the fewer they are."""
    end = min(1.9, 0.55 + 0.2 * len(nodes))
    turns = [end * (2 * k / (len(nodes) - 1) - 1) for k in range(len(nodes))] if len(nodes) > 1 else [0.0]
    return {
        node: (round(0.6 + 0.4 * math.cos(turn), 4), round(0.5 + 0.5 * math.sin(turn), 4))
        for node, turn in zip(nodes, turns, strict=True)
    }


def _column(nodes: Sequence[str], x: float) -> dict[str, Point]:
    """One below the other."""
    return {node: (x, round((place + 0.5) / len(nodes), 4)) for place, node in enumerate(nodes)}


def _grounds(trace: Trace, nodes: Sequence[str], turned: bool) -> dict[str, Point]:
    """A circle, or the sides of the first cut; two nodes stand as a cut between them would leave them.
    turned: there is a gateway on the left, and none of three may stand before another.
    """
    uncut = [[node] for node in nodes] if len(nodes) == 2 else [nodes]
    groups = next((groups for groups in _components(trace) if len(groups) > 1), uncut)
    whole = sum(len(group) + 1 for group in groups)
    found: dict[str, Point] = {}
    left = 0.0
    for group in sorted(groups, key=len):
        width = (len(group) + 1) / whole
        radius = (min(0.36, width * 0.33), _height(group))
        found |= _circle(group, (left + width / 2, 0.5), radius, 0.0 if turned and len(group) == 3 else None)
        left += width
    down = [node for node in nodes if node not in found]
    return found | _circle(down, (0.5, 0.5), (0.1, 0.1))


def _components(trace: Trace) -> list[Sequence[Sequence[str]]]:
    """The groups after each change of the network that left a cut and took no node away."""
    names = trace.scenario.system.names
    return [network.components(names) for _, network in trace.networks if network.cut and not network.down]


def _height(group: Sequence[str]) -> float:
    return 0.36 if len(group) > 2 else 0.28


def _circle(group: Sequence[str], center: Point, radius: Point, turn: float | None = None) -> dict[str, Point]:
    if len(group) == 1:
        return {group[0]: center}
    if turn is None:
        turn = -math.pi / 2 if len(group) != 4 else -math.pi * 3 / 4
    unit: Mapping[str, Sequence[float]] = nx.circular_layout(group)
    return {node: _stretch(unit[node], turn, center, radius) for node in group}


def _stretch(point: Sequence[float], turn: float, center: Point, radius: Point) -> Point:
    x = point[0] * math.cos(turn) - point[1] * math.sin(turn)
    y = point[0] * math.sin(turn) + point[1] * math.cos(turn)
    return (round(center[0] + x * radius[0], 4), round(center[1] + y * radius[1], 4))
