"""The same commands under another system: comparing two systems replaces one line.

Operator commands that the other system does not know are left out and returned, so that nobody is misled.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, get_args

from engine.availability.gateway import SETTINGS as GATEWAY
from engine.model import Command, Gateway, Scenario, System, Tend
from engine.protocols import PROTOCOLS

TENDS = {kind: kind.__name__.lower() for kind in get_args(Tend)}


def under(scenario: Scenario, system: System) -> tuple[Scenario, tuple[Command, ...]]:
    """The scenario under another system, and the commands that mean nothing there."""
    known = PROTOCOLS[system.protocol].VERBS
    dropped = tuple(one for one in scenario.commands if TENDS.get(type(one), "") not in known | {""})
    kept = tuple(one for one in scenario.commands if one not in dropped)
    return replace(scenario, system=system, commands=kept), dropped


def gateway_with(gateway: Gateway, more: Mapping[str, Any]) -> Gateway:
    """A gateway with some settings changed, in canonical order."""
    chosen = {**dict(gateway.settings), **more}
    return replace(gateway, settings=tuple((name, chosen[name]) for name in GATEWAY if name in chosen))


def with_settings(system: System, chosen: Mapping[str, Any]) -> System:
    """The same protocol with other settings, in canonical order; what equals the default is left out."""
    protocol = PROTOCOLS[system.protocol]
    written = {name: chosen[name] for name in protocol.SETTINGS if name in chosen}
    return replace(system, settings=tuple(written.items()))
