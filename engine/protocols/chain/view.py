"""What a node of a chain shows of its state, and its messages of themselves."""

from __future__ import annotations

from typing import Any

from engine.model import Cell, NodeView
from engine.protocols.chain.values import Body, Config, State, Told


def message_facts(config: Config, body: Body) -> dict[str, Any]:
    """What a message says beyond its fields: who is in its chain, and that no version is committed."""
    chain = getattr(body, "chain", None)
    facts = {} if chain is None else {"what": " → ".join(chain.members)}
    return {**facts, "absent": True} if isinstance(body, Told) and body.version is None else facts


def view(config: Config, node: str, state: State) -> NodeView:
    """A node's data, dirty versions after the clean one where it keeps both, and its place in the chain."""
    members = state.chain.members
    dirty = tuple({"key": key, "value": put.record.value} for key, puts in sorted(state.dirty.items()) for put in puts)
    believes: dict[str, Any] = {"dirty": dirty} if dirty else {}
    return NodeView(
        {key: _cell(config, state, key) for key in sorted({**state.store, **state.dirty})},
        role=_role(node, members),
        term=state.chain.epoch,
        believes={**believes, "chain": " → ".join(members)},
    )


def _role(node: str, members: tuple[str, ...]) -> str:
    if node not in members:
        return "outside"
    if members == (node,):
        return "whole_chain"
    return {members[0]: "head", members[-1]: "tail"}.get(node, "middle")


def _cell(config: Config, state: State, key: str) -> Cell:
    records = [state.store[key]] if key in state.store else []
    records += [put.record for put in state.dirty.get(key, ())]
    shown = records if config.read == "any" else records[-1:]
    return Cell(tuple(record.value for record in shown), tuple(record.version for record in shown))
