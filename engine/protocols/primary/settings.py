"""The settings of primary: their kinds, defaults, which go together, and what they promise."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from engine.model import (
    Reason,
    Request,
)
from engine.model.setting_kinds import Choice, Count, Flags, Kind, Node, Period, Switch, show
from engine.protocols import flushing
from engine.protocols.primary.state import Config
from engine.protocols.protocol import Promise

SETTINGS: Final[Mapping[str, Kind]] = {
    "copy": Choice("sync", "async", "in_sync", "cache"),
    "primary": Node(),
    "read": Choice("local", "primary"),
    "fallback": Node(),
    "patience": Period(),
    "handoff": Period(),
    "ttl": Period(),
    "stale_if_error": Switch(),
    "lease": Period(),
    "lease_covers": Choice("writes", "all"),
    "heartbeat": Period(),
    "min_in_sync": Count(),
    "in_sync_timeout": Period(),
    "unclean": Switch(),
    "controller": Node(),
    **flushing.SETTINGS,
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
    "lease_covers": "writes",
    "heartbeat": 20,
    "min_in_sync": 1,
    "in_sync_timeout": 100,
    "unclean": False,
    "flaw": (),
}
"""What a setting is when it is not written; the first node is then the primary, and the last that is not the primary
the controller (where there is but one node, there is none). Times are in ticks.

patience=30: a primary that answers at once has answered after 20, at the usual 10 ticks a link. heartbeat=20: one round
trip; 40 with in-sync replicas, so that there is a time without messages, in which a run may end. ttl=50: a run takes a
few hundred, so in it a copy goes stale and expires. in_sync_timeout=100: two heartbeats and a round trip.
"""


def config(nodes: tuple[str, ...], chosen: Mapping[str, Any]) -> Config | Reason:
    """The configuration, all settings filled in, or a Reason why they make no sense together.

    fallback_is_primary; lease_too_short: not 0 < heartbeat < lease; lease_covers_nothing: reads without a lease, or
    such as ask no primary; setting_needs: what means nothing without another; and those of in-sync replicas.
    """
    primary = chosen.get("primary", nodes[0])
    controller = next((node for node in reversed(nodes) if node != primary), None)
    usual = {**DEFAULTS, "primary": primary, "controller": controller}
    if chosen.get("copy") == "in_sync":
        usual["heartbeat"] = 40
    filled = Config(nodes=nodes, **{**usual, **chosen})
    if filled.fallback == filled.primary:
        return Reason("fallback_is_primary", {"setting": "fallback", "value": filled.fallback})
    if filled.lease and not 0 < filled.heartbeat < filled.lease:
        values = {"setting": "lease", "value": filled.lease, "heartbeat": filled.heartbeat}
        return Reason("lease_too_short", values)
    if filled.lease_covers == "all" and (not filled.lease or filled.read == "local"):
        return Reason("lease_covers_nothing", {"setting": "lease_covers", "value": "all"})
    return _in_sync_misfit(filled) or _idle(filled, usual) or filled


def _idle(filled: Config, usual: Mapping[str, Any]) -> Reason | None:
    """What was chosen, other than usual, and is asked by nobody without another setting."""
    spare = next(node for node in reversed(("n2", *filled.nodes)) if node != filled.primary)
    wanted = (
        (("min_in_sync", "in_sync_timeout", "unclean", "controller"), filled.copy == "in_sync", "copy=in_sync"),
        (("ttl", "stale_if_error"), filled.copy == "cache", "copy=cache"),
        (("handoff",), filled.fallback, f"fallback={spare}"),
        (("heartbeat",), filled.lease or filled.copy == "in_sync", f"lease={3 * filled.heartbeat}"),
    )
    for names, used, needs in wanted:
        name = next((name for name in names if getattr(filled, name) != usual[name]), None)
        if name and not used:
            value = show(SETTINGS[name], getattr(filled, name))
            return Reason("setting_needs", {"setting": name, "value": value, "needs": needs})
    return None


def _in_sync_misfit(filled: Config) -> Reason | None:
    """What makes no sense with `copy=in_sync`: a fallback or a lease, a controller that is the primary, a timeout not
    longer than the heartbeat, more in sync than there are."""
    if filled.copy != "in_sync":
        return None
    for setting in ("fallback", "lease"):
        if value := getattr(filled, setting):
            return Reason("not_with_in_sync", {"setting": setting, "value": value})
    if filled.controller == filled.primary:
        return Reason("controller_is_primary", {"setting": "controller", "value": filled.controller})
    if not 0 < filled.heartbeat < filled.in_sync_timeout:
        values = {"setting": "in_sync_timeout", "value": filled.in_sync_timeout, "heartbeat": filled.heartbeat}
        return Reason("in_sync_timeout_too_short", values)
    if filled.min_in_sync > len(filled.replicas):
        values = {"setting": "min_in_sync", "value": filled.min_in_sync, "most": len(filled.replicas)}
        return Reason("more_in_sync_than_replicas", values)
    return None


def quorum(config: Config, request: Request) -> tuple[int, int]:
    """(how many others must acknowledge this operation at least before it is answered, out of how many others)."""
    if request.kind == "read" or config.copy == "cache":
        return 0, 0
    others = len(config.replicas) - 1
    least = {"sync": others, "in_sync": config.min_in_sync - 1}
    return least.get(config.copy, 0), others


def promise(config: Config) -> Promise:
    """What `copy=` with its further settings implies, under its own code each; all but sync and in_sync with a
    warning."""
    code = config.copy
    if config.copy == "cache":
        code += "_ever" if not config.ttl else "_stale" if config.stale_if_error else ""
    elif config.copy == "in_sync":
        code += "_unclean" if config.unclean else ""
    elif config.fallback or config.lease:
        code = "fallback" if config.fallback else "lease"
    values = {"ttl": config.ttl, "fallback": config.fallback, "lease": config.lease, "least": config.min_in_sync}
    return Promise(code, code in ("sync", "in_sync"), values)
