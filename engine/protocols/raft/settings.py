"""The settings of raft: their kinds, defaults, which go together, and what they promise."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from engine.model import (
    Reason,
    Request,
)
from engine.model.setting_kinds import PERIOD_MAX, Choice, Count, Flags, Kind, Node, Period, Range, Switch, show
from engine.protocols import flushing
from engine.protocols.protocol import Promise
from engine.protocols.raft.log import majority
from engine.protocols.raft.reading import LEVELS
from engine.protocols.raft.state import Config

SETTINGS: Final[Mapping[str, Kind]] = {
    "read": Choice("local", "read_index", "lease", *LEVELS),
    "leader": Node(),
    "election": Range(),
    "heartbeat": Period(),
    "lease": Count(1, PERIOD_MAX),
    "drift": Count(0, PERIOD_MAX),
    "pre_vote": Switch(),
    "check_quorum": Switch(),
    "cas": Choice("atomic", "read_then_write"),
    **flushing.SETTINGS,
    "flaw": Flags("votes_for_all"),
}

USUAL: Final[Mapping[str, Any]] = {
    "read": "local", "leader": None, "election": (0, 0), "heartbeat": 0, "lease": None, "drift": None,
    "pre_vote": False, "check_quorum": False, "cas": "atomic", "flaw": (),
}  # fmt: skip


def config(nodes: tuple[str, ...], chosen: Mapping[str, Any]) -> Config | Reason:
    """The configuration, all settings filled in. heartbeat and election are in ticks; 0 switches them off.

    A Reason where followers would time out between two heartbeats, where a setting counts on an election timeout that
    there is not, and where a lease is longer than nodes wait for a leader.
    """
    filled = {**USUAL, **chosen}
    shortest = filled["election"][0]
    if 0 < shortest <= filled["heartbeat"]:
        return Reason("heartbeat_too_slow", {"setting": "heartbeat", "value": filled["heartbeat"]})
    for name in ("read", "pre_vote", "check_quorum"):
        if filled[name] in ("lease", True) and not shortest:
            return Reason("needs_election", {"setting": name, "value": show(SETTINGS[name], filled[name])})
    if filled["read"] != "lease":
        given = next((name for name in ("lease", "drift") if filled[name] is not None), None)
        return Reason("only_with_lease", {"setting": given}) if given else Config(nodes=nodes, **filled)
    lease, drift = filled["lease"] or shortest, filled["drift"] or 0
    if lease > shortest:
        return Reason("lease_too_long", {"setting": "lease", "value": lease, "most": shortest})
    if drift >= lease:
        return Reason("drift_too_great", {"setting": "drift", "value": drift, "lease": lease})
    return Config(nodes=nodes, **{**filled, "lease": lease, "drift": drift})


def quorum(config: Config, request: Request) -> tuple[int, int]:
    """(how many others must answer the leader for this request, out of how many others); (0, 0) for a level of reads,
    since whoever is asked then counts nobody."""
    how = request.level or config.read if request.kind == "read" else ""
    need = 0 if how in ("local", "lease") else majority(len(config.nodes)) - 1
    return (0, 0) if how in LEVELS else (need, len(config.nodes) - 1)


def promise(config: Config) -> Promise:
    """By `read=`: linearizable with read_index and strong, with lease while clocks keep within drift; else not.

    Or what to think of a compare-and-set that is none."""
    if config.cas != "atomic":
        return Promise(config.cas, good=False)
    values = {"drift": config.drift} if config.read == "lease" else {}
    return Promise(config.read, config.read in ("read_index", "lease", "strong"), values)
