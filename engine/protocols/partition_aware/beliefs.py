"""What a run of partition_aware shows of belief beside truth, and of two logs becoming one.

Rules of this file
* A peer is truly within reach of a node when both are up and messages pass both ways: only then can it answer.
* A window is a stretch in which a node believed what was no longer true: from the change to the tick at which the node
  noticed, or None while it has not.
"""

from __future__ import annotations

from typing import NamedTuple

from engine.model import Note
from engine.protocols import configured, partition_aware
from engine.structures.operation_log import Entry, Log
from engine.trace import Trace
from engine.trace.network import Network


class Window(NamedTuple):
    """A node's view of a peer was wrong. away: the peer was out of reach and taken to be there; else the reverse."""

    node: str
    peer: str
    away: bool
    start: int
    end: int | None


class Progress(NamedTuple):
    """How far a node is with its exchanges: peers done with since recovery began, peers to do."""

    node: str
    mode: str
    done: tuple[str, ...]
    left: tuple[str, ...]
    log: int
    folded: int


def reaches(network: Network, node: str, peer: str) -> bool:
    """Could the peer answer now?"""
    return network.loss_reason((node, peer)) is None and network.loss_reason((peer, node)) is None


def windows(trace: Trace) -> tuple[Window, ...]:
    """Every stretch in which some node was wrong about some peer, in order of nodes, peers and time."""
    names = trace.scenario.system.names
    return tuple(one for node in names for peer in names if peer != node for one in _windows(trace, node, peer))


def entries(trace: Trace, node: str, index: int) -> Log:
    """All that was ever in a node's log up to an event, in order of arrival, folded or not."""
    found: dict[tuple[str, object], Entry] = {}
    for at, state in trace.states(node):
        if at > index:
            break
        found |= {(entry.op, entry.version): entry for entry in state.log}
    return tuple(found.values())


def apart(trace: Trace, index: int) -> int | None:
    """The last event before the latest recovery began, as far as this event; None where none has."""
    begun: list[int] = []
    for at, event in enumerate(trace.events[: index + 1]):
        if any(isinstance(one, Note) and one.code == "recovery_started" for one in event.effects):
            begun.append(at)
    ticks = [trace.events[at].tick for at in begun]
    first = next((at for at, tick in zip(begun, ticks, strict=True) if tick == ticks[-1]), None) if begun else None
    return None if first is None else max(0, first - 1)


def progress(trace: Trace, node: str, index: int) -> Progress:
    """A node's exchanges as they stand after an event."""
    done: dict[str, None] = {}
    for event in trace.events[: index + 1]:
        if event.node != node:
            continue
        for note in event.effects:
            if isinstance(note, Note) and note.code == "recovery_started":
                done = {}
            if isinstance(note, Note) and note.code in ("exchanged", "exchanged_last"):
                done[note.values["node"]] = None
    state = trace.state(node, index)
    mode = partition_aware.view.view(configured(trace.scenario.system), node, state).mode or ""
    finished = tuple(peer for peer in done if peer not in state.owed)
    return Progress(node, mode, finished, tuple(state.owed), len(state.log), state.gone)


def _windows(trace: Trace, node: str, peer: str) -> list[Window]:
    """Truth and belief side by side, at the end of every tick at which one of them changed."""
    moments = sorted({index for index, _ in trace.networks} | {index for index, _ in trace.states(node)})
    found: list[Window] = []
    for index in moments:
        tick, network = trace.events[index].tick, trace.network(index)
        true, believed = reaches(network, node, peer), peer not in trace.state(node, index).lost
        wrong = true != believed and node not in network.down
        last = found[-1] if found and found[-1].end is None else None
        if last is not None and (not wrong or last.away != believed):
            found[-1] = last._replace(end=tick)
            last = None
        if wrong and last is None:
            found.append(Window(node, peer, believed, tick, None))
    return [one for one in found if one.end is None or one.end > one.start]
