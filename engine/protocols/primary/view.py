"""What a node of primary shows of its state, and its messages of themselves."""

from __future__ import annotations

from typing import Any

from engine.model import (
    Cell,
    NodeView,
)
from engine.protocols.primary.messages import Body
from engine.protocols.primary.state import Config, State


def message_facts(config: Config, body: Body) -> dict[str, Any]:
    """What a message says beyond its fields: nothing here."""
    return {}


def view(config: Config, node: str, state: State) -> NodeView:
    """A node's data, for whom it keeps hints, and the part that it believes to play."""
    store = {key: Cell((record.value,), (record.version,)) for key, record in sorted(state.store.items())}
    roles = ("origin", "cache") if config.copy == "cache" else ("primary", "replica")
    role = roles[state.believes != node]
    return NodeView(
        store,
        hints=(state.believes,) if state.hints else (),
        mode=("lease_over" if state.lapsed else "normal") if config.lease else None,
        role=role,
        term=state.epoch,
        believes={roles[0]: state.believes},
        soft=config.soft(node, state.believes),
    )
