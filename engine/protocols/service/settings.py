"""The settings of service: their kinds and defaults."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from engine.model import (
    Reason,
)
from engine.model.setting_kinds import Kind, Names, Period
from engine.protocols.protocol import Promise, Services
from engine.protocols.service.state import Config

SETTINGS: Final[Mapping[str, Kind]] = {"a": Names(), "b": Names(), "work": Period()}


def config(nodes: tuple[str, ...], chosen: Mapping[str, Any]) -> Config | Reason:
    """The configuration, all settings filled in; without `a=` or `b=` all nodes serve a. work: ticks of a call."""
    services = {"a": (), "b": (), **chosen}
    if not services["a"] and not services["b"]:
        services["a"] = nodes
    ordered = {name: tuple(node for node in nodes if node in services[name]) for name in ("a", "b")}
    return Config(nodes, ordered["a"], ordered["b"], services.get("work", 0))


def services(config: Config) -> Services:
    """By name of a service: its instances, in node order."""
    return config.services


def promise(config: Config) -> Promise:
    """Instances share nothing, so there is no promise about data."""
    return Promise("no_data", good=False)
