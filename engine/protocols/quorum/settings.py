"""The settings of quorum: their kinds, defaults, which go together, and what they promise."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from engine.model import Reason, Request
from engine.model.setting_kinds import Choice, Count, Flags, Kind, Names, Period, Switch
from engine.protocols import flushing, sessions
from engine.protocols.protocol import Promise, Quorums
from engine.protocols.quorum import rounds
from engine.protocols.quorum.state import Config

SETTINGS: Final[Mapping[str, Kind]] = {
    "r": Count(),
    "w": Count(),
    "home": Names(),
    "version": Choice("clock", "logical", "hybrid"),
    "read_repair": Switch(),
    "write_back": Switch(),
    "sloppy": Switch(),
    "tombstones": Switch(),
    "handoff": Period(),
    "anti_entropy": Period(),
    "compare": Choice("all", "merkle"),
    **sessions.SETTINGS,
    **flushing.SETTINGS,
    "flaw": Flags(
        "first_quorum",
        "timeout_fails",
        "ties_by_arrival",
        "status_on_record",
        "record_for_value",
        "replica_stamps",
        "overwrites",
        "no_session_state",
    ),
}

DEFAULTS = {
    "version": "clock",
    "read_repair": False,
    "write_back": False,
    "sloppy": False,
    "tombstones": True,
    "handoff": 0,
    "anti_entropy": 0,
    "compare": "all",
    **sessions.DEFAULTS,
    "flaw": (),
}
"""What a setting is when it is not written; r and w are then a majority of the home nodes."""


def config(nodes: tuple[str, ...], chosen: Mapping[str, Any]) -> Config | Reason:
    """The configuration, all settings filled in. handoff and anti_entropy are periods in ticks; 0 switches them off.

    A Reason if r or w is 0 (quorum_of_nobody) or greater than the number of home nodes (quorum_too_large), or for a
    handoff where no node ever takes a hint (setting_needs).
    """
    home = tuple(node for node in nodes if node in chosen["home"]) if chosen.get("home") else nodes
    majority = len(home) // 2 + 1
    filled = {**DEFAULTS, "r": majority, "w": majority, **chosen, "home": home}
    for name in ("r", "w"):
        if not filled[name]:
            return Reason("quorum_of_nobody", {"setting": name, "found": "0", "expected": "1"})
        if filled[name] > len(home):
            return Reason("quorum_too_large", {"setting": name, "value": filled[name], "replicas": len(home)})
    if filled["handoff"] and not filled["sloppy"]:
        return Reason("setting_needs", {"setting": "handoff", "value": filled["handoff"], "needs": "sloppy=yes"})
    return Config(nodes=nodes, **filled)


def levels(config: Config, kind: str) -> tuple[str, ...]:
    """All levels: quorum knows `strong` too."""
    return sessions.LEVELS


def quorum(config: Config, request: Request) -> tuple[int, int]:
    """(how many home nodes must reply in the round that is this operation's own, out of how many)."""
    return rounds.answers_needed(config, request, storing=request.kind != "read"), len(config.home)


def replicas(config: Config) -> tuple[str, ...]:
    """The home nodes: a spare only keeps hints."""
    return config.home


def reach(config: Config) -> bool:
    """With `sloppy` a coordinator is told which nodes it can reach, to know for whom a spare must stand in."""
    return config.sloppy


def quorums(config: Config) -> Quorums:
    """R and W as they are set."""
    return Quorums(config.r, config.w)


def promise(config: Config) -> Promise:
    """What r, w and the other settings imply for N home nodes.

    sloppy: hints are in no read quorum. miss: r + w <= N. two_sides: 2 w <= N. Else quorums overlap: overlap, counted
    (logical versions) or linearizable (those with write_back).
    """
    replicas = len(config.home)
    if config.sloppy:
        return Promise("sloppy", good=False)
    if config.r + config.w <= replicas:
        return Promise("miss", good=False)
    if 2 * config.w <= replicas:
        return Promise("two_sides", good=False)
    if config.version == "logical":
        return Promise("linearizable" if config.write_back else "counted", good=True)
    return Promise("overlap", good=True)
