"""The version order of one key in a multi_value run: every version ever written, what replaced what, what became of it.

Rules of this file
* A version is a write, a delete, an answer that was merged and written back, or what `init` brought.
* a stands before b iff b covers a: its context has a's dot (under `versions=vv`: its vector is above a's), or a is what
  `init` brought. Edges that others imply are left out.
* fate: 'survives' on a live node; 'hidden' there, but by lww no reader is told of it; 'lost' (durability.py); else
  'replaced'. The surviving versions are those that nothing on any live node covers: the maximal ones.
* Counters and sets have no versions; parts() says what their replicas are made of.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations
from typing import Any, NamedTuple

import networkx as nx

from engine.clocks import dotted as dvv
from engine.clocks import vector as clocks
from engine.clocks.vector import Clock, Dot
from engine.model import Note, Operation
from engine.model.naming import operation_of
from engine.protocols.live_nodes import acknowledged_writes
from engine.protocols.multi_value import PROTOCOL, siblings
from engine.protocols.multi_value.durability import lost_writes
from engine.structures.crdt import lww_register, op_counter, or_set, pn_counter
from engine.trace import Trace


class Made(NamedTuple):
    """One version, made at a tick by an operation. For `init`: op, client and node are '', dot is None, tick is 0."""

    op: str
    client: str
    node: str
    tick: int
    value: Any
    dot: Dot | None
    context: Clock
    fate: str

    @property
    def clock(self) -> Clock:
        """Its vector: its context together with its own dot."""
        return self.context if self.dot is None else clocks.merge(self.context, dict([self.dot]))


def versions(trace: Trace, key: str, index: int) -> tuple[Made, ...]:
    """All versions of a key that were written up to the event with this index, in order of their writing."""
    shown, there = _held_versions(trace, key, index)
    config = PROTOCOL.configured(trace.scenario.system)
    lost = {op.id for op in lost_writes(config, trace, index, acknowledged_writes(trace, index))}

    def fate(op: str, dot: Dot | None) -> str:
        if op in shown or dot in shown:
            return "survives"
        if op in there:
            return "hidden"
        return "lost" if op in lost else "replaced"

    found = [Made("", "", "", 0, value, None, {}, fate("", None)) for name, value in trace.scenario.init if name == key]
    merged = set(_merged_answers(trace, index))
    for one in trace.operations:
        if one.key == key and one.version and one.first <= index and (one.kind != "read" or one.id in merged):
            dot, context = _dot_and_context(one)
            value = one.value if one.kind != "read" else next(iter(one.value), None)
            found.append(Made(one.id, one.client, one.node, one.issued, value, dot, context, fate(one.id, dot)))
    return tuple(found)


def edges(trace: Trace, made: tuple[Made, ...]) -> tuple[tuple[int, int], ...]:
    """(earlier, later), by place in `made`, for each pair of versions with none between them.

    () if the order has a cycle, which only a flaw can bring about.
    """
    by_vector = PROTOCOL.configured(trace.scenario.system).versions == "vv"
    graph: nx.DiGraph[int] = nx.DiGraph()
    graph.add_nodes_from(range(len(made)))
    for a, b in combinations(range(len(made)), 2):
        for low, high in ((a, b), (b, a)):
            if _is_before(made[low], made[high], by_vector):
                graph.add_edge(low, high)
                break
    if not nx.is_directed_acyclic_graph(graph):  # under a flaw that gives one dot twice
        return ()
    return tuple(sorted(nx.transitive_reduction(graph).edges))


def parts(trace: Trace, node: str, key: str, index: int) -> tuple[tuple[str, str, object], ...]:
    """What a counter or a set on a node is made of after an event: (what, whose, number or element) each.

    what is 'counted', 'up' or 'down', whose a node; or 'element', whose its dot as text. () where the key is absent.
    """
    held = trace.state(node, index).store.get(key)
    match None if held is None else held.state:
        case None:
            return ()
        case pn_counter.State(ups, downs):
            return (*(("up", name, n) for name, n in ups.items()), *(("down", name, n) for name, n in downs.items()))
        case op_counter.State(added):
            of = dict.fromkeys(name for name, _ in added)
            counted = {name: {dot: one for dot, one in added.items() if dot[0] == name} for name in of}
            return tuple(("counted", name, op_counter.value(op_counter.State(one))[0]) for name, one in counted.items())
        case or_set.State(_, left):
            return tuple(("element", f"{dot[0]} {dot[1]}" if dot[0] else "", value) for dot, value in left.items())
        case tuple() as elements:
            return tuple(("element", "", value) for value in elements)
        case counts:
            return tuple(("counted", name, n) for name, n in counts.items())


def _dot_and_context(op: Operation) -> tuple[Dot, Clock]:
    if op.kind != "read":
        return op.version["dot"], op.version["context"]
    count = op.version[op.node]
    return (op.node, count), {name: n - (name == op.node) for name, n in op.version.items() if n - (name == op.node)}


def _is_before(a: Made, b: Made, by_vector: bool) -> bool:
    if a.dot is None or b.dot is None:
        return b.dot is not None
    return clocks.compare(a.clock, b.clock) == "before" if by_vector else clocks.covers(b.context, a.dot)


def _merged_answers(trace: Trace, index: int) -> Iterator[str]:
    for event in trace.events[: index + 1]:
        for effect in event.effects:
            if isinstance(effect, Note) and effect.code == "merged":
                yield operation_of(effect.values["op"])


def _held_versions(trace: Trace, key: str, index: int) -> tuple[set[object], set[str]]:
    """On live nodes: what readers are told of (ids of operations, or dots), and all ids."""
    config = PROTOCOL.configured(trace.scenario.system)
    shown: set[Any] = set()
    there: set[str] = set()
    for node in trace.scenario.system.names:
        state = trace.state(node, index)
        if node in trace.network(index).down or key not in state.store:
            continue
        held = state.store[key]
        if config.kind is None:
            known = siblings.siblings_of(config, held)
            there.update(operation_of(one.op) for one in known)
            shown.update(operation_of(one.op) for one in siblings.resolve(config, known, state.arrived).kept)
        elif isinstance(held.state, lww_register.State):
            shown.add(held.state.dot)
        elif isinstance(held.state, dvv.Versions):
            shown.update(dot for dot, _ in dvv.dotted(held.state))
    return shown, there
