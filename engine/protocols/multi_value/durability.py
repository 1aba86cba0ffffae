"""Acknowledged writes that a multi_value run lost: who still has them, and who put something in their place knowingly.

Rules of this file
* Versions: a write is lost iff no live node has its version (under lww: has it as the one that a reader is told of)
  and nobody who was told of it, or of what it was merged into, put another in its place. So the updates that version
  vectors swallow are lost, and so are the losers of `lww`, whether they are still on a disk or not.
* An answer that was merged and written back is alive as a write is; what it was made of lives on in it.
* Data types: an update is lost iff no live node has seen it. A write to an lww_register must also have stood there
  when another took its place, or stand there now.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any

from engine.clocks import vector as clocks
from engine.model import Command, Delete, Note, Operation, Write
from engine.model.naming import name_operations
from engine.protocols.live_nodes import live_states
from engine.protocols.multi_value import siblings
from engine.protocols.multi_value.state import Config
from engine.trace import Trace


def lost_code(config: Config) -> str:
    """Under [verdict]: 'hidden' with lww, where the loser may still be on a disk; else 'lost'."""
    return "hidden" if config.resolver == "lww" else "lost"


def lost_writes(config: Config, trace: Trace, index: int, acknowledged: Sequence[Operation]) -> list[Operation]:
    """The writes, of those acknowledged, that are lost after the event with this index."""
    if config.kind is None:
        return _lost_versions(config, trace, index, acknowledged)
    replicas = list(_live_stores(trace, index))
    replaced = _replaced_in_registers(trace, index) if config.crdt == "lww_register" else frozenset()
    found = []
    for op in acknowledged:
        held = [store[op.key] for store, _ in replicas if op.key in store]
        if not any(clocks.covers(replica.seen, op.version["dot"]) for replica in held):
            found.append(op)
        elif config.crdt == "lww_register" and not any(replica.state.dot == op.version["dot"] for replica in held):
            found += [] if (op.key, op.version["dot"]) in replaced else [op]
    return found


def _lost_versions(config: Config, trace: Trace, index: int, acknowledged: Sequence[Operation]) -> list[Operation]:
    held: set[str] = set()
    for store, arrived in _live_stores(trace, index):
        for versions in store.values():
            known = siblings.siblings_of(config, versions)
            shown = siblings.resolve(config, known, arrived).kept if config.resolver == "lww" else known
            held.update(one.op for one in shown)
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
                yield effect.values["op"], effect.values["made_of"]


def _overwritten_knowingly(trace: Trace, index: int) -> Iterator[str]:
    """The ids of what the reads had been told of that later writes passed back as their context."""
    passed = _contexts_passed(trace.scenario.commands)
    reads: dict[str | None, Operation] = {op.id: op for op in trace.operations if op.kind == "read"}
    for op in trace.operations:
        if op.kind == "read" or not op.version or op.first > index:
            continue
        read = reads.get(passed.get(op.id))
        if read is not None and read.why is not None:
            yield from (*read.why.told, read.id)


@lru_cache(maxsize=8)
def _contexts_passed(commands: tuple[Command, ...]) -> Mapping[str | None, str | None]:
    """By write, the read that its client passes back. Cached: the pages ask after every event."""
    return {one.id: one.context for one in name_operations(commands) if isinstance(one, Write | Delete)}


def _replaced_in_registers(trace: Trace, index: int) -> frozenset[tuple[str, object]]:
    """(key, dot) of every value of an lww_register that stood at a node when a write there took its place."""
    found = set()
    for op in trace.operations:
        if op.kind == "read" or not op.version or op.first > index:
            continue
        before = trace.state(op.node, op.first - 1).store.get(op.key)
        after = trace.state(op.node, op.first).store[op.key]
        if before is not None and after.state.dot == op.version["dot"]:
            found.add((op.key, before.state.dot))
    return frozenset(found)


def _live_stores(trace: Trace, index: int) -> Iterator[tuple[Mapping[str, Any], Sequence[str]]]:
    """What every live node has, and in which order it heard of it."""
    for _, state in live_states(trace, index):
        yield state.store, state.arrived
