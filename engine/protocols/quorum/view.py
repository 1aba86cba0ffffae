"""What quorum shows of a node's state and of its messages."""

from __future__ import annotations

from engine.model import Cell, NodeView
from engine.protocols.quorum import anti_entropy
from engine.protocols.quorum.messages import Body
from engine.protocols.quorum.state import Config, State


def message_facts(config: Config, body: Body) -> dict[str, object]:
    """How much a message of a comparison carries; nothing of other messages."""
    return anti_entropy.message_facts(body)


def view(config: Config, node: str, state: State) -> NodeView:
    """The store, and for which home nodes hints are kept, in node order."""
    store = {key: Cell((record.value,), (record.version,)) for key, record in sorted(state.store.items())}
    order = {name: place for place, name in enumerate(config.nodes)}
    hints = tuple(sorted({home for home, _ in state.hints}, key=lambda home: order[home]))
    unmet = ", ".join(key for key, record in sorted(state.store.items()) if record.quorum_met is False)
    return NodeView(store, hints, believes={"quorum_met_false": unmet} if unmet else None)
