"""Who answers at each end of a run's network: the system's protocol at its nodes, a gateway at its own end.

With a gateway in front, the nodes answer its calls too (availability/served.py); without one nothing is added.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any, NamedTuple

from engine.availability import gateway
from engine.availability.served import served
from engine.availability.state import Config as GatewayConfig
from engine.model import Behave, NodeView, Reason, Scenario, System
from engine.model import Gateway as Written
from engine.protocols import AnyActor, configured, protocol_of


class Part(NamedTuple):
    """What runs at an end of the network: an actor and its configuration."""

    actor: AnyActor
    config: Any


def parts(scenario: Scenario) -> dict[str, Part]:
    """By name, what each node and gateway of a scenario runs."""
    protocol, config = protocol_of(scenario.system), configured(scenario.system)
    actor = protocol.actor
    if scenario.gateways:
        actor = served(actor, scenario.timeout, Behave in protocol.commands)
    found = {name: Part(actor, config) for name in scenario.system.names}
    for written in scenario.gateways:
        found[written.name] = Part(gateway.ACTOR, in_front(written, scenario.system))
    return found


@lru_cache(maxsize=128)
def in_front(written: Written, system: System) -> GatewayConfig | Reason:
    """A gateway's configuration, all settings filled in; a Reason where they make no sense together."""
    return gateway.config(written.name, dict(written.settings), services(system))


def services(system: System) -> Mapping[str, tuple[str, ...]]:
    """What a gateway can ask of a system: its services, or the whole of it as `store`."""
    return instances_of(system) or {"store": system.names}


def instances_of(system: System) -> Mapping[str, tuple[str, ...]] | None:
    """By name of a service its instances, where a system is one of services; None where its nodes are replicas."""
    return protocol_of(system).services(configured(system))


def part(scenario: Scenario, node: str) -> Part:
    """What a node or gateway runs, as it is told apart by those who look on: without what lets it answer a gateway."""
    if node in scenario.system.names:
        return Part(protocol_of(scenario.system).actor, configured(scenario.system))
    written = next(one for one in scenario.gateways if one.name == node)
    return Part(gateway.ACTOR, in_front(written, scenario.system))


def shown(scenario: Scenario, node: str, state: Any) -> NodeView:
    """What a node or gateway shows of its state."""
    actor, config = part(scenario, node)
    return actor.view(config, node, state)


def replicas(system: System) -> tuple[str, ...]:
    """The nodes of a system that keep data."""
    return protocol_of(system).replicas(configured(system))
