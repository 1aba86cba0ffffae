"""Which version took the place of which, where one node orders all writes of a key: what a later one keeps alive."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from engine.model import Note
from engine.trace import Trace


def overwritten(trace: Trace, newest: Callable[[Any, str], Any]) -> dict[tuple[str, Any], Any]:
    """By (key, version) of a write: the version that it took the place of at the node that numbered it.

    newest(state, key): the version that a node in this state has under a key, None if it has none.
    """
    keys = {op.id: op.key for op in trace.operations}
    found: dict[tuple[str, Any], Any] = {}
    for index, event in enumerate(trace.events):
        for note in event.effects:
            if isinstance(note, Note) and note.code == "version" and event.node is not None:
                key = keys[note.values["op"]]
                found[key, note.values["version"]] = newest(trace.state(event.node, index - 1), key)
    return found


def with_overwritten(
    held: Mapping[str, Sequence[Any]], replaced: Mapping[tuple[str, Any], Any]
) -> set[tuple[str, Any]]:
    """These versions by key, and all that they took the place of, one after the other."""
    rows: set[tuple[str, Any]] = set()
    for key, versions in held.items():
        for last in versions:
            version = last
            while version is not None and (key, version) not in rows:
                rows.add((key, version))
                version = replaced.get((key, version))
    return rows
