"""The settings of quorum: what `system` may say, what is usual, what makes no sense together."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from engine.model import Reason, Request
from engine.model.setting_kinds import Choice, Count, Flags, Kind, Names, Period, Switch
from engine.protocols import sessions
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
    """All settings, or the reason why these make no sense together."""
    home = tuple(node for node in nodes if node in chosen["home"]) if chosen.get("home") else nodes
    majority = len(home) // 2 + 1
    filled = {**DEFAULTS, "r": majority, "w": majority, **chosen, "home": home}
    for name in ("r", "w"):
        if not filled[name]:
            return Reason("quorum_of_nobody", {"setting": name, "found": "0", "expected": "1"})
        if filled[name] > len(home):
            return Reason("quorum_too_large", {"setting": name, "value": filled[name], "replicas": len(home)})
    return Config(nodes=nodes, **filled)


def levels(config: Config) -> tuple[str, ...]:
    """What an operation may ask for by name."""
    return sessions.LEVELS


def quorum(config: Config, request: Request) -> tuple[int, int]:
    """How many must answer this request, and out of how many."""
    return rounds.need(config, request, storing=request.kind != "read"), len(config.home)


def replicas(config: Config) -> tuple[str, ...]:
    """The home nodes."""
    return config.home


def reach(config: Config) -> bool:
    """A sloppy coordinator knows what it can reach."""
    return config.sloppy


def quorums(config: Config) -> Quorums:
    """R and W."""
    return Quorums(config.r, config.w)


def promise(config: Config) -> Promise:
    """Whether quorums overlap, and what follows."""
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
