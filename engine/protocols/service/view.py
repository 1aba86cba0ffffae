"""What an instance shows of its state."""

from __future__ import annotations

from engine.model import (
    NodeView,
)
from engine.protocols.service.state import Config, State


def view(config: Config, node: str, state: State) -> NodeView:
    """How it behaves, its effects so far, how many of them were carried out a second time, and how many calls wait."""
    how = next((how for how, _ in state.how.values() if how != "ok"), "ok")
    effects = sum(state.done.values())
    counted = {"backlog": len(state.waiting), "twice": effects - len(state.done)}
    believes = {code: count for code, count in counted.items() if count}
    return NodeView({}, role=None if how == "ok" else how, believes=believes, face=str(effects))
