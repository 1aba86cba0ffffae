"""The settings of partition_aware: their kinds, defaults, which go together, and what they promise."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from engine.model import Reason, Request
from engine.model.setting_kinds import Choice, Count, Flags, Kind, Period
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
    "flaw": Flags(
        "old_view", "gain_is_normal", "two_handlers", "never_leaves", "normal_unlogged", "one_by_one",
        "logged_then_failed", "reads_anywhere", "count_is_quorum", "same_tick_same_write", "retry_is_new", "on_top",
        "sync_swallowed", "cursor_at_end", "never_compacts", "recovering_refuses", "handler_first",
        "crash_is_partition", "hearing_is_enough",
    ),
}  # fmt: skip

DEFAULTS = {"heartbeat": 0, "misses": 3, "minority": "read_only", "batch": 50, "retry": 0, "flaw": ()}
"""What a setting is when it is not written; r and w are then a majority of all nodes. heartbeat, retry: ticks, 0 is
off.

misses=3: two beats may be lost or late without anybody being suspected. batch=50: a whole log of a usual run.
"""


def config(nodes: tuple[str, ...], chosen: Mapping[str, Any]) -> Config | Reason:
    """The configuration, all settings filled in. A Reason if r or w is greater than the number of nodes."""
    majority = len(nodes) // 2 + 1
    filled = {**DEFAULTS, "r": majority, "w": majority, **chosen}
    for name in ("r", "w"):
        if filled[name] > len(nodes):
            return Reason("quorum_too_large", {"setting": name, "value": filled[name], "replicas": len(nodes)})
    return Config(nodes=nodes, **filled)


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
    return Promise("detected", good=True) if config.heartbeat else Promise("by_hand", good=False)
