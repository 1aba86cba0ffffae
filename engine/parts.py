"""Who answers at each end of a run's network: the system's protocol at its nodes, a gateway at its own end.

With a gateway in front, the nodes answer its calls too (availability/served.py); without one nothing is added.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any, NamedTuple

from engine.availability import gateway
from engine.availability.served import Served
from engine.model import Gateway as Written
from engine.model import NodeView, Reason, Scenario, System
from engine.protocols import PROTOCOLS, configured


class Part(NamedTuple):
    """What a node runs: a protocol (its four functions) and its configuration."""

    protocol: Any
    config: Any


def parts(scenario: Scenario) -> dict[str, Part]:
    """By name, what each node and gateway of a scenario runs; chance is of the scenario's seed."""
    config = _seeded(configured(scenario.system), scenario.seed)
    protocol: Any = PROTOCOLS[scenario.system.protocol]
    if scenario.gateways:
        protocol = Served(protocol, scenario.timeout)
    found = {name: Part(protocol, config) for name in scenario.system.names}
    for written in scenario.gateways:
        found[written.name] = Part(gateway, _seeded(in_front(written, scenario.system), scenario.seed))
    return found


@lru_cache(maxsize=128)
def in_front(written: Written, system: System) -> Any:
    """A gateway's Config, all settings filled in; a Reason where they make no sense together."""
    return gateway.config(written.name, dict(written.settings), services(system))


def services(system: System) -> Mapping[str, tuple[str, ...]]:
    """What a gateway can ask of a system: its services, or the whole of it as `store`."""
    config = configured(system)
    found: Mapping[str, tuple[str, ...]] = getattr(config, "services", {"store": system.names})
    return found


def part(scenario: Scenario, node: str) -> Part:
    """What a node or gateway runs, as it is told apart by those who look on: without what lets it answer a gateway."""
    if node in scenario.system.names:
        return Part(PROTOCOLS[scenario.system.protocol], configured(scenario.system))
    written = next(one for one in scenario.gateways if one.name == node)
    return Part(gateway, in_front(written, scenario.system))


def shown(scenario: Scenario, node: str, state: Any) -> NodeView:
    """What a node or gateway shows of its state."""
    protocol, config = part(scenario, node)
    view: NodeView = protocol.show(config, node, state)
    return view


def _seeded(config: Any, seed: int) -> Any:
    return config._replace(seed=seed) if hasattr(config, "seed") and not isinstance(config, Reason) else config
