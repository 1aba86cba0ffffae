"""Scenes to begin with, each a script with its facts, and the order in which they are offered.

Rules of this file
* The scenes of one protocol are files of its room, those of gateways of engine/availability; what lays systems side by
  side (CP, AP, CA, the scenario table) is here, in scripts/.
* A scene's topic is its folder. TOPIC_ORDER is the order of topics, ORDER that of scenes within them.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from typing import Final

from engine.availability import SCENES as GATEWAYS
from engine.model.scene_files import Scene, Scenes, scenes_in
from engine.protocols import PROTOCOLS

TOPIC_ORDER: Final = ("cap", "consistency", "base", "agreement", "partition", "conflicts", "resilience", "table")
"""The topics, as they are offered."""

ORDER: Final = (
    ("first", "cp", "ap", "ca"),
    ("sessions", "causal", "traveller", "merkle", "purged"),
    ("base", "fallback", "busy", "failover", "cache", "lease", "lease_reads", "unclean"),
    (
        "raft", "deposed", "last_seat", "fencing", "paused_holder", "clock_jump", "rollback",
        "forgotten", "follower", "old_sync", "set_back", "disturbed", "hub",
    ),
    ("split", "both_sides", "even_split", "referee"),
    ("cart", "explosion", "cart_set", "likes", "counted_twice", "atm"),
    (
        "dead_instance", "gray_failure", "retry_storm", "metastable", "fast_failure", "applied_twice", "booked_twice",
    ),
    (
        "table_stand_in", "table_deposits", "table_feed", "table_own_post", "table_password", "table_ttl",
        "table_stale_if_error", "table_origin", "table_etcd", "table_serializable", "table_zookeeper",
        "table_cluster", "table_one_node", "table_sync", "table_replicas", "table_async_failover",
    ),
)  # fmt: skip
"""Which of two scenes of a topic comes first, a topic a row; one that is not here comes last."""


def _all() -> Iterator[Scenes]:
    yield scenes_in(Path(__file__).parent / "scripts")
    yield GATEWAYS
    yield from (protocol.scenes for protocol in PROTOCOLS.values())


def _offered(topic: str) -> tuple[str, ...]:
    places = {name: place for place, name in enumerate(chain(*ORDER))}
    found = (name for scenes in _all() for name in scenes.get(topic, ()))
    return tuple(sorted(found, key=lambda name: places.get(name, len(places))))


SCENES: Final[dict[str, Scene]] = {
    name: scene for scenes in _all() for named in scenes.values() for name, scene in named.items()
}
"""Every scene by name."""

PRESETS: Final[dict[str, str]] = {name: scene.script for name, scene in SCENES.items()}
"""Their scripts."""

TOPICS: Final[dict[str, tuple[str, ...]]] = {topic: _offered(topic) for topic in TOPIC_ORDER}
"""The scenes as they are offered."""
