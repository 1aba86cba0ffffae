"""What multi_value shows of a node's state and of its messages."""

from __future__ import annotations

from typing import Any

from engine.model import (
    Cell,
    NodeView,
)
from engine.protocols.multi_value import siblings, updates
from engine.protocols.multi_value.messages import Add, Answer, Body, Spread
from engine.protocols.multi_value.state import Config, State


def message_facts(config: Config, body: Body) -> dict[str, object]:
    """`values`: of the versions in a Spread, an Add or an Answer; nothing of other messages."""
    return {"values": _cell(config, body.versions).values} if isinstance(body, Spread | Add | Answer) else {}


def view(config: Config, node: str, state: State) -> NodeView:
    """All versions of each key, deleted ones as None, also those that no reader gets."""
    return NodeView({key: _cell(config, versions) for key, versions in sorted(state.store.items())})


def _cell(config: Config, versions: Any) -> Cell:
    if config.kind is not None:
        return updates.cell_of(config, versions)
    known = siblings.siblings_of(config, versions)
    return Cell(tuple(one.value for one in known), tuple(one.label for one in known))
