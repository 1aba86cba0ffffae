"""The settings of majority_lock: their kinds, defaults, and what they promise."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from engine.model import Reason, Request
from engine.model.setting_kinds import Flags, Kind, Names, Period, Switch, show
from engine.protocols import flushing
from engine.protocols.majority_lock.state import Config
from engine.protocols.protocol import Promise

SETTINGS: Final[Mapping[str, Kind]] = {
    "home": Names(),
    "lock": Names(),
    "lease": Period(),
    "acquire": Period(),
    "lease_check": Switch(),
    "fencing": Switch(),
    "write_back": Switch(),
    **flushing.SETTINGS,
    "flaw": Flags("tentative_reads", "never_gives_up", "no_lock_service"),
}

DEFAULTS = {"lease": 80, "acquire": 60, "lease_check": True, "fencing": True, "write_back": True, "flaw": ()}
"""What a setting is when it is not written; all nodes are then home nodes, and the first runs the lock service.

In ticks: lease=80, twice the 40 that two phases take at the usual 10 a link. acquire=60: shorter than the client's
deadline of 100, so that a busy lock refuses a write instead of leaving it unknown.
"""


def config(nodes: tuple[str, ...], chosen: Mapping[str, Any]) -> Config | Reason:
    """The configuration, all settings filled in. lease, acquire: ticks, 0 is off.

    A Reason (setting_needs) without a lease for several lock nodes, which would have no time within which a majority
    must grant, and for leases that are not looked at.
    """
    filled = {**DEFAULTS, "home": nodes, "lock": nodes[:1], **chosen}
    filled |= {name: tuple(node for node in nodes if node in filled[name]) for name in ("home", "lock")}
    for name, wanted in (("lock", len(filled["lock"]) > 1), ("lease_check", not filled["lease_check"])):
        if wanted and not filled["lease"]:
            value = show(SETTINGS[name], filled[name])
            return Reason("setting_needs", {"setting": name, "value": value, "needs": f"lease={DEFAULTS['lease']}"})
    return Config(nodes=nodes, **filled)


def quorum(config: Config, request: Request) -> tuple[int, int]:
    """(majority of the home nodes, number of home nodes): both phases and all reads need a majority."""
    return config.majority, len(config.home)


def replicas(config: Config) -> tuple[str, ...]:
    """The home nodes."""
    return config.home


def promise(config: Config) -> Promise:
    """What fencing, write_back and lease imply: linearizable and live only with all three."""
    if not config.fencing:
        return Promise("unfenced" if len(config.lock) == 1 else "several_unfenced", good=False)
    if not config.write_back:
        return Promise("inversion", good=False)
    if not config.lease:
        return Promise("for_ever", good=False)
    return Promise("fenced", good=True)
