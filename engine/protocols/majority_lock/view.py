"""What a node of majority_lock shows of its state, and its messages of themselves."""

from __future__ import annotations

from typing import Any

from engine.model import Cell, NodeView
from engine.protocols.majority_lock.messages import Body, Granted
from engine.protocols.majority_lock.state import Config, State


def message_facts(config: Config, body: Body) -> dict[str, Any]:
    """What a message says beyond its fields: that a grant has no end."""
    return {"absent": True} if isinstance(body, Granted) and body.until is None else {}


def view(config: Config, node: str, state: State) -> NodeView:
    """What is in place at a node, and what it believes: of locks, of its own tenures, of what it keeps aside."""
    store = {key: Cell((record.value,), (record.version,)) for key, record in sorted(state.store.items())}
    locks = sorted(state.locks.items())
    believes: dict[str, Any] = {
        "lock": tuple(
            {"key": key, "node": held.node, "token": held.token, "until": _end(held.until)}
            for key, (held, _) in locks
            if held is not None
        ),
        "queue": tuple(
            {"key": key, "nodes": " ".join(waiter.node for waiter in queue)} for key, (_, queue) in locks if queue
        ),
        "holds": tuple(
            {"key": one.request.key, "token": one.record.version[0], "until": _end(one.until)}
            for _, one in sorted(state.pending.items())
            if one.phase in ("prepare", "commit") and one.record is not None
        ),
        "tentative": tuple(
            {"key": key, "value": record.value, "token": record.version[0]}
            for key, record in sorted(state.tentative.items())
        ),
    }
    role = "lock_service" if node == config.lock else None
    return NodeView(store, role=role, believes={code: facts for code, facts in believes.items() if facts})


def _end(until: int | None) -> int | str:
    return "∞" if until is None else until
