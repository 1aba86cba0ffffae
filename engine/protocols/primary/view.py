"""What primary shows of a node's state."""

from __future__ import annotations

from engine.model import (
    Cell,
    NodeView,
)
from engine.protocols.primary.messages import Body
from engine.protocols.primary.state import Config, State


def forgets(config: Config, node: str, state: State) -> bool:
    """A cache's copies are gone after a crash."""
    return config.soft(node, state.believes)


def message_facts(config: Config, body: Body) -> dict[str, str]:
    """`what`: the in-sync set that a message names."""
    members = getattr(body, "members", None)
    return {} if members is None else {"what": " ".join(members)}


def view(config: Config, node: str, state: State) -> NodeView:
    """The store; for whom hints are kept; the lease; the role that the node believes to play; who is in sync."""
    store = {key: Cell((record.value,), (record.version,)) for key, record in sorted(state.store.items())}
    roles = ("origin", "cache") if config.copy == "cache" else ("primary", "replica")
    role = "controller" if config.controls(node) else roles[state.believes != node]
    believes = {roles[0]: state.believes}
    if config.copy == "in_sync" and role != "replica":
        believes["in_sync"] = " ".join(state.in_sync.members)
    return NodeView(
        store,
        hints=(state.believes,) if state.hints else (),
        mode=("lease_over" if state.lapsed else "normal") if config.lease else None,
        role=role,
        term=state.epoch,
        believes=believes,
        soft=config.soft(node, state.believes),
        face=" ".join(state.in_sync.members) if role == "controller" else None,
    )
