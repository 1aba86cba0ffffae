"""What each node holds and believes over time, as the stage and the tables show it.

What a node believes comes from its own state alone. What is true of it (up or down, behind the newest acknowledged
write) comes from the trace, and is never mixed into its belief.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from engine import versions
from engine.causality import Stamp
from engine.model import Cell, NodeView, Operation
from engine.protocols import PROTOCOLS
from engine.trace import Trace
from pages.ui.picture.phrases import Phrases

DENSE_EVENTS = 1500
"""Up to so many events a node's clock is given at each of them, beyond only where something else changes."""


def node_states(trace: Trace, marks: Sequence[Stamp], phrases: Phrases) -> dict[str, list[dict[str, Any]]]:
    """For every node its states in order; each holds from event 'i' on."""
    moments = _moments(trace, marks)
    acknowledged = _acknowledged(trace)
    return {node: _history(trace, node, moments[node], acknowledged, marks, phrases) for node in moments}


def view(trace: Trace, node: str, index: int) -> NodeView:
    """What a node shows right after an event."""
    protocol = PROTOCOLS[trace.scenario.system.protocol]
    config = protocol.config(trace.scenario.system.names, dict(trace.scenario.system.settings))
    shown: NodeView = protocol.show(config, node, trace.state(node, index))
    return shown


def behind(cell: Cell | None, key: str, acknowledged: Sequence[Operation]) -> bool:
    """True if a copy lacks an acknowledged write of its key."""
    return any(not _holds(cell, write.version) for write in acknowledged if write.key == key)


def replicas(trace: Trace) -> frozenset[str]:
    """The nodes that keep data of their own (not the spares of a sloppy quorum)."""
    protocol = PROTOCOLS[trace.scenario.system.protocol]
    config = protocol.config(trace.scenario.system.names, dict(trace.scenario.system.settings))
    return frozenset(getattr(config, "home", trace.scenario.system.names))


def _holds(cell: Cell | None, version: Any) -> bool:
    if version is None:
        return True
    if isinstance(version, Mapping):
        return any(_knows(mine, version) for mine in (cell.versions if cell else ()))
    return cell is not None and any(versions.covers(mine, version) for mine in cell.versions)


def _knows(mine: Any, version: Mapping[str, Any]) -> bool:
    """A stored version holds a dot if it is its own or in its context."""
    node, counter = version["dot"]
    if "dot" in mine:
        return bool(mine["dot"] == version["dot"] or mine["context"].get(node, 0) >= counter)
    return bool(mine.get(node, 0) >= counter)


def _acknowledged(trace: Trace) -> list[Operation]:
    """Acknowledged writes by the event that acknowledged them."""
    done = [op for op in trace.operations if op.kind != "read" and op.status == "ok" and op.last is not None]
    return sorted(done, key=lambda op: op.last or 0)


def _moments(trace: Trace, marks: Sequence[Stamp]) -> dict[str, list[int]]:
    """The events after which a node may look different."""
    common = {index for index, _ in trace.networks} | {op.last or 0 for op in _acknowledged(trace)}
    dense = len(trace.events) <= DENSE_EVENTS
    own: dict[str, set[int]] = {node: {0} | common for node in trace.scenario.system.names}
    seen: dict[str, Any] = {}
    for index, event in enumerate(trace.events):
        if event.node is None:
            continue
        changed = event.state is not None and seen.get(event.node) is not event.state
        if changed or (dense and marks[index].lane):
            own[event.node].add(index)
            seen[event.node] = event.state
    return {node: sorted(moments) for node, moments in own.items()}


def _history(
    trace: Trace,
    node: str,
    moments: Sequence[int],
    acknowledged: Sequence[Operation],
    marks: Sequence[Stamp],
    phrases: Phrases,
) -> list[dict[str, Any]]:
    entries: list[dict[str, Any]] = []
    clock: dict[str, int] = {}
    home = node in replicas(trace)
    state, shown = None, None
    for index in moments:
        if marks[index].lane == node:
            clock = marks[index].clock
        if state is not trace.state(node, index) or shown is None:
            state, shown = trace.state(node, index), view(trace, node, index)
        known = [op for op in acknowledged if (op.last or 0) <= index] if home else []
        entry = _entry(trace, node, index, shown, known, phrases) | {
            "clock": [[name, clock.get(name, 0)] for name in trace.scenario.system.names]
        }
        if not entries or entry != {**entries[-1], "i": index}:
            entries.append(entry)
    return entries


def _entry(
    trace: Trace, node: str, index: int, shown: NodeView, known: Sequence[Operation], phrases: Phrases
) -> dict[str, Any]:
    keys = dict.fromkeys([*shown.store, *(op.key for op in known)])
    return {
        "i": index,
        "up": node not in trace.network(index).down,
        "cells": {key: _cell(shown.store.get(key), behind(shown.store.get(key), key, known), phrases) for key in keys},
        "hints": list(shown.hints),
        "role": shown.role and phrases.words(f"role.{shown.role}"),
        "mode": shown.mode and phrases.words(f"mode.{shown.mode}"),
        "term": shown.term,
        "belief": belief(shown, phrases),
    }


def belief(shown: NodeView, phrases: Phrases) -> str | None:
    """What a node believes, in words."""
    if not shown.believes:
        return None
    facts = [phrases.words(f"belief.{code}", what=phrases.value(value)) for code, value in shown.believes.items()]
    return " · ".join(facts)


def _cell(cell: Cell | None, stale: bool, phrases: Phrases) -> dict[str, Any]:
    if cell is None:
        return {"values": [], "versions": [], "stale": stale}
    values = [phrases.value(value) for value in cell.values]
    return {"values": values, "versions": [phrases.value(version) for version in cell.versions], "stale": stale}
