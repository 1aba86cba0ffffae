"""What an instance shows of its state."""

from __future__ import annotations

from engine.model import (
    NodeView,
)
from engine.protocols.service.state import Config, State


def view(config: Config, node: str, state: State) -> NodeView:
    """How it behaves, its effects so far, and how many of them were carried out a second time."""
    how = next((how for how, _ in state.how.values() if how != "ok"), "ok")
    effects = sum(state.done.values())
    twice = {"twice": effects - len(state.done)} if effects > len(state.done) else {}
    return NodeView({}, role=None if how == "ok" else how, believes=twice, face=str(effects))
