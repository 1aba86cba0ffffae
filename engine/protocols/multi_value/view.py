"""What a node of multi_value shows of its state, and its messages of themselves."""

from __future__ import annotations

from typing import Any

from engine.model import (
    Cell,
    NodeView,
)
from engine.protocols.multi_value import siblings, updates
from engine.protocols.multi_value.messages import Answer, Body, Spread
from engine.protocols.multi_value.state import Config, State


def message_facts(config: Config, body: Body) -> dict[str, Any]:
    """What a message says beyond its fields: the values of the versions that it carries."""
    return {"values": _cell(config, body.versions).values} if isinstance(body, Spread | Answer) else {}


def view(config: Config, node: str, state: State) -> NodeView:
    """All versions that a node has, deleted ones as None, also those that a reader is not told of."""
    return NodeView({key: _cell(config, versions) for key, versions in sorted(state.store.items())})


def _cell(config: Config, versions: Any) -> Cell:
    if config.kind is not None:
        return updates.cell(config, versions)
    known = siblings.known(config, versions)
    return Cell(tuple(one.value for one in known), tuple(one.label for one in known))
