"""What raft shows of a node's state and of its messages."""

from __future__ import annotations

from engine.model import (
    Cell,
    Log,
    Logged,
    NodeView,
)
from engine.protocols.raft.messages import AppendEntries, Body
from engine.protocols.raft.state import Config, State


def message_facts(config: Config, body: Body) -> dict[str, object]:
    """Of AppendEntries: `what`, its entries as 'key=value' (an empty one as '∅'), and `absent`: has it none?"""
    if not isinstance(body, AppendEntries):
        return {}
    texts = ("∅" if entry.key is None else f"{entry.key}={entry.value}" for entry in body.entries)
    return {"what": ", ".join(texts), "absent": not body.entries}


def view(config: Config, node: str, state: State) -> NodeView:
    """The applied store, the role, the term, whom the node takes for leader, and its log with what is committed."""
    store = {key: Cell((record.value,), (record.version,)) for key, record in sorted(state.store.items())}

    def logged(index: int) -> Logged:
        entry = state.log[index]
        return Logged(index + 1, entry.term, entry.key, entry.value, index < state.commit)

    log = Log(len(state.log), logged)
    return NodeView(store, role=state.role, term=state.term, believes={"leader": state.leader}, log=log)
