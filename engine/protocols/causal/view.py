"""What causal shows of a node's state and of its messages."""

from __future__ import annotations

from typing import Any

from engine.model import (
    Cell,
    NodeView,
    Waiting,
)
from engine.protocols.causal import clients
from engine.protocols.causal.delivery import first_missing_cause
from engine.protocols.causal.messages import Body, Fill, Update
from engine.protocols.causal.state import Config, State


def message_facts(config: Config, body: Body) -> dict[str, object]:
    """Of a Fill `count`, its updates; of an Update `after`, its causes (None: none); nothing of other messages."""
    match body:
        case Fill():
            return {"count": len(body.updates)}
        case Update():
            return {"after": body.after or None}
        case _:
            return {}


def view(config: Config, node: str, state: State) -> NodeView:
    """The store, the clock, the hold-back queue; without hold-back, what is shown ahead of its causes."""
    store = {key: Cell((record.value,), (record.version,)) for key, record in sorted(state.store.items())}
    believes: dict[str, Any] = {"applied": state.clock} if state.clock else {}
    late = [(update, cause) for update in state.waiting.values() if (cause := first_missing_cause(state.clock, update))]
    causes = [cause for _, cause in late]
    for first, nth in ([cause for cause in causes if cause not in state.waiting] or causes)[:1]:
        code = "waiting" if config.hold_back else "early"
        believes = {code: {"count": len(late), "node": first, "nth": nth}, **believes}
    for request in state.asked[:1]:
        origin, nth = clients.first_missing_for(config, state, request) or ("", 0)
        believes = {"client_waits": {"client": request.client, "node": origin, "nth": nth}, **believes}
    waiting = tuple(Waiting(update.key, update.value, update.origin, cause) for update, cause in late)
    return NodeView(store, clock=state.clock, believes=believes, waiting=waiting if config.hold_back else ())
