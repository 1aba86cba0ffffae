"""Who answers at each end of a run's network: the system's protocol at its nodes, a gateway at its own end.

With a gateway in front, the nodes answer its calls too (served.py); without one nothing is added.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any, NamedTuple

from engine.availability import gateway
from engine.availability.served import answering_gateways
from engine.availability.state import Config as GatewayConfig
from engine.model import Behave, NodeView, Reason, Scenario, System
from engine.model import Gateway as Written
from engine.protocols import AnyActor, configured, protocol_of


class Endpoint(NamedTuple):
    """What runs at an end of the network: an actor and its configuration."""

    actor: AnyActor
    config: Any


def endpoints(scenario: Scenario, config: Any) -> dict[str, Endpoint]:
    """By name: what each node and gateway of a scenario runs; config: of its system."""
    protocol = protocol_of(scenario.system)
    actor = protocol.actor
    if scenario.gateways:
        actor = answering_gateways(actor, scenario.timeout, Behave in protocol.commands)
    by_name = {name: Endpoint(actor, config) for name in scenario.system.names}
    for written in scenario.gateways:
        by_name[written.name] = Endpoint(gateway.ACTOR, gateway_config(written, scenario.system))
    return by_name


@lru_cache(maxsize=128)
def gateway_config(written: Written, system: System) -> GatewayConfig | Reason:
    """A gateway's configuration, all settings filled in; a Reason where they make no sense together."""
    return gateway.config(written.name, dict(written.settings), services(system))


def services(system: System) -> Mapping[str, tuple[str, ...]]:
    """What a gateway can ask of a system, by name: its services, or the whole of it as 'store'."""
    return instances_of(system) or {"store": system.names}


def instances_of(system: System) -> Mapping[str, tuple[str, ...]] | None:
    """By name of a service its instances; None where the nodes are replicas of one store."""
    return protocol_of(system).services(configured(system))


def endpoint_of(scenario: Scenario, node: str) -> Endpoint:
    """What a node or gateway runs, as a picture shows it: without what lets a node answer gateways."""
    if node in scenario.system.names:
        return Endpoint(protocol_of(scenario.system).actor, configured(scenario.system))
    written = next(gateway for gateway in scenario.gateways if gateway.name == node)
    return Endpoint(gateway.ACTOR, gateway_config(written, scenario.system))


def view_of(scenario: Scenario, node: str, state: Any) -> NodeView:
    """What a node or gateway shows of its state."""
    actor, config = endpoint_of(scenario, node)
    return actor.view(config, node, state)


def replicas(system: System) -> tuple[str, ...]:
    """The nodes of a system that keep data."""
    return protocol_of(system).replicas(configured(system))
