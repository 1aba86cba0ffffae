"""What a test asks of a run that it wrote as a script: how operations ended, what nodes show, which messages went."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from engine.availability.endpoints import view_of
from engine.model import NodeView, Operation
from engine.run.simulation import run
from engine.script import HEADLESS, parse
from engine.trace import Trace


def play(script: str) -> Trace:
    """The run of a script."""
    return run(parse(script, HEADLESS))


def ends(trace: Trace) -> dict[str, tuple[str, int | None]]:
    """By operation: its status and the tick of its end."""
    return {op.id: (op.status, op.done) for op in trace.operations}


def operation(trace: Trace, name: str) -> Operation:
    """One operation."""
    return next(op for op in trace.operations if op.id == name)


def reason(trace: Trace, name: str) -> tuple[str, Mapping[str, Any]]:
    """Code and values of what an operation that did not end well was told."""
    why = operation(trace, name).reason
    assert why is not None
    return why.code, why.values


def view(trace: Trace, node: str, tick: int | None = None) -> NodeView:
    """What a node shows at the end of a tick, or of the run."""
    return view_after(trace, node, len(trace.events) - 1 if tick is None else trace.at(tick))


def view_after(trace: Trace, node: str, index: int) -> NodeView:
    """What a node shows right after an event."""
    return view_of(trace.scenario, node, trace.state(node, index))


def believes(trace: Trace, node: str, tick: int | None = None) -> dict[str, Any]:
    """What a node believes at the end of a tick, or of the run."""
    return dict(view(trace, node, tick).believes or {})


def values(trace: Trace, node: str, key: str = "x") -> tuple[Any, ...]:
    """What a node has under a key at the end."""
    cell = view(trace, node).store.get(key)
    return cell.values if cell else ()


def sent(trace: Trace, node: str, kind: str = "timer") -> list[tuple[int, str, str]]:
    """What a node sent in its events of one kind: tick, to whom, the name of what was said."""
    return [
        (event.tick, message.dst, type(message.body).__name__)
        for event in trace.events
        if event.node == node and event.kind == kind
        for message in event.sent
    ]
