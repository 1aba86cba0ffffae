"""What a node of partition_aware shows of its state, and its messages of themselves."""

from __future__ import annotations

from typing import Any

from engine.model import Cell, Logged, NodeView
from engine.protocols.partition_aware import detector
from engine.protocols.partition_aware.messages import Accept, Body, Forward, Offer
from engine.protocols.partition_aware.state import Config, State
from engine.structures.operation_log import ordered

ROLES = {"read_only": "read_only", "refuse": "no_service", "serve": "alone"}
"""What a node without a quorum is to its clients."""


def message_facts(config: Config, body: Body) -> dict[str, Any]:
    """What a message says beyond its fields."""
    match body:
        case Offer() | Accept():
            return {"count": len(body.part)}
        case Forward():
            return {"key": body.request.key, "value": body.request.value}
        case _:
            return {}


def view(config: Config, node: str, state: State) -> NodeView:
    """A node's data and log, its mode, whom it takes to be out of reach, with whom it exchanges logs."""
    store = {key: Cell((entry.value,), (entry.version,)) for key, entry in sorted(state.store.items())}
    log = tuple(
        Logged(state.gone + place, entry.tick, entry.key, entry.value, state.outcomes.get(entry.op) == "accepted")
        for place, entry in enumerate(ordered(state.log, config.flaw), 1)
    )
    believes: dict[str, Any] = {"unreachable": ", ".join(state.lost) or None}
    if state.owed:
        believes = {"exchanging": ", ".join(state.owed), **believes}
    role = None if state.quorum else ROLES[config.minority]
    return NodeView(store, mode=detector.mode(config, state), role=role, believes=believes, log=log)
