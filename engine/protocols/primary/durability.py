"""Which acknowledged writes a primary and its copies lost.

A write overwrites what its primary had under that key when it took the write, and whatever that had overwritten before:
a chain of versions. A write is lost iff no live node has a later version of its chain, nor its hint.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from engine.model import Note, Operation
from engine.protocols.live_nodes import live_states
from engine.protocols.primary.state import Config
from engine.trace import Trace


def lost_writes(config: Config, trace: Trace, index: int, writes: Sequence[Operation]) -> list[Operation]:
    """The writes, of those given, that are lost after the event with this index."""
    held: dict[str, list[Any]] = {}
    hinted: set[str] = set()
    for _, state in live_states(trace, index):
        for key, record in state.store.items():
            held.setdefault(key, []).append(record.version)
        for (op, key), record in state.hints.items():
            held.setdefault(key, []).append(record.version)
            hinted.add(op)
    kept = _with_overwritten(held, _replaced(trace))
    return [op for op in writes if (op.key, op.version) not in kept and op.id not in hinted]


def _replaced(trace: Trace) -> dict[tuple[str, Any], Any]:
    """By (key, version) of a write: the version that it overwrote at its primary, None for nothing."""
    keys = {op.id: op.key for op in trace.operations}
    replaced: dict[tuple[str, Any], Any] = {}
    for index, event in enumerate(trace.events):
        for note in event.effects:
            if isinstance(note, Note) and note.code == "version" and event.node is not None:
                key = keys[note.values["op"]]
                before = trace.state(event.node, index - 1).store.get(key)
                replaced[key, note.values["version"]] = None if before is None else before.version
    return replaced


def _with_overwritten(
    held: Mapping[str, Sequence[Any]], replaced: Mapping[tuple[str, Any], Any]
) -> set[tuple[str, Any]]:
    """(key, version) of what is held and of all that it has overwritten, one after the other."""
    kept: set[tuple[str, Any]] = set()
    for key, versions in held.items():
        for last in versions:
            version = last
            while version is not None and (key, version) not in kept:
                kept.add((key, version))
                version = replaced.get((key, version))
    return kept
