"""The settings of primary: what `system` may say, what is usual, what makes no sense together."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from engine.model import (
    Reason,
    Request,
)
from engine.model.setting_kinds import Choice, Flags, Kind, Node, Period, Switch
from engine.protocols.primary.state import Config
from engine.protocols.protocol import Promise

SETTINGS: Final[Mapping[str, Kind]] = {
    "copy": Choice("sync", "async", "cache"),
    "primary": Node(),
    "read": Choice("local", "primary"),
    "fallback": Node(),
    "patience": Period(),
    "handoff": Period(),
    "ttl": Period(),
    "stale_if_error": Switch(),
    "lease": Period(),
    "heartbeat": Period(),
    "flaw": Flags("never_handed_back", "fallback_if_refused", "first_replica", "copies_unversioned", "skip_deleted"),
}

DEFAULTS = {
    "copy": "sync",
    "read": "local",
    "fallback": None,
    "patience": 30,
    "handoff": 0,
    "ttl": 50,
    "stale_if_error": False,
    "lease": 0,
    "heartbeat": 20,
    "flaw": (),
}
"""What a setting is when it is not written; the first node is then the primary."""


def config(nodes: tuple[str, ...], chosen: Mapping[str, Any]) -> Config | Reason:
    """All settings, or the reason why these make no sense together."""
    filled = Config(nodes=nodes, **{**DEFAULTS, "primary": nodes[0], **chosen})
    if filled.fallback == filled.primary:
        return Reason("fallback_is_primary", {"setting": "fallback", "value": filled.fallback})
    if filled.lease and not 0 < filled.heartbeat < filled.lease:
        values = {"setting": "lease", "value": filled.lease, "heartbeat": filled.heartbeat}
        return Reason("lease_too_short", values)
    return filled


def quorum(config: Config, request: Request) -> tuple[int, int]:
    """How many others must acknowledge this request, and out of how many."""
    others = 0 if request.kind == "read" or config.copy == "cache" else len(config.nodes) - 1
    return others if config.copy == "sync" else 0, others


def promise(config: Config) -> Promise:
    """When copies are made, and what happens without the primary."""
    code = f"primary_{config.copy}"
    if config.copy == "cache":
        code += "_ever" if not config.ttl else "_stale" if config.stale_if_error else ""
    elif config.fallback or config.lease:
        code = "primary_fallback" if config.fallback else "primary_lease"
    values = {"ttl": config.ttl, "fallback": config.fallback, "lease": config.lease}
    return Promise(code, code == "primary_sync", values)
