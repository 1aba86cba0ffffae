"""The settings of raft: their kinds, defaults, which go together, and what they promise."""

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
    "cas": Choice("atomic", "read_then_write"),
    "flaw": Flags("votes_for_all"),
}


def config(nodes: tuple[str, ...], chosen: Mapping[str, Any]) -> Config | Reason:
    """The configuration, all settings filled in. heartbeat and election are in ticks; 0 switches them off.

    A Reason (heartbeat_too_slow) if followers would time out between two heartbeats.
    """
    usual: Mapping[str, Any] = {"read": "local", "leader": None, "election": (0, 0), "heartbeat": 0, "cas": "atomic"}
    filled = {**usual, "flaw": (), **chosen}
    if 0 < filled["election"][0] <= filled["heartbeat"]:
        return Reason("heartbeat_too_slow", {"setting": "heartbeat", "value": filled["heartbeat"]})
    return Config(nodes=nodes, **filled)


def quorum(config: Config, request: Request) -> tuple[int, int]:
    """(how many others must answer the leader for this request, out of how many others)."""
    need = 0 if request.kind == "read" and config.read == "local" else majority(len(config.nodes)) - 1
    return need, len(config.nodes) - 1


def promise(config: Config) -> Promise:
    """local (a deposed leader may answer stale), read_index (linearizable), or a compare-and-set that is none."""
    if config.cas != "atomic":
        return Promise(config.cas, good=False)
    return Promise(config.read, good=config.read == "read_index")
