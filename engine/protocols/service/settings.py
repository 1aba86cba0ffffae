"""The settings of service: their kinds and defaults."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from engine.model import (
    Reason,
)
from engine.model.setting_kinds import Choice, Count, Kind, Names, Period
from engine.protocols.protocol import Promise, Services
from engine.protocols.service.state import Config

SETTINGS: Final[Mapping[str, Kind]] = {
    "a": Names(),
    "b": Names(),
    "work": Period(),
    "capacity": Count(1, 1000),
    "queue": Count(0, 1000),
    "order": Choice("fifo", "lifo"),
}
QUEUE: Final = ("queue", "order")
"""What is said of those that wait for a capacity."""


def config(nodes: tuple[str, ...], chosen: Mapping[str, Any]) -> Config | Reason:
    """The configuration, all settings filled in; without `a=` or `b=` all nodes serve a.

    A Reason (setting_needs) for a capacity without work, which nothing ever fills, or a queue without a capacity.
    """
    filled = {"a": (), "b": (), "work": 0, **chosen}
    if not filled["a"] and not filled["b"]:
        filled["a"] = nodes
    for setting, other, wanted in (
        ("capacity", "work", "work=10"),
        *((one, "capacity", "capacity=1") for one in QUEUE),
    ):
        if setting in chosen and not filled.get(other):
            return Reason("setting_needs", {"setting": setting, "value": chosen[setting], "needs": wanted})
    filled |= {name: tuple(node for node in nodes if node in filled[name]) for name in ("a", "b")}
    return Config(nodes=nodes, **filled)


def services(config: Config) -> Services:
    """By name of a service: its instances, in node order."""
    return config.services


def promise(config: Config) -> Promise:
    """Instances share nothing, so there is no promise about data; with a capacity: what becomes of more calls."""
    if config.capacity is None:
        return Promise("no_data", good=False)
    values = {"capacity": config.capacity, "work": config.work}
    if config.queue is None:
        return Promise("capacity", good=False, values=values)
    return Promise("queue", good=True, values={**values, "queue": config.queue})
