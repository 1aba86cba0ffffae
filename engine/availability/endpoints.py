"""Endpoints: which actor runs, under which configuration, at each node and gateway of a scenario.

With a gateway in front, the nodes answer its calls too (availability/served.py); without one nothing is added.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any, NamedTuple

from engine.availability import gateway
from engine.availability.served import served
from engine.availability.values import Config as GatewayConfig
from engine.model import Behave, Gateway, NodeView, Reason, Scenario, System
from engine.protocols import AnyActor, configured, protocol_of


class Endpoint(NamedTuple):
    """One end of the network: the actor that runs there, and its configuration."""

    actor: AnyActor
    config: Any


def endpoints(scenario: Scenario, config: Any) -> dict[str, Endpoint]:
    """By name, what each node and gateway of a scenario runs; config: of its system."""
    protocol = protocol_of(scenario.system)
    actor = protocol.actor
    if scenario.gateways:
        actor = served(actor, scenario.timeout, Behave in protocol.commands)
    found = {name: Endpoint(actor, config) for name in scenario.system.names}
    for written in scenario.gateways:
        found[written.name] = Endpoint(gateway.ACTOR, gateway_config(written, scenario.system))
    return found


@lru_cache(maxsize=128)
def gateway_config(written: Gateway, system: System) -> GatewayConfig | Reason:
    """A gateway's configuration, all settings filled in; a Reason where they make no sense together.

    written: the gateway as its script has it. Remembered, since every frame of a picture asks.
    """
    return gateway.config(written.name, dict(written.settings), services(system))


def services(system: System) -> Mapping[str, tuple[str, ...]]:
    """What a gateway can ask of a system: its services, or the whole of it as `store`."""
    return instances_of(system) or {"store": system.names}


def instances_of(system: System) -> Mapping[str, tuple[str, ...]] | None:
    """By name of a service its instances, where a system is one of services; None where its nodes are replicas."""
    return protocol_of(system).services(configured(system))


def endpoint_of(scenario: Scenario, node: str) -> Endpoint:
    """What one node or gateway runs, for those who look on: nodes without what lets them answer a gateway."""
    if node in scenario.system.names:
        return Endpoint(protocol_of(scenario.system).actor, configured(scenario.system))
    written = next(one for one in scenario.gateways if one.name == node)
    return Endpoint(gateway.ACTOR, gateway_config(written, scenario.system))


def view_of(scenario: Scenario, node: str, state: Any) -> NodeView:
    """What a node or gateway shows of a state of its own."""
    actor, config = endpoint_of(scenario, node)
    return actor.view(config, node, state)


def replicas(system: System) -> tuple[str, ...]:
    """The nodes of a system that keep data."""
    return protocol_of(system).replicas(configured(system))
