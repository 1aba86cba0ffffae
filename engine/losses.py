"""Acknowledged writes that a run lost.

A write that ended 'ok' is lost iff, at the end of the run, no live node has its version and nobody overwrote it who
knew of it. Who knew of it depends on the protocol:
* primary: a write overwrites what its primary had under that key when it took the write, and whatever that had
  overwritten before; the last of such a row must be on a live node.
* multi_value: a write overwrites what the reader whose context it passes was told of; see lost_versions.py.
* causal: a version that stands in its place by the rule of the run overwrites, where a live node has applied both;
  what a live node still holds back is not lost.
* raft: the write's entry must be in the log of a live node.
* partition_aware: a greater version on a live node overwrites by rule.
* majority_lock: a greater token in place on a live node overwrites; a value kept aside does not count.
* quorum: a greater version on a live node (or kept there as a hint) overwrites by rule, and so does a greater delete
  whose tombstone is gone or was never kept; such a delete stands while a live home node has nothing under its key.
A crashed node's disk does not count: what is only there is lost until the node comes back.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from engine import clocks, lost_versions
from engine.model import Note, Operation, Reason, Verdict
from engine.protocols import PROTOCOLS, configured
from engine.trace import Trace

CHECK = "durable"
"""The name of the verdict: no acknowledged write is lost."""


def durable(trace: Trace, index: int | None = None) -> Verdict:
    """The same as a verdict on the run as it stands after an event; it can be kept again when a node comes back."""
    lost = lost_writes(trace, index)
    if not lost:
        return Verdict(CHECK, None, "kept")
    ids = {op.id: op for op in trace.operations}
    first = ids[lost[0]]
    hidden = getattr(configured(trace.scenario.system), "resolver", None) == "lww"
    reason = Reason(
        "hidden" if hidden else "lost",
        {"op": first.id, "value": first.value, "client": first.client, "count": len(lost)},
    )
    return Verdict(CHECK, None, "broken", lost, reason)


WRITES = ("write", "delete")

Held = Mapping[str, list[Any]]
"""Versions on live nodes at the end, by key."""


def lost_writes(trace: Trace, index: int | None = None) -> tuple[str, ...]:
    """The ids of the acknowledged writes that are lost after an event (usually the last), in order of issue."""
    index = len(trace.events) - 1 if index is None else index
    acknowledged = [op for op in trace.operations if op.kind in WRITES and op.status == "ok" and _by(op, index)]
    held = _held(trace, index)
    match trace.scenario.system.protocol:
        case "primary":
            kept = _with_overwritten(held, _replaced(trace))
            hinted = _hinted(trace, index)
            lost = [op for op in acknowledged if (op.key, op.version) not in kept and op.id not in hinted]
        case "raft":
            logged = _logged(trace, index)
            lost = [op for op in acknowledged if op.version not in logged]
        case "majority_lock" | "partition_aware":
            lost = [op for op in acknowledged if not any(version >= op.version for version in held.get(op.key, ()))]
        case "multi_value":
            lost = lost_versions.lost(trace, index, acknowledged)
        case "causal":
            lost = [op for op in acknowledged if not any(_stands(op, version) for version in held.get(op.key, ()))]
        case _:
            lost = [op for op in acknowledged if not any(version >= op.version for version in held.get(op.key, ()))]
            lost = [op for op in lost if not _deleted(op, trace, index)] if lost else lost
    return tuple(op.id for op in lost)


def _by(op: Operation, index: int) -> bool:
    return op.last is not None and op.last <= index


def _held(trace: Trace, index: int) -> dict[str, list[Any]]:
    system = trace.scenario.system
    protocol, config = PROTOCOLS[system.protocol], configured(trace.scenario.system)
    held: dict[str, list[Any]] = {}
    for node in system.names:
        if node in trace.network(index).down:
            continue
        state = trace.state(node, index)
        for key, cell in protocol.show(config, node, state).store.items():
            held.setdefault(key, []).extend(cell.versions)
        for (_, key), record in getattr(state, "hints", {}).items():
            held.setdefault(key, []).append(record.version)
        for update in getattr(state, "waiting", {}).values():
            held.setdefault(update.key, []).append(update.version(config.converge))
    return held


def _hinted(trace: Trace, index: int) -> set[str]:
    """Operations that live nodes keep as hints for a primary."""
    live = [node for node in trace.scenario.system.names if node not in trace.network(index).down]
    return {op for node in live for op, _ in trace.state(node, index).hints}


def _logged(trace: Trace, index: int) -> set[tuple[int, int]]:
    """(term, index) of all entries in the logs of live nodes."""
    live = [node for node in trace.scenario.system.names if node not in trace.network(index).down]
    logs = [trace.state(node, index).log for node in live]
    return {(entry.term, place) for log in logs for place, entry in enumerate(log, 1)}


def _deleted(op: Operation, trace: Trace, index: int) -> bool:
    """Is a quorum write overwritten by a delete, or a delete that holds by its key's absence?"""
    if any(
        other.kind == "delete" and other.key == op.key and other.version and other.version > op.version
        for other in trace.operations
        if other.first <= index
    ):
        return True
    network = trace.network(index)
    live = [node for node in configured(trace.scenario.system).home if node not in network.down]
    return op.kind == "delete" and any(op.key not in trace.state(node, index).store for node in live)


def _replaced(trace: Trace) -> dict[tuple[str, Any], Any]:
    """By (key, version) of a write under a primary: the version that it took the place of there."""
    keys = {op.id: op.key for op in trace.operations}
    replaced: dict[tuple[str, Any], Any] = {}
    for index, event in enumerate(trace.events):
        for note in event.effects:
            if isinstance(note, Note) and note.code == "version" and event.node is not None:
                key = keys[note.values["op"]]
                before = trace.state(event.node, index - 1).store.get(key)
                replaced[key, note.values["version"]] = None if before is None else before.version
    return replaced


def _with_overwritten(held: Held, replaced: Mapping[tuple[str, Any], Any]) -> set[tuple[str, Any]]:
    rows: set[tuple[str, Any]] = set()
    for key, versions in held.items():
        for last in versions:
            version = last
            while version is not None and (key, version) not in rows:
                rows.add((key, version))
                version = replaced.get((key, version))
    return rows


def _stands(op: Operation, version: Any) -> bool:
    """Is a causal write this version, or did the version take its place by the rule of the run?"""
    if isinstance(version, tuple):
        return bool(version >= op.version)
    return bool(version["dot"] == op.version["dot"] or clocks.covers(version["context"], op.version["dot"]))
