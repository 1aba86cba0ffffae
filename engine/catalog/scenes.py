"""Scenes to begin with, each a script, and the order in which they are offered.

Rules of this file
* The scenes of one protocol are files of its room, those of gateways of engine/availability; what lays systems side by
  side (CP, AP, CA, the scenario table) is here, in scripts/.
* ORDER is how they are offered, each under one topic. A scene that it does not name comes last under its own topic.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from engine.availability import SCENES as GATEWAYS
from engine.model.scene_files import Scenes, scenes_in
from engine.protocols import PROTOCOLS

ORDER: Final[dict[str, tuple[str, ...]]] = {
    "cap": ("first", "cp", "ap", "ca"),
    "consistency": ("sessions", "causal", "traveller", "merkle", "purged"),
    "base": ("base", "fallback", "busy", "failover", "cache", "lease"),
    "agreement": ("raft", "deposed", "fencing", "rollback"),
    "partition": ("split", "both_sides"),
    "conflicts": ("cart", "cart_set", "likes", "atm"),
    "resilience": ("dead_instance", "gray_failure", "retry_storm", "fast_failure", "applied_twice"),
    "table": (
        "table_stand_in", "table_deposits", "table_feed", "table_own_post", "table_password", "table_ttl",
        "table_stale_if_error", "table_origin", "table_etcd", "table_serializable", "table_zookeeper",
        "table_cluster", "table_one_node", "table_replicas", "table_async_failover",
    ),
}  # fmt: skip


def _all() -> Iterator[Scenes]:
    yield scenes_in(Path(__file__).parent / "scripts")
    yield GATEWAYS
    yield from (protocol.scenes for protocol in PROTOCOLS.values())


def _offered(topic: str) -> tuple[str, ...]:
    known = [name for scenes in _all() for name in scenes.get(topic, ())]
    return (*ORDER[topic], *(name for name in known if name not in ORDER[topic]))


PRESETS: Final[dict[str, str]] = {
    name: script for scenes in _all() for named in scenes.values() for name, script in named.items()
}
"""Every scene by name."""

TOPICS: Final[dict[str, tuple[str, ...]]] = {topic: _offered(topic) for topic in ORDER}
"""The scenes as they are offered."""
