"""Session tokens at an instant of a run: each client's, and which replicas could answer it.

Rules of this file
* A token is rebuilt from what its client was told up to then, as engine/run/clients does; where a flaw keeps no session
  state it is empty.
* Whether a replica covers a floor is told by what it shows, not by what a coordinator knows.
"""

from __future__ import annotations

from engine.analysis.verdicts import views
from engine.clocks.version_order import covers, join
from engine.model import Cell, Reply
from engine.protocols import configured, protocol_of, sessions
from engine.trace import Trace


def tokens(trace: Trace, index: int) -> dict[str, sessions.Token]:
    """Every client's token right after an event, in order of first appearance."""
    system = trace.scenario.system
    asked = [op for op in trace.operations if op.first <= index]
    by_client = dict.fromkeys([op.client for op in asked], sessions.EMPTY)
    if not protocol_of(system).sessions(configured(system)).kept:
        return by_client
    told = [(op.last, op) for op in asked if op.status == "ok" and op.last is not None and op.last <= index]
    for last, op in told:  # in whatever order: floors are joined
        replies = (effect for effect in trace.events[last].effects if isinstance(effect, Reply))
        deps = next((reply.deps for reply in replies if reply.op == op.id), None)
        by_client[op.client] = sessions.token_after(by_client[op.client], op.kind, op.key, op.version, deps)
    return by_client


def fresh_nodes(trace: Trace, index: int, key: str, floor: object) -> tuple[str, ...]:
    """The live replicas whose copy of a key covers a floor right after an event."""
    down = trace.network(index).down
    shown = {node: view.store.get(key) for node, view in views(trace, index).items() if node not in down}
    return tuple(node for node, cell in shown.items() if covers(_version(cell), floor))


def _version(cell: Cell | None) -> object:
    """What a copy as a whole has seen."""
    seen = None
    for version in cell.versions if cell else ():
        seen = join(seen, version if isinstance(version, tuple) else version.get("context", version))
    return seen
