"""A run as tables (pandas): what is true, what nodes know, what clients saw, every step in words."""

from __future__ import annotations

import pandas as pd

from engine.trace import Trace
from lessons.words import Words
from pages.ui.stage.picture import codes, nodes
from pages.ui.stage.picture import steps as told
from pages.ui.stage.picture.operations import missed
from pages.ui.stage.picture.phrases import Phrases


def truth(trace: Trace, index: int, words: Words) -> pd.DataFrame:
    """One row a node: is it up, whom does it reach, how far is its clock off, is a copy behind."""
    network = trace.network(index)
    homes = nodes.replicas(trace)
    acknowledged = [
        op for op in trace.operations if op.kind != "read" and op.status == "ok" and (op.last or 0) <= index
    ]
    rows = []
    for node in trace.scenario.names:
        seen = nodes.view(trace, node, index)
        held = {key: seen.store.get(key) for key in _keys(trace)} if node in homes else {}
        late = [key for key, cell in held.items() if nodes.behind(cell, key, acknowledged, seen.soft)]
        rows.append(
            {
                words("column.node"): node,
                words("column.up"): words("column.is_up" if node not in network.down else "column.is_down"),
                words("column.reaches"): " ".join(sorted(network.reach(node) - {node})),
                words("column.skew"): network.skew.get(node, 0),
                words("column.behind"): " ".join(late),
            }
        )
    return pd.DataFrame(rows)


def belief(trace: Trace, index: int, words: Words) -> pd.DataFrame:
    """One row a node: what it holds, what it keeps for others, what it believes."""
    phrases = Phrases(words, trace.scenario.system)
    rows = []
    for node in trace.scenario.names:
        view = nodes.view(trace, node, index)
        row = {words("column.node"): node}
        for key in _keys(trace):
            cell = view.store.get(key)
            row[key] = " ∥ ".join(map(phrases.value, cell.values)) if cell else ""
            row[words("column.version", key=key)] = " ∥ ".join(map(phrases.value, cell.versions)) if cell else ""
        row[words("column.hints")] = " ".join(view.hints)
        row[words("column.waiting")] = "; ".join(nodes.waits(one, phrases) for one in view.waiting)
        if view.log is not None:
            row[words("column.log")] = nodes.log(view.log, phrases)
        row[words("column.believes")] = nodes.belief(view, phrases) or ""
        rows.append(row)
    return pd.DataFrame(rows)


def history(trace: Trace, words: Words) -> pd.DataFrame:
    """One row an operation, as its client saw it."""
    phrases = Phrases(words, trace.scenario.system)
    rows = [
        {
            words("column.id"): op.id,
            words("column.client"): codes.client(words, op.client),
            words("column.node"): op.node,
            words("column.operation"): phrases.operation(op),
            words("column.result"): phrases.values(op.value) if op.kind == "read" and op.status == "ok" else "",
            words("column.issued"): op.issued,
            words("column.done"): op.done,
            words("column.status"): words(codes.by_kind(words, f"status.{op.status}", op.kind)),
            words("column.note"): words("status.stale") if missed(trace, op) else "",
        }
        for op in trace.operations
    ]
    return pd.DataFrame(rows).astype({words("column.done"): "Int64"}) if rows else pd.DataFrame()


def steps(trace: Trace, words: Words) -> pd.DataFrame:
    """One row an event, in words."""
    rows = [(number, tick, node, text) for number, (tick, _, node, text) in enumerate(told(trace, words))]
    return pd.DataFrame(rows, columns=[words(f"column.{name}") for name in ("step", "tick", "node", "what")])


def _keys(trace: Trace) -> list[str]:
    return list(dict.fromkeys([*(key for key, _ in trace.scenario.init), *(op.key for op in trace.operations)]))
