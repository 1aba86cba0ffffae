"""The settings of raft: what `system` may say, what is usual, what makes no sense together."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from engine.model import (
    Reason,
    Request,
)
from engine.model.setting_kinds import Choice, Flags, Kind, Node, Period, Range
from engine.protocols.protocol import Promise
from engine.protocols.raft.log import majority
from engine.protocols.raft.state import Config

SETTINGS: Final[Mapping[str, Kind]] = {
    "read": Choice("local", "read_index"),
    "leader": Node(),
    "election": Range(),
    "heartbeat": Period(),
    "flaw": Flags("votes_for_all"),
}


def config(nodes: tuple[str, ...], chosen: Mapping[str, Any]) -> Config | Reason:
    """All settings; a leader must speak before the others run out of patience."""
    filled = {"read": "local", "leader": None, "election": (0, 0), "heartbeat": 0, "flaw": (), **chosen}
    if 0 < filled["election"][0] <= filled["heartbeat"]:
        return Reason("heartbeat_too_slow", {"setting": "heartbeat", "value": filled["heartbeat"]})
    return Config(nodes=nodes, **filled)


def quorum(config: Config, request: Request) -> tuple[int, int]:
    """How many others must answer the leader for this request, and out of how many."""
    need = 0 if request.kind == "read" and config.read == "local" else majority(len(config.nodes)) - 1
    return need, len(config.nodes) - 1


def promise(config: Config) -> Promise:
    """Whether a leader asks before it answers a read."""
    return Promise(f"raft_{config.read}", good=config.read == "read_index")
