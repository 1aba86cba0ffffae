"""What a node of causal shows of its state, and its messages of themselves."""

from __future__ import annotations

from typing import Any

from engine.model import (
    Cell,
    NodeView,
    Waiting,
)
from engine.protocols.causal import clients
from engine.protocols.causal.delivery import missing
from engine.protocols.causal.messages import Body, Fill, Update
from engine.protocols.causal.state import Config, State


def message_facts(config: Config, body: Body) -> dict[str, Any]:
    """What a message says beyond its fields: how many updates it carries; an update without causes is after nothing."""
    match body:
        case Fill():
            return {"count": len(body.updates)}
        case Update():
            return {"after": body.after or None}
        case _:
            return {}


def view(config: Config, node: str, state: State) -> NodeView:
    """A node's data, its clock, and what waits; without hold-back, what it shows ahead of its causes."""
    store = {key: Cell((record.value,), (record.version,)) for key, record in sorted(state.store.items())}
    believes: dict[str, Any] = {"applied": state.clock} if state.clock else {}
    late = [(update, cause) for update in state.waiting.values() if (cause := missing(state.clock, update))]
    causes = [cause for _, cause in late]
    for first, nth in ([cause for cause in causes if cause not in state.waiting] or causes)[:1]:
        code = "waiting" if config.hold_back else "early"
        believes = {code: {"count": len(late), "node": first, "nth": nth}, **believes}
    for request in state.asked[:1]:
        origin, nth = clients.lacking(config, state, request) or ("", 0)
        believes = {"client_waits": {"client": request.client, "node": origin, "nth": nth}, **believes}
    waiting = tuple(Waiting(update.key, update.value, update.origin, cause) for update, cause in late)
    return NodeView(store, clock=state.clock, believes=believes, waiting=waiting if config.hold_back else ())
