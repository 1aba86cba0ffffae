"""What majority_lock shows of a node's state and of its messages."""

from __future__ import annotations

from typing import Any

from engine.model import Cell, NodeView
from engine.protocols.majority_lock.messages import Body, Granted
from engine.protocols.majority_lock.state import Config, State


def message_facts(config: Config, body: Body) -> dict[str, object]:
    """`absent` of a Granted without an end; nothing of other messages."""
    return {"absent": True} if isinstance(body, Granted) and body.until is None else {}


def view(config: Config, node: str, state: State) -> NodeView:
    """The committed store, and what the node believes.

    lock, queue: of the locks that it grants. holds: the tenures that it takes for its own; holds_unchecked: the same,
    where it never looks at a lease. tentative: what it keeps aside.
    """
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
        "holds_unchecked" if config.lease and not config.lease_check else "holds": tuple(
            {"key": write.request.key, "token": write.record.version[0], "until": _end(write.until)}
            for _, write in sorted(state.pending.items())
            if write.phase in ("prepare", "commit") and write.record is not None
        ),
        "tentative": tuple(
            {"key": key, "value": record.value, "token": record.version[0]}
            for key, record in sorted(state.tentative.items())
        ),
    }
    role = "lock_service" if node in config.lock else None
    return NodeView(store, role=role, believes={code: facts for code, facts in believes.items() if facts})


def _end(until: int | None) -> int | str:
    return "∞" if until is None else until
