"""Which version overwrote which, where one node numbers all writes of a key: what a held version stands for.

A version goes with its value: after a wiped disk a node may give it a second time.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from engine.model import Note
from engine.protocols.live_nodes import Held
from engine.trace import Trace

NUMBERED: Final = ("version", "found_other")
"""Notes of a node that numbers: a write, and a value that a compare-and-set met and that was numbered once more."""


def overwritten_versions(
    trace: Trace, newest: Callable[[Any, str], Held | None]
) -> dict[tuple[str, Held], Held | None]:
    """By (key, version) of a write: the version that it overwrote at the node that numbered it, None for nothing.

    newest(state, key): the version that a node in this state has under a key, None if it has none.
    """
    written = {op.id: op for op in trace.operations}
    replaced: dict[tuple[str, Held], Held | None] = {}
    for node in trace.scenario.system.names:
        before: Any = None
        for index, state in trace.states(node):
            for note in trace.events[index].effects:
                if isinstance(note, Note) and note.code in NUMBERED:
                    op, version = written[note.values["op"]], note.values["version"]
                    value = note.values.get("value", op.written)
                    replaced[op.key, Held(version, value)] = newest(before, op.key)
            before = state
    return replaced


def with_overwritten(
    held: Mapping[str, Sequence[Held]], replaced: Mapping[tuple[str, Held], Held | None]
) -> set[tuple[str, Held]]:
    """(key, version) of what is held and of all that it has overwritten, one after the other.

    held: by key the versions on live nodes. replaced: as overwritten_versions() gives it.
    """
    kept: set[tuple[str, Held]] = set()
    for key, versions in held.items():
        for last in versions:
            version: Held | None = last
            while version is not None and (key, version) not in kept:
                kept.add((key, version))
                version = replaced.get((key, version))
    return kept
