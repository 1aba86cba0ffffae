"""What each node holds and believes over time, as the stage and the tables show it.

What a node believes comes from its own state alone. What is true of it (up or down, behind the newest acknowledged
write) comes from the trace, and is never mixed into its belief.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from engine.availability.endpoints import replicas as replicas_of
from engine.availability.endpoints import view_of
from engine.clocks import vector
from engine.clocks import version_order as versions
from engine.model import Cell, Logged, NodeView, Operation, Waiting
from engine.trace import Trace
from engine.trace.network import Network
from pages.ui.stage.picture import codes, schema
from pages.ui.stage.picture.phrases import Phrases
from pages.ui.stage.picture.prefix import Prefix
from pages.ui.stage.picture.schema import NodeState

WRITES = ("write", "delete", "cas")
SIGNS = ("health", "breakers")
"""Beliefs that are a state for each of several things, shown as a sign each."""
LOG_SHOWN = 6
"""So many of the last entries of a log are shown at a node; the table shows all."""


def node_states(trace: Trace, phrases: Phrases, known: Prefix | None = None) -> dict[str, list[NodeState]]:
    """For every node its states but for its data, in order; each holds from event 'i' on. known: a run that begins
    alike.
    """
    return {node: _history(trace, node, phrases, known) for node in trace.scenario.names}


def cells(trace: Trace, phrases: Phrases, known: Prefix | None = None) -> dict[str, dict[str, list[schema.Cell]]]:
    """For every node and key what it holds there, in order; each holds from event 'i' on. known: a run that begins
    alike.
    """
    homes, acknowledged = replicas(trace), _acknowledged(trace)
    names = trace.scenario.names
    return {node: _cells(trace, node, acknowledged if node in homes else [], phrases, known) for node in names}


def view(trace: Trace, node: str, index: int) -> NodeView:
    """What a node shows right after an event."""
    return view_of(trace.scenario, node, trace.state(node, index))


def behind(cell: Cell | None, key: str, acknowledged: Sequence[Operation], soft: bool = False) -> bool:
    """True if a copy lacks an acknowledged write of its key; a soft one must be there to lack anything."""
    return bool(_lacked(cell, key, acknowledged, soft))


def standing(cell: Cell | None, key: str, acknowledged: Sequence[Operation], soft: bool = False) -> schema.Standing:
    """Of a copy that lacks an acknowledged write: stale where such a write replaces what it holds, else concurrent."""
    lacked = _lacked(cell, key, acknowledged, soft)
    if not lacked:
        return "current"
    held = cell.versions if cell else ()
    if held and not any(_replaces(write.version, mine) for write in lacked for mine in held):
        return "concurrent"
    return "stale"


def _lacked(cell: Cell | None, key: str, acknowledged: Sequence[Operation], soft: bool) -> list[Operation]:
    writes = [write for write in acknowledged if write.key == key]
    if cell is None and (soft or deleted(writes)):
        return []
    return [write for write in writes if not _holds(cell, write.version)]


def _replaces(version: Any, mine: Any) -> bool:
    """In a total order what is not held is newer than all that is; what was there at the start has no dot."""
    if not isinstance(version, Mapping) or ("dot" in mine and mine["dot"] is None):
        return True
    known = vector.merge(version["context"], versions.floor(version))
    return vector.descends(known, versions.floor(mine))


def deleted(writes: list[Operation]) -> bool:
    """In a total order: then who has nothing has what is right, tombstone or not."""
    return bool(writes) and isinstance(writes[0].version, tuple) and _latest(writes)[0].kind == "delete"


def replicas(trace: Trace) -> frozenset[str]:
    """The nodes that keep data of their own (not the spares of a sloppy quorum)."""
    return frozenset(replicas_of(trace.scenario.system))


def _holds(cell: Cell | None, version: Any) -> bool:
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
    done = [op for op in trace.operations if op.kind in WRITES and op.status == "ok" and op.last is not None]
    return sorted(done, key=lambda op: op.last or 0)


def _cells(
    trace: Trace, node: str, acknowledged: Sequence[Operation], phrases: Phrases, known: Prefix | None
) -> dict[str, list[schema.Cell]]:
    """Follow a node's data and the acknowledgements side by side; a key is looked at only when one of them moved."""
    first = known.events if known else 0
    found = {key: kept for key, old in _old(known, node).items() if (kept := [one for one in old if one["i"] < first])}
    writes: dict[str, list[Operation]] = {}
    store: Mapping[str, Cell] = {}
    soft = False
    if first:
        shown = view(trace, node, first - 1)
        store, soft = shown.store, shown.soft
    acks: dict[int, list[Operation]] = {}
    for op in acknowledged:
        if (op.last or 0) < first:
            writes[op.key] = _latest([*writes.get(op.key, []), op])
        else:
            acks.setdefault(op.last or 0, []).append(op)
    changes = {index for index, _ in trace.states(node) if index >= first}
    for index in sorted(changes | acks.keys()):
        seen = view(trace, node, index) if index in changes else None
        now, soft = (seen.store, seen.soft) if seen else (store, soft)
        touched = {key for key in {**store, **now} if store.get(key) != now.get(key)}
        for op in acks.get(index, ()):
            writes[op.key] = _latest([*writes.get(op.key, []), op])
            touched.add(op.key)
        store = now
        for key in sorted(touched):
            how = standing(store.get(key), key, writes.get(key, ()), soft)
            entry = _cell(index, store.get(key), how, phrases)
            entries = found.setdefault(key, [])
            if not entries or {**entries[-1], "i": index} != entry:
                entries.append(entry)
    return found


def _old(known: Prefix | None, node: str) -> Mapping[str, list[schema.Cell]]:
    return known.painted.picture["cells"][node] if known else {}


def _latest(writes: list[Operation]) -> list[Operation]:
    """Of writes in a total order only the last matters: who has it is not behind."""
    if isinstance(writes[0].version, tuple):
        return [max(writes, key=lambda op: op.version)]
    return writes


def _history(trace: Trace, node: str, phrases: Phrases, known: Prefix | None) -> list[NodeState]:
    first = known.events if known else 0
    entries = [one for one in known.painted.picture["node_states"][node] if one["i"] < first] if known else []
    moments = {index for index, _ in trace.networks} | {index for index, _ in trace.states(node)}
    for index in sorted(index for index in moments if index >= first):
        entry = _state(index, node, trace.network(index), view(trace, node, index), phrases)
        if not entries or entry != {**entries[-1], "i": index}:
            entries.append(entry)
    return entries


def _state(index: int, node: str, network: Network, one: NodeView, phrases: Phrases) -> NodeState:
    return {
        "i": index,
        "up": node not in network.down,
        "paused": node in network.paused,
        "skew": network.skew.get(node, 0),
        "leads": one.role == "leader",
        "face": one.face,
        "hints": list(one.hints),
        "soft": one.soft,
        "role": one.role and phrases.words(f"role.{one.role}"),
        "mode": one.mode and phrases.words(f"mode.{one.mode}"),
        "term": one.term,
        "waiting": [waits(each, phrases) for each in one.waiting],
        "belief": belief(one, phrases),
        "log": log(one.log.last(LOG_SHOWN), phrases) if one.log else None,
    }


def belief(shown: NodeView, phrases: Phrases) -> str | None:
    """What a node believes, in words."""
    if not shown.believes:
        return None
    return " · ".join(believed(code, value, phrases) for code, value in shown.believes.items())


def believed(code: str, value: Any, phrases: Phrases) -> str:
    """One thing that a node believes, in words."""
    if code not in SIGNS:
        return phrases.belief(code, value)
    told = {name: state for name, state in value.items() if code != "breakers" or state != "closed"}
    named = {codes.named(phrases.words, "service", name.strip()): state for name, state in told.items()}
    signs = (f"{name} {phrases.words(f'{code}.{state}')}" for name, state in named.items())
    return phrases.words(f"belief.{code}", what=" · ".join(signs))


def log(entries: Iterable[Logged], phrases: Phrases) -> str:
    """Entries of a log, those that the node knows to be committed with a tick: `✓1 T1 ∅ | 2 T1 x = 1`."""
    rows = (
        ("✓" if one.committed else "", one, "∅" if one.key is None else f"{one.key} = {phrases.value(one.value)}")
        for one in entries
    )
    return " | ".join(f"{mark}{one.place} T{one.term} {text}" for mark, one, text in rows)


def waits(one: Waiting, phrases: Phrases) -> str:
    """An update that is held back, in words."""
    node, nth = one.cause
    return phrases.words(
        "stage_run.waits", key=one.key, value=phrases.value(one.value), origin=one.origin, node=node, nth=nth
    )


def _cell(index: int, cell: Cell | None, how: schema.Standing, phrases: Phrases) -> schema.Cell:
    if cell is None:
        return {"i": index, "values": [], "versions": [], "standing": how}
    values = [phrases.value(value) for value in cell.values]
    versions = [phrases.value(version) for version in cell.versions]
    return {"i": index, "values": values, "versions": versions, "standing": how}
