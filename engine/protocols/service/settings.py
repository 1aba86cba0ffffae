"""The settings of service: what `system` may say, what is usual, what makes no sense together."""

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
    """All settings: without a service, all nodes serve a."""
    services = {"a": (), "b": (), **chosen}
    if not services["a"] and not services["b"]:
        services["a"] = nodes
    ordered = {name: tuple(node for node in nodes if node in services[name]) for name in ("a", "b")}
    return Config(nodes, ordered["a"], ordered["b"], services.get("work", 0))


def services(config: Config) -> Services:
    """Who serves what."""
    return config.services


def promise(config: Config) -> Promise:
    """Instances share nothing."""
    return Promise("service", good=False)
