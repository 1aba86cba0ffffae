"""The settings of primary: their kinds, defaults, which go together, and what they promise."""

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
"""What a setting is when it is not written; the first node is then the primary. Times are in ticks.

patience=30: a primary that answers at once has answered after 20, at the usual 10 ticks a link. heartbeat=20: one round
trip. ttl=50: a run takes a few hundred, so in it a copy goes stale and expires.
"""


def config(nodes: tuple[str, ...], chosen: Mapping[str, Any]) -> Config | Reason:
    """The configuration, all settings filled in.

    A Reason if the fallback is the primary (fallback_is_primary), or if not 0 < heartbeat < lease (lease_too_short).
    """
    filled = Config(nodes=nodes, **{**DEFAULTS, "primary": nodes[0], **chosen})
    if filled.fallback == filled.primary:
        return Reason("fallback_is_primary", {"setting": "fallback", "value": filled.fallback})
    if filled.lease and not 0 < filled.heartbeat < filled.lease:
        values = {"setting": "lease", "value": filled.lease, "heartbeat": filled.heartbeat}
        return Reason("lease_too_short", values)
    return filled


def quorum(config: Config, request: Request) -> tuple[int, int]:
    """(how many others must acknowledge this operation before it is answered, out of how many others)."""
    others = 0 if request.kind == "read" or config.copy == "cache" else len(config.nodes) - 1
    return others if config.copy == "sync" else 0, others


def promise(config: Config) -> Promise:
    """What `copy=` with its further settings implies, under its own code each; all but sync with a warning."""
    code = config.copy
    if config.copy == "cache":
        code += "_ever" if not config.ttl else "_stale" if config.stale_if_error else ""
    elif config.fallback or config.lease:
        code = "fallback" if config.fallback else "lease"
    values = {"ttl": config.ttl, "fallback": config.fallback, "lease": config.lease}
    return Promise(code, code == "sync", values)
