"""What raft shows of a node's state and of its messages."""

from __future__ import annotations

from engine.model import (
    Cell,
    Log,
    Logged,
    NodeView,
)
from engine.protocols.raft.messages import AppendEntries, Body
from engine.protocols.raft.state import AnyEntry, Compare, Config, Entry, State


def message_facts(config: Config, body: Body) -> dict[str, object]:
    """Of AppendEntries: `what`, its entries as 'key=value' or 'key=from→to' (an empty one as '∅'), and `absent`: has it
    none?
    """
    if not isinstance(body, AppendEntries):
        return {}
    return {"what": ", ".join(map(_text, body.entries)), "absent": not body.entries}


def _text(entry: AnyEntry) -> str:
    if isinstance(entry, Entry):
        return "∅" if entry.key is None else f"{entry.key}={entry.value}"
    return f"{entry.key}={_change(entry)}"


def _change(entry: Compare) -> str:
    old, new = ("∅" if value is None else value for value in (entry.expected, entry.value))
    return f"{old}→{new}"


def view(config: Config, node: str, state: State) -> NodeView:
    """The applied store, the role, the term, whom the node takes for leader, and its log with what is committed."""
    store = {key: Cell((record.value,), (record.version,)) for key, record in sorted(state.store.items())}

    def logged(index: int) -> Logged:
        entry = state.log[index]
        value = entry.value if isinstance(entry, Entry) else _change(entry)
        return Logged(index + 1, entry.term, entry.key, value, index < state.commit)

    log = Log(len(state.log), logged)
    return NodeView(store, role=state.role, term=state.term, believes={"leader": state.leader}, log=log)
