"""The settings of partition_aware: their kinds, defaults, which go together, and what they promise."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from engine.model import Reason, Request
from engine.model.setting_kinds import PERIOD_MAX, Choice, Count, Flags, Kind, Node, Period
from engine.protocols import flushing
from engine.protocols.partition_aware.state import Config
from engine.protocols.protocol import Promise, Quorums

SETTINGS: Final[Mapping[str, Kind]] = {
    "r": Count(1),
    "w": Count(1),
    "heartbeat": Period(),
    "misses": Count(1, 9),
    "minority": Choice("read_only", "refuse", "serve"),
    "batch": Count(1, 100),
    "retry": Period(),
    "tie": Choice("none", "oldest", "referee", "lease"),
    "referee": Node(),
    "lease": Count(1, PERIOD_MAX),
    **flushing.SETTINGS,
    "flaw": Flags(
        "old_view", "gain_is_normal", "two_handlers", "never_leaves", "normal_unlogged", "one_by_one",
        "logged_then_failed", "reads_anywhere", "count_is_quorum", "same_tick_same_write", "retry_is_new", "on_top",
        "sync_swallowed", "cursor_at_end", "never_compacts", "recovering_refuses", "handler_first",
        "crash_is_partition", "hearing_is_enough",
    ),
}  # fmt: skip

DEFAULTS = {
    "heartbeat": 0, "misses": 3, "minority": "read_only", "batch": 50, "retry": 0, "tie": "none", "referee": None,
    "lease": None, "flaw": (),
}  # fmt: skip
"""What a setting is when it is not written; r and w are then a majority of all nodes. heartbeat, retry: ticks, 0 is
off.

lease: if there is one, three rounds. misses=3: two beats may be lost or late without anybody being suspected.
batch=50: a whole log of a usual run.
"""


def config(nodes: tuple[str, ...], chosen: Mapping[str, Any]) -> Config | Reason:
    """The configuration, all settings filled in.

    A Reason if r or w is greater than the number of nodes that keep data (quorum_too_large), or for a setting that
    means nothing without another (setting_needs): a tie is between halves that have no majority and would not serve,
    and a referee is for a tie.
    """
    keeping = tuple(node for node in nodes if node != chosen.get("referee"))
    majority = len(keeping) // 2 + 1
    filled = {**DEFAULTS, "r": majority, "w": majority, **chosen}
    for name in ("r", "w"):
        if filled[name] > len(keeping):
            return Reason("quorum_too_large", {"setting": name, "value": filled[name], "replicas": len(keeping)})
    needs = _tie_needs(nodes, filled, majority) or _lease_needs(filled)
    return needs or Config(nodes=keeping, **{**filled, "lease": filled["lease"] or 3 * filled["heartbeat"]})


def _tie_needs(nodes: tuple[str, ...], filled: Mapping[str, Any], majority: int) -> Reason | None:
    """What a tie-breaker needs and has not."""
    if filled["tie"] == "none":
        return None if filled["referee"] is None else _needs("referee", filled["referee"], "tie=referee")
    if filled["tie"] in ("referee", "lease") and filled["referee"] is None:
        return _needs("tie", filled["tie"], f"referee={nodes[-1]}")
    if (filled["r"], filled["w"]) != (majority, majority):
        return _needs("tie", filled["tie"], f"r={majority} w={majority}")
    if filled["minority"] == "serve":
        return _needs("tie", filled["tie"], "minority=read_only")
    keeping = len(nodes) - (filled["referee"] is not None)
    return _needs("tie", filled["tie"], f"nodes={len(nodes) + 1}") if keeping % 2 else None


def _lease_needs(filled: Mapping[str, Any]) -> Reason | None:
    """What a lease needs and has not: a use, rounds that renew it, and that it outlasts them."""
    lease, heartbeat = filled["lease"], filled["heartbeat"]
    if filled["tie"] != "lease":
        return None if lease is None else _needs("lease", lease, "tie=lease")
    if not heartbeat:
        return _needs("tie", "lease", "heartbeat=40")
    return _needs("lease", lease, f"lease={3 * heartbeat}") if lease is not None and lease <= heartbeat else None


def _needs(setting: str, value: object, wanted: str) -> Reason:
    return Reason("setting_needs", {"setting": setting, "value": value, "needs": wanted})


def quorum(config: Config, request: Request) -> tuple[int, int]:
    """(how many nodes must answer this operation, out of how many): its own r= or w=, else those of the system."""
    return request.quorum or (config.r if request.kind == "read" else config.w), len(config.nodes)


def quorums(config: Config) -> Quorums:
    """R and W as they are set."""
    return Quorums(config.r, config.w)


def promise(config: Config) -> Promise:
    """What a side without a quorum does, whether two sides can have one, and whether anybody notices a partition."""
    if config.minority == "serve":
        return Promise("serve", good=False)
    if 2 * config.w <= len(config.nodes):
        return Promise("two_sides", good=False)
    if config.tie != "none":
        return Promise(
            f"tie_{config.tie}", config.tie == "oldest", {"first": config.nodes[0], "referee": config.referee}
        )
    return Promise("detected", good=True) if config.heartbeat else Promise("by_hand", good=False)
