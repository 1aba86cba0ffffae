"""What is true of the network over time: cuts as spans, sides while cut, slow links, where clients stand."""

from __future__ import annotations

from collections.abc import Callable
from itertools import combinations, pairwise
from typing import Any, Literal

from engine.availability.endpoints import instances_of
from engine.model import Cut, Latency
from engine.trace import Trace
from engine.trace.network import Network
from pages.ui.stage.picture.phrases import Phrases
from pages.ui.stage.picture.schema import CutSpan, GroupSpan, Link, Side, SlowSpan, Visit


def links(trace: Trace) -> list[Link]:
    """Every link of the stage: instances of services talk to gateways only, and gateways not to each other."""
    system, gateways = trace.scenario.system, [gateway.name for gateway in trace.scenario.gateways]
    inner = combinations(system.names, 2) if instances_of(system) is None else []
    ends = [*inner, *((node, gateway) for gateway in gateways for node in system.names)]
    return [{"id": f"{a}-{b}", "a": a, "b": b} for a, b in ends]


def cuts(trace: Trace, phrases: Phrases) -> list[CutSpan]:
    """Spans in which the same links were cut, each with the words of the command that began it."""
    spans: list[CutSpan] = []
    oldest: dict[str, int] = {}
    for (start, network), end in _spans(trace, lambda network: network.cut):
        if not network.cut:
            oldest = {}
        else:
            command = trace.events[start].cause if trace.events else None
            label = phrases.command(command) if isinstance(command, Cut) else phrases.words("stage_run.still_cut")
            names = sorted(f"{a}>{b}" for a, b in network.cut)
            tick = trace.events[start].tick
            oldest = {name: oldest.get(name, tick) for name in names}
            since = min(oldest.values())
            spans.append({"from": tick, "to": end, "since": since, "links": names, "label": label})
    return spans


def groups(trace: Trace, phrases: Phrases) -> list[GroupSpan]:
    """Spans in which a cut kept live nodes apart: the sides, and which of them holds a majority of all nodes."""
    spans: list[GroupSpan] = []
    system = trace.scenario.system
    if instances_of(system) is not None:
        return spans
    for (start, network), end in _spans(trace, lambda network: (network.cut, network.down)):
        sides = network.components(system.names)
        if network.cut and len(sides) > 1:
            of = system.nodes
            most = any(2 * len(side) > of for side in sides)
            entry = [_side(side, of, most, phrases) for side in sides]
            spans.append({"from": trace.events[start].tick, "to": end, "groups": entry})
    return spans


def slow(trace: Trace, phrases: Phrases) -> list[SlowSpan]:
    """Spans in which a link had a latency or a loss of its own; where its ways differ, both are told."""
    spans: list[SlowSpan] = []
    for (start, network), end in _spans(trace, lambda one: (tuple(one.latency.items()), tuple(one.loss.items()))):
        tick = trace.events[start].tick if start else 0
        for a, b in combinations(trace.scenario.names, 2):
            if text := _own(network, ((a, b), (b, a)), phrases):
                spans.append({"from": tick, "to": end, "link": f"{a}-{b}", "text": text})
    return spans


def _own(network: Network, ways: tuple[tuple[str, str], ...], phrases: Phrases) -> str:
    """What a link's ways have of their own, in words."""
    ticks = [_ticks(network.latency[way]) for way in ways if way in network.latency]
    parts = [f"{100 * network.loss[way]:.3g}" for way in ways if network.loss.get(way)]
    said = [phrases.words("stage_run.slow", ticks=" / ".join(dict.fromkeys(ticks)))] if ticks else []
    said += [phrases.words("stage_run.loses", percent=" / ".join(dict.fromkeys(parts)))] if parts else []
    return " · ".join(said)


def visits(trace: Trace) -> list[Visit]:
    """Where each client stands: at the node it asked last, from tick 0 at its first."""
    stays: dict[str, list[Visit]] = {}
    for operation in trace.operations:
        own = stays.setdefault(operation.client, [])
        if own and own[-1]["node"] == operation.node:
            continue
        if own:
            own[-1]["to"] = operation.issued
        began = operation.issued if own else 0
        own.append({"client": operation.client, "node": operation.node, "from": began, "to": None})
    return [stay for own in stays.values() for stay in own]


def _spans(trace: Trace, what: Callable[[Network], Any]) -> list[tuple[tuple[int, Network], int | None]]:
    """Stretches over which something stays the same: ((first event, network), tick of its end or None)."""
    changes: list[tuple[int, Network]] = []
    for index, network in trace.networks:
        if not changes or what(network) != what(changes[-1][1]):
            if changes and trace.events[index].tick == trace.events[changes[-1][0]].tick and changes[-1][0]:
                changes.pop()
            changes.append((index, network))
    closed = [(one, trace.events[other[0]].tick) for one, other in pairwise(changes)]
    return [*closed, *((last, None) for last in changes[-1:])]


def _side(side: tuple[str, ...], of: int, most: bool, phrases: Phrases) -> Side:
    """A side of so many nodes. most: one of the sides is a majority."""
    small: Literal["minority", "no_majority"] = "minority" if most else "no_majority"
    role: Literal["majority", "minority", "no_majority"] = "majority" if 2 * len(side) > of else small
    label = phrases.words(f"stage_run.{role}", count=len(side), of=of)
    return {"nodes": list(side), "role": role, "label": label}


def _ticks(latency: Latency) -> str:
    if latency.exponential:
        return f"~{latency.low}"
    return str(latency.low) if latency.low == latency.high else f"{latency.low}-{latency.high}"
