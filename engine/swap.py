"""The same commands under another system: comparing two systems replaces one line.

Operator commands that the other system does not know are left out and returned, so that nobody is misled.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, get_args

from engine.model import Command, Scenario, System, Tend
from engine.protocols import PROTOCOLS

TENDS = {kind: kind.__name__.lower() for kind in get_args(Tend)}


def under(scenario: Scenario, system: System) -> tuple[Scenario, tuple[Command, ...]]:
    """The scenario under another system, and the commands that mean nothing there."""
    known = PROTOCOLS[system.protocol].VERBS
    dropped = tuple(one for one in scenario.commands if TENDS.get(type(one), "") not in known | {""})
    kept = tuple(one for one in scenario.commands if one not in dropped)
    return replace(scenario, system=system, commands=kept), dropped


def with_settings(system: System, chosen: Mapping[str, Any]) -> System:
    """The same protocol with other settings, in canonical order; what equals the default is left out."""
    protocol = PROTOCOLS[system.protocol]
    written = {name: chosen[name] for name in protocol.SETTINGS if name in chosen}
    return replace(system, settings=tuple(written.items()))


def with_skew(scenario: Scenario, node: str, offset: int) -> Scenario:
    """The same scenario with one node's clock so far ahead from the start."""
    skews = {**dict(scenario.clocks), node: offset}
    return replace(scenario, clocks=tuple((name, skews[name]) for name in scenario.system.names if skews.get(name)))
