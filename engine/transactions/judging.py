"""A history of transactions, judged: the anomalies that it shows, and a verdict for each isolation level.

Rules of this file
* A level is broken by the first anomaly of RULED_OUT that rules it out; its verdict tells of one of each other kind
  that does, too. g_nonadjacent is looked for only where there is no g_single, realtime where there is no other cycle.
* Lists whose keys can all be trusted: what is not broken is kept. Without a cycle the transactions can be put in an
  order that the edges allow; what nobody read is ordered by it too, and so all reads are explained. Only for snapshot
  isolation that is not enough where several wrote what nobody read and the history is not serializable.
* Registers, and lists of which a key cannot be trusted: the order of versions is known in part only, and whether some
  order of all explains what was read is not tried. Then silence means that no anomaly was found.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from engine.model import Operation, Reason, Verdict
from engine.transactions import cycles
from engine.transactions.dependencies import in_time, of_lists, of_registers
from engine.transactions.direct import Anomaly, Order, alone, lost_updates, orders
from engine.transactions.graph import ALL, DEPENDS, RT, RW, WW, Edge, Graph
from engine.transactions.history import History, parsed
from engine.transactions.levels import LEVELS, RULED_OUT


class Findings(NamedTuple):
    """anomalies: the first, or smallest, of each kind, in the order of RULED_OUT. unknown: by level why silence says
    nothing there, as the code of a reason and its values.
    """

    anomalies: tuple[Anomaly, ...]
    unknown: Mapping[str, Reason]


def verdicts(operations: Sequence[Operation], model: str, starts: Mapping[str, Any]) -> tuple[Verdict, ...]:
    """A verdict a level, on the whole history. model: one of TRANSACTIONAL, which all operations must fit."""
    findings = found(operations, model, starts)
    return tuple(_verdict(level, findings) for level in LEVELS)


def _verdict(level: str, findings: Findings) -> Verdict:
    against = [one for one in findings.anomalies if level in RULED_OUT[one.code]]
    if against:
        names = tuple(dict.fromkeys(against[0].transactions))
        reason = Reason(against[0].code, {"anomalies": tuple(_data(one) for one in against)})
        return Verdict(level, None, "broken", names, reason)
    unknown = findings.unknown.get(level)
    return Verdict(level, None, "cant_tell" if unknown else "kept", (), unknown)


def _data(one: Anomaly) -> dict[str, Any]:
    """An anomaly as plain data."""
    return {**one._asdict(), "edges": tuple(edge._asdict() for edge in one.edges), "facts": dict(one.facts)}


def told(verdicts: Sequence[Verdict]) -> tuple[Anomaly, ...]:
    """All anomalies that the verdicts of a history speak of; the strictest level forbids them all."""
    reason = verdicts[-1].reason if verdicts else None
    found = () if reason is None else reason.values.get("anomalies", ())
    return tuple(Anomaly(**{**one, "edges": tuple(Edge(**edge) for edge in one["edges"])}) for one in found)


def found(operations: Sequence[Operation], model: str, starts: Mapping[str, Any]) -> Findings:
    """All anomalies of a history, and what its silence on a level is worth."""
    history = parsed(operations, model, starts)
    trusted, told = orders(history) if history.lists else ({}, [])
    told += [*alone(history), *lost_updates(history)]
    doubted = [key for key in history.writes if key not in trusted] if history.lists else []
    if history.lists:
        graph, open_keys = of_lists(history, trusted)
    else:
        graph, open_keys = of_registers(history), ()
    rings = list(_cycles(history, graph, trusted))
    first: dict[str, Anomaly] = {}
    for one in (*told, *rings):
        first.setdefault(one.code, one)
    lost, ring = first.get("lost_update"), first.get("g2_item")
    if lost and ring and lost.transactions == ring.transactions:
        del first["g2_item"]
    anomalies = tuple(first[code] for code in RULED_OUT if code in first)
    return Findings(anomalies, _unknown(history, anomalies, doubted, open_keys))


def _unknown(
    history: History, anomalies: Sequence[Anomaly], doubted: Sequence[str], open_keys: Sequence[str]
) -> dict[str, Reason]:
    if not history.lists:
        return dict.fromkeys(LEVELS, Reason("no_anomaly_found", {}))
    if doubted:
        return dict.fromkeys(LEVELS, Reason("order_unknown", {"key": doubted[0]}))
    if open_keys and any("serializable" in RULED_OUT[one.code] for one in anomalies):
        return {"snapshot_isolation": Reason("not_read_in_full", {"key": open_keys[0]})}
    return {}


def _cycles(history: History, graph: Graph, trusted: Mapping[str, Order]) -> Iterator[Anomaly]:
    """The smallest cycle of each kind."""
    tangled = graph.knots(ALL)
    ways = _tangled(history, graph, tangled, trusted) if tangled else _timed(history, graph)
    yield from (_anomaly(history, way, code) for code, way in ways if way)


def _tangled(
    history: History, graph: Graph, tangled: Sequence[Sequence[int]], trusted: Mapping[str, Order]
) -> Iterator[tuple[str, cycles.Way | None]]:
    some = [node for knot in tangled for node in knot]
    dependent, apart = graph.knots(DEPENDS, some), graph.knots_apart(some)
    sure = of_lists(history, trusted, certain=True)[0] if dependent else Graph(0)
    g0 = cycles.smallest(sure, sure.knots((WW,)), cycles.G0, sure=True)
    circular = cycles.smallest(graph, dependent, cycles.G1C)
    if not circular and not g0:
        circular = cycles.smallest(graph, dependent, cycles.DEPENDENT, sure=True)
    skew = cycles.smallest(graph, apart, cycles.G_SINGLE)
    if not skew and not dependent:
        skew = cycles.smallest(graph, apart, cycles.APART, sure=True)
    ring = cycles.smallest(graph, tangled, cycles.G2_ITEM)
    if not ring and not dependent and not apart:
        ring = cycles.smallest(graph, tangled, cycles.ANY, sure=True)
    yield from (("g0", g0), ("g1c", circular), (_kind(skew), skew), (_kind(ring), ring))


def _timed(history: History, graph: Graph) -> Iterator[tuple[str, cycles.Way | None]]:
    in_time(history, graph)
    yield "realtime", cycles.smallest(graph, graph.knots((*ALL, RT)), cycles.REALTIME, sure=True)


def _kind(way: cycles.Way | None) -> str:
    """What a cycle with an rw edge is called."""
    kinds = [arc.kind for _, arc in way or ()]
    if kinds.count(RW) == 1:
        return "g_single"
    beside = any(one == other == RW for one, other in zip(kinds, [*kinds[1:], *kinds[:1]], strict=True))
    return "g2_item" if beside else "g_nonadjacent"


def _anomaly(history: History, way: cycles.Way, code: str) -> Anomaly:
    """A cycle as it is told: it begins with the transaction that came first in the history."""
    start = min(range(len(way)), key=lambda k: way[k][0])
    turned = [*way[start:], *way[:start]]
    names = tuple(history.operations[node].id for node, _ in turned)
    edges = tuple(
        Edge(arc.kind, src, dst, arc.code, arc.key, arc.value, arc.next)
        for (_, arc), src, dst in zip(turned, names, (*names[1:], names[0]), strict=True)
    )
    return Anomaly(code, names, edges, {})
