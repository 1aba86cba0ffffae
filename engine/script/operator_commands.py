"""The lines of operator commands to commands, and what a line must know of its system."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple

from engine import model as m
from engine.script import readers
from engine.script.limits import TERM_MAX, TICK_MAX
from engine.script.tokens import Line


class SystemScope(NamedTuple):
    """What a line must know of its system.

    nodes: its nodes, by name their number. ends: the ends of its network, nodes and gateways, likewise. verbs: the
    operator commands that it understands, and `cas` where it offers that. replicas: how many a key has. elements: may a
    delete name the one value that it is about? levels: by kind of operation, what it may ask for.
    """

    protocol: str
    nodes: Mapping[str, int]
    ends: Mapping[str, int]
    verbs: frozenset[str]
    replicas: int
    elements: bool
    levels: Mapping[str, tuple[str, ...]]


def _sync(line: Line, scope: SystemScope, tick: int) -> m.Command:
    node, peer = readers.node(line, 2, scope.nodes), _other(line, 3, scope, 2)
    readers.end(line, 4)
    return m.Sync(tick, node, peer)


def _purge(line: Line, scope: SystemScope, tick: int) -> m.Command:
    last = max(len(line) - 1, 3)
    nodes = _distinct(line, 2, min(last, len(line)), scope)
    return m.Purge(tick, nodes, readers.name(line, last, "key"))


def _promote(line: Line, scope: SystemScope, tick: int) -> m.Command:
    node = readers.node(line, 2, scope.nodes)
    if len(line) == 3:
        return m.Promote(tick, node)
    if not readers.is_word(line, 3, "tell"):
        readers.unexpected(line, 3, ("tell", "end"))
    return m.Promote(tick, node, _distinct(line, 4, len(line), scope))


def _rejoin(line: Line, scope: SystemScope, tick: int) -> m.Command:
    node = readers.node(line, 2, scope.nodes)
    if not readers.is_word(line, 3, "to"):
        readers.unexpected(line, 3, ("to",))
    to = _other(line, 4, scope, 2)
    readers.end(line, 5)
    return m.Rejoin(tick, node, to)


def _campaign(line: Line, scope: SystemScope, tick: int) -> m.Command:
    node = readers.node(line, 2, scope.nodes)
    if len(line) == 3:
        return m.Campaign(tick, node)
    text = readers.word(line, 3, ("term=", "end"))
    if not text.startswith("term="):
        readers.unexpected(line, 3, ("term=", "end"))
    readers.end(line, 4)
    return m.Campaign(tick, node, readers.within(line[3], text.removeprefix("term="), 1, TERM_MAX))


def _behave(line: Line, scope: SystemScope, tick: int) -> m.Command:
    node, how = readers.node(line, 2, scope.nodes), readers.word(line, 3, BEHAVIOURS)
    if how not in BEHAVIOURS:
        readers.unexpected(line, 3, BEHAVIOURS)
    at = 5 if how == "slow" else 4
    ticks = readers.number(line, 4, 1, TICK_MAX, "ticks") if how == "slow" else 0
    if len(line) == at:
        return m.Behave(tick, node, how, ticks)
    if not readers.is_word(line, at, "for"):
        readers.unexpected(line, at, ("for", "end"))
    service = readers.name(line, at + 1, "service")
    readers.end(line, at + 2)
    return m.Behave(tick, node, how, ticks, service)


def _node_only(make: Callable[[int, str], m.Command]) -> Callable[[Line, SystemScope, int], m.Command]:
    def read(line: Line, scope: SystemScope, tick: int) -> m.Command:
        node = readers.node(line, 2, scope.nodes)
        readers.end(line, 3)
        return make(tick, node)

    return read


def _other(line: Line, i: int, scope: SystemScope, than: int) -> str:
    node = readers.node(line, i, scope.nodes)
    if node == line[than].source:
        readers.fail(line[i], "conflict", found=node)
    return node


def _distinct(line: Line, i: int, stop: int, scope: SystemScope) -> tuple[str, ...]:
    """One or more nodes, each once, in the tokens from i to stop."""
    nodes: list[str] = []
    for at in range(i, max(stop, i + 1)):
        name = readers.node(line, at, scope.nodes)
        if name in nodes:
            readers.fail(line[at], "duplicate", found=name)
        nodes.append(name)
    return tuple(nodes)


BEHAVIOURS = ("ok", "slow", "error", "hang", "lost_reply", "gray")
OPERATOR_VERBS: Mapping[str, Callable[[Line, SystemScope, int], m.Command]] = {
    "sync": _sync, "handoff": _node_only(m.Handoff), "purge": _purge, "promote": _promote, "rejoin": _rejoin,
    "behave": _behave, "campaign": _campaign, "heartbeat": _node_only(m.Heartbeat),
}  # fmt: skip
