"""What a run of partition_aware shows of belief beside truth, and of two logs becoming one.

Rules of this file
* A peer is truly within reach of a node when both are up and messages pass both ways: only then can it answer.
* A window is a stretch in which a node believed what was no longer true: from the change to the tick at which the node
  noticed, or None while it has not.
"""

from __future__ import annotations

from typing import NamedTuple

from engine.model import Note
from engine.protocols import partition_aware
from engine.structures.operation_log import Entry, Log
from engine.trace import Trace
from engine.trace.network import Network


class Window(NamedTuple):
    """A stretch in which a node was wrong about a peer, from tick to tick (end None: it still is).

    away: the peer was out of reach and taken to be there; else the reverse.
    """

    node: str
    peer: str
    away: bool
    start: int
    end: int | None


class Progress(NamedTuple):
    """How far a node is with its exchanges: peers done with since recovery began, peers to do.

    log: entries in its log. folded: entries compacted.
    """

    node: str
    mode: str
    done: tuple[str, ...]
    left: tuple[str, ...]
    log: int
    folded: int


def watches(trace: Trace, node: str, peer: str) -> bool:
    """Does a node want to know whether this peer is within reach?"""
    config = partition_aware.PROTOCOL.configured(trace.scenario.system)
    return node in config.nodes and peer in config.watched(node)


def truly_reaches(network: Network, node: str, peer: str) -> bool:
    """Could the peer answer now: are both up, and do messages pass both ways?"""
    return network.loss_reason((node, peer)) is None and network.loss_reason((peer, node)) is None


def wrong_beliefs(trace: Trace) -> tuple[Window, ...]:
    """Every stretch in which some node was wrong about some peer, in order of nodes, peers and time."""
    config = partition_aware.PROTOCOL.configured(trace.scenario.system)
    return tuple(
        window for node in config.nodes for peer in config.watched(node) for window in _wrong_beliefs(trace, node, peer)
    )


def entries_ever_logged(trace: Trace, node: str, index: int) -> Log:
    """All that was ever in a node's log up to the event with this index, in order of arrival, compacted or not."""
    logged: dict[tuple[str, object], Entry] = {}
    for at, state in trace.states(node):
        if at > index:
            break
        logged |= {(entry.op, entry.version): entry for entry in state.log}
    return tuple(logged.values())


def last_before_recovery(trace: Trace, index: int) -> int | None:
    """The index of the last event before the latest recovery up to this one began; None if there was none."""
    begun: list[int] = []
    for at, event in enumerate(trace.events[: index + 1]):
        if any(isinstance(effect, Note) and effect.code == "recovery_started" for effect in event.effects):
            begun.append(at)
    ticks = [trace.events[at].tick for at in begun]
    first = next((at for at, tick in zip(begun, ticks, strict=True) if tick == ticks[-1]), None) if begun else None
    return None if first is None else max(0, first - 1)


def progress_of(trace: Trace, node: str, index: int) -> Progress:
    """A node's exchanges as they stand after the event with this index."""
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
    mode = partition_aware.view.view(partition_aware.PROTOCOL.configured(trace.scenario.system), node, state).mode or ""
    finished = tuple(peer for peer in done if peer not in state.owed)
    return Progress(node, mode, finished, tuple(state.owed), len(state.log), state.gone)


def _wrong_beliefs(trace: Trace, node: str, peer: str) -> list[Window]:
    """Truth and belief side by side, at the end of every tick at which one of them changed."""
    moments = sorted({index for index, _ in trace.networks} | {index for index, _ in trace.states(node)})
    windows: list[Window] = []
    for index in moments:
        tick, network = trace.events[index].tick, trace.network(index)
        true, believed = truly_reaches(network, node, peer), peer not in trace.state(node, index).lost
        wrong = true != believed and node not in network.down
        last = windows[-1] if windows and windows[-1].end is None else None
        if last is not None and (not wrong or last.away != believed):
            windows[-1] = last._replace(end=tick)
            last = None
        if wrong and last is None:
            windows.append(Window(node, peer, believed, tick, None))
    return [window for window in windows if window.end is None or window.end > window.start]
