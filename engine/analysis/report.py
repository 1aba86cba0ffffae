"""A run as the headless contract tells it: script, operations, nodes, verdicts.

Rules of this file
* The keys, their order and their meaning are a contract: teachers' scripts rest on them.
* Everything is plain JSON data; tuples come out as lists, stores in order of keys, nodes in order of numbers.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from engine.analysis.verdicts import verdicts
from engine.availability.endpoints import view_of
from engine.model import NodeView, Operation, Reason, Verdict
from engine.model.values import as_data
from engine.script import print_script
from engine.trace import Trace


def report(trace: Trace, at: Iterable[int] = ()) -> dict[str, Any]:
    """All that a run has to tell, with the nodes at the end of some ticks."""
    return {
        "script": print_script(trace.scenario),
        "end": trace.end,
        "operations": [_operation(op) for op in trace.operations],
        "nodes": _nodes(trace, trace.at(trace.end)),
        "at": {str(tick): _nodes(trace, trace.at(tick)) for tick in sorted(set(at))},
        "verdicts": [verdict_as_json(verdict) for verdict in verdicts(trace)],
    }


def as_text(told: Mapping[str, object]) -> str:
    """A report as JSON, one line for each operation, node and verdict."""
    return "{\n" + ",\n".join(f"{_json(key)}: {_block(value)}" for key, value in told.items()) + "\n}\n"


def _nodes(trace: Trace, index: int) -> dict[str, object]:
    scenario, down = trace.scenario, trace.network(index).down
    return {node: _node(view_of(scenario, node, trace.state(node, index)), node not in down) for node in scenario.names}


def _node(view: NodeView, up: bool) -> dict[str, object]:
    store = {
        key: {"values": list(cell.values), "versions": list(cell.versions)} for key, cell in sorted(view.store.items())
    }
    return {
        "up": up,
        "mode": view.mode,
        "role": view.role,
        "term": view.term,
        "hints": list(view.hints),
        "store": store,
    }


def _operation(op: Operation) -> dict[str, object]:
    """An operation, and what else judges ask for: of a degraded answer about data whether it was kept data or made up;
    of a refusal the node within reach that would have answered instead, if there was one.
    """
    degraded = op.status == "degraded" and op.kind != "call"
    told: dict[str, object] = {
        "id": op.id,
        "kind": op.kind,
        "client": op.client,
        "node": op.node,
        "key": op.key,
        "value": op.value,
        "issued": op.issued,
        "done": op.done,
        "status": op.status,
        "reason": _reason(op.reason),
    }
    if degraded:
        return told | {"answer": op.why.rule if op.why else None}
    return told if op.redirect is None else told | {"redirect": op.redirect}


def verdict_as_json(verdict: Verdict) -> dict[str, object]:
    """A verdict as plain data."""
    return {
        "check": verdict.check,
        "key": verdict.key,
        "outcome": verdict.outcome,
        "operations": list(verdict.operations),
        "reason": _reason(verdict.reason),
    }


def _reason(reason: Reason | None) -> dict[str, object] | None:
    values = {name: as_data(value) for name, value in reason.values.items()} if reason else {}
    return None if reason is None else {"code": reason.code, "values": values}


def _block(value: object) -> str:
    match value:
        case list() if value:
            return "[\n" + ",\n".join(f"  {_json(item)}" for item in value) + "\n]"
        case dict() if value:
            return "{\n" + ",\n".join(f"  {_json(name)}: {_json(item)}" for name, item in value.items()) + "\n}"
        case _:
            return _json(value)


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False)
