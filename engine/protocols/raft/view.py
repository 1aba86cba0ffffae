"""What a node of raft shows of its state, and its messages of themselves."""

from __future__ import annotations

from typing import Any

from engine.model import (
    Cell,
    Logged,
    NodeView,
)
from engine.protocols.raft.messages import AppendEntries, Body
from engine.protocols.raft.state import Config, State


def message_facts(config: Config, body: Body) -> dict[str, Any]:
    """What is in an AppendEntries: key=value, a no-op as ∅."""
    if not isinstance(body, AppendEntries):
        return {}
    texts = ("∅" if entry.key is None else f"{entry.key}={entry.value}" for entry in body.entries)
    return {"what": ", ".join(texts), "absent": not body.entries}


def view(config: Config, node: str, state: State) -> NodeView:
    """A node's applied state, its part and its log."""
    store = {key: Cell((record.value,), (record.version,)) for key, record in sorted(state.store.items())}
    log = tuple(
        Logged(index, entry.term, entry.key, entry.value, index <= state.commit)
        for index, entry in enumerate(state.log, 1)
    )
    return NodeView(store, role=state.role, term=state.term, believes={"leader": state.leader}, log=log)
