"""What primary shows of a node's state."""

from __future__ import annotations

from engine.model import (
    Cell,
    NodeView,
)
from engine.protocols.primary.state import Config, State


def forgets(config: Config, node: str, state: State) -> bool:
    """A cache's copies are gone after a crash."""
    return config.soft(node, state.believes)


def view(config: Config, node: str, state: State) -> NodeView:
    """The store; for whom hints are kept; the lease; the role that the node believes to play."""
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
