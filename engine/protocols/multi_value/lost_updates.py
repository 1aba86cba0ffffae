"""Which acknowledged updates of a replicated data type a multi_value run lost.

Rules of this file
* An update is lost iff no live node has seen it, or what it brought is on no live node and no later update took it
  away at a replica that had it. The second is asked where the first does not tell: of an lww_register, where a merge
  drops a value unseen, and after a crash that took what was on a disk, or not on it yet: that node gives its dots anew.
* What a state is made of are its marks: elements or values with their dots, a value with its stamp, each replica's
  count. An update brings the marks that are new after it, and takes away those that are gone.
* A counter's update adds to the count before it, so it carries what stood there: that is lost with it. Two updates
  that brought one replica to the same count, before and after a wiped disk, are one count: the first of them is lost.
* A write to an lww_register that a greater stamp kept out has brought nothing, and is lost.
* A delete is also lost where every live node has something again of what it took away.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from engine.clocks import dotted as dvv
from engine.clocks import vector as clocks
from engine.model import Crash, Note, Operation, Recover
from engine.protocols.live_nodes import live_states
from engine.protocols.multi_value.state import Config
from engine.structures.crdt import COUNTERS, lww_register, op_counter, or_set, pn_counter
from engine.structures.crdt.replica import Replica
from engine.trace import Trace

Marks = frozenset[object]


class Updated(NamedTuple):
    """One update where it was made, at an event: its operation, the marks that it brought and those that it took."""

    at: int
    op: str
    key: str
    new: Marks
    gone: Marks


def lost_updates(config: Config, trace: Trace, index: int, acknowledged: Sequence[Operation]) -> list[Operation]:
    """The updates, of those acknowledged, that are lost after the event with this index."""
    stores = [state.store for _, state in live_states(trace, index)]
    unseen = {op.id for op in acknowledged if not _seen(stores, op)}
    gone = set[str]()
    if config.crdt == "lww_register" or _forgotten(trace):
        gone = _gone(config, stores, sorted(_updates(trace, index), key=lambda one: -one.at), unseen)
    return [op for op in acknowledged if op.id in unseen or op.id in gone]


def _seen(stores: Sequence[Mapping[str, Replica]], op: Operation) -> bool:
    return any(op.key in store and clocks.covers(store[op.key].seen, op.version["dot"]) for store in stores)


def _forgotten(trace: Trace) -> bool:
    faults = [command for command in trace.scenario.commands if isinstance(command, Crash | Recover)]
    return any(fault.wipe or (isinstance(fault, Crash) and fault.unflushed) for fault in faults)


def _gone(
    config: Config, stores: Sequence[Mapping[str, Replica]], latest_first: Sequence[Updated], unseen: set[str]
) -> set[str]:
    """The operations of which nothing stands: none of their updates, if a gateway tried more than once."""
    held: dict[str, list[Marks]] = {}
    standing: dict[str, Marks] = {}
    for store in stores:
        for key, replica in store.items():
            held.setdefault(key, []).append(marks(replica))
            standing[key] = standing.get(key, frozenset()) | held[key][-1]
    stands: dict[str, bool] = {}
    for _, op, key, new, taken in latest_first:
        there = standing.get(key, frozenset())
        back = bool(taken) and not new and all(has & taken for has in held.get(key, ()))
        stood = bool(new) or config.crdt != "lww_register"
        kept = op not in unseen and stood and new <= there and not back
        stands[op] = stands.get(op, False) or kept
        if config.crdt not in COUNTERS:
            standing[key] = there | taken
        elif kept:
            standing[key] = there - new | taken
    return {op for op, kept in stands.items() if not kept}


def _updates(trace: Trace, index: int) -> Iterator[Updated]:
    """All updates up to an event, by nodes. A gateway's attempts are updates of one operation."""
    keys = {op.id: op.key for op in trace.operations}
    for node in trace.scenario.system.names:
        before: Any = None
        for at, state in trace.states(node):
            if at > index:
                break
            for note in trace.events[at].effects:
                if isinstance(note, Note) and note.code == "version":
                    op = note.values["op"]
                    old, new = marks(before.store.get(keys[op])), marks(state.store[keys[op]])
                    yield Updated(at, op, keys[op], new - old, old - new)
            before = state


def marks(replica: Replica | None) -> Marks:
    """What a replica is made of; nothing where the key is absent."""
    match None if replica is None else replica.state:
        case None:
            return frozenset()
        case lww_register.State(value, stamp, _):
            return frozenset([(stamp, value)])
        case pn_counter.State(ups, downs):
            return frozenset([*(("up", *part) for part in ups.items()), *(("down", *part) for part in downs.items())])
        case op_counter.State(added):
            return frozenset((dot, one.number) for dot, one in added.items())
        case or_set.State(_, left):
            return frozenset(left.items())
        case dvv.Versions() as versions:
            return frozenset(dvv.dotted(versions))
        case tuple() as elements:
            return frozenset(elements)
        case counts:
            return frozenset(counts.items())
