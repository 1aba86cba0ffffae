"""Acknowledged writes that a multi_value run lost: who still has them, and who put something in their place knowingly.

Rules of this file
* Versions: a write is lost iff no live node has its version (under lww: has it as the one that a reader is told of)
  and nobody who was told of it, or of what it was merged into, put another in its place. So the updates that version
  vectors swallow are lost, and so are the losers of `lww`, whether they are still on a disk or not.
* An answer that was merged and written back is alive as a write is; what it was made of lives on in it.
* Data types: lost_updates.py.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any

from engine.model import Command, Delete, Note, Operation, Write
from engine.model.naming import name_operations, operation_of
from engine.protocols.live_nodes import live_states
from engine.protocols.multi_value import siblings
from engine.protocols.multi_value.lost_updates import lost_updates
from engine.protocols.multi_value.state import Config
from engine.trace import Trace


def lost_code(config: Config) -> str:
    """Under [verdict]: 'hidden' with lww, where the loser may still be on a disk; else 'lost'."""
    return "hidden" if config.resolver == "lww" else "lost"


def lost_writes(config: Config, trace: Trace, index: int, acknowledged: Sequence[Operation]) -> list[Operation]:
    """The writes, of those acknowledged, that are lost after the event with this index."""
    if config.kind is None:
        return _lost_versions(config, trace, index, acknowledged)
    return lost_updates(config, trace, index, acknowledged)


def _lost_versions(config: Config, trace: Trace, index: int, acknowledged: Sequence[Operation]) -> list[Operation]:
    held: set[str] = set()
    for store, arrived in _live_stores(trace, index):
        for versions in store.values():
            known = siblings.siblings_of(config, versions)
            shown = siblings.resolve(config, known, arrived).kept if config.resolver == "lww" else known
            held.update(operation_of(one.op) for one in shown)
    alive = held | set(_overwritten_knowingly(trace, index))
    for into, made_of in _merged_answers(trace, index) if config.resolver == "merge" else ():
        if into in alive:
            alive.update(made_of)
    return [op for op in acknowledged if op.id not in alive]


def _merged_answers(trace: Trace, index: int) -> Iterator[tuple[str, Sequence[str]]]:
    """Of all answers that were merged and written back, the last first: (its id, the writes that it was made of)."""
    for event in reversed(trace.events[: index + 1]):
        for effect in event.effects:
            if isinstance(effect, Note) and effect.code == "merged":
                yield operation_of(effect.values["op"]), tuple(map(operation_of, effect.values["made_of"]))


def _overwritten_knowingly(trace: Trace, index: int) -> Iterator[str]:
    """The ids of what the reads had been told of that later writes passed back as their context."""
    passed = _contexts_passed(trace.scenario.commands)
    reads: dict[str | None, Operation] = {op.id: op for op in trace.operations if op.kind == "read"}
    for op in trace.operations:
        if op.kind == "read" or not op.version or op.first > index:
            continue
        read = reads.get(passed.get(op.id))
        if read is not None and read.why is not None:
            yield from (*map(operation_of, read.why.told), read.id)


@lru_cache(maxsize=8)
def _contexts_passed(commands: tuple[Command, ...]) -> Mapping[str | None, str | None]:
    """By write, the read that its client passes back. Cached: the pages ask after every event."""
    return {one.id: one.context for one in name_operations(commands) if isinstance(one, Write | Delete)}


def _live_stores(trace: Trace, index: int) -> Iterator[tuple[Mapping[str, Any], Sequence[str]]]:
    """What every live node has, and in which order it heard of it."""
    for _, state in live_states(trace, index):
        yield state.store, state.arrived
