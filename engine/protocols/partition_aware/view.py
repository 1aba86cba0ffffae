"""What partition_aware shows of a node's state and of its messages."""

from __future__ import annotations

from typing import Any

from engine.model import Cell, Log, Logged, NodeView
from engine.protocols.partition_aware import detector
from engine.protocols.partition_aware.messages import Accept, Body, Claim, Denied, Forward, Granted, Offer
from engine.protocols.partition_aware.state import Config, State
from engine.structures.operation_log import ordered

ROLES = {"read_only": "read_only", "refuse": "no_service", "serve": "alone"}
"""What a node without a quorum is to its clients, by `minority`."""


def message_facts(config: Config, body: Body) -> dict[str, object]:
    """Of an Offer or Accept `count`, its entries; of a Forward its key and value; of those about a lease its `half`."""
    match body:
        case Offer() | Accept():
            return {"count": len(body.part)}
        case Claim() | Granted() | Denied():
            return {"half": ", ".join(body.half)}
        case Forward():
            return {"key": body.request.key, "value": body.request.value}
        case _:
            return {}


def view(config: Config, node: str, state: State) -> NodeView:
    """The store, the log with what is acknowledged, the mode, the peers out of reach and in exchange; of a referee its
    part.
    """
    if node == config.referee:
        return NodeView({}, role="referee", face="⚖")
    store = {key: Cell((entry.value,), (entry.version,)) for key, entry in sorted(state.store.items())}
    entries = ordered(state.log, config.flaw)

    def logged(index: int) -> Logged:
        entry = entries[index]
        accepted = state.outcomes.get(entry.op) == "accepted"
        return Logged(state.gone + index + 1, entry.tick, entry.key, entry.value, accepted)

    believes: dict[str, Any] = {"unreachable": ", ".join(state.lost) or None}
    if state.owed:
        believes = {"exchanging": ", ".join(state.owed), **believes}
    role = None if state.in_service else ROLES[config.minority]
    return NodeView(
        store, mode=detector.mode_of(config, state), role=role, believes=believes, log=Log(len(entries), logged)
    )
