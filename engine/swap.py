"""The same commands under another system: comparing two systems replaces one line.

Operator commands that the other system does not know are left out and returned, so that nobody is misled; so are
operations with a level that it does not have, which go on without one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, get_args

from engine.model import Command, Delete, Read, Scenario, System, Tend, Write
from engine.protocols import PROTOCOLS

TENDS = {kind: kind.__name__.lower() for kind in get_args(Tend)}


def under(scenario: Scenario, system: System) -> tuple[Scenario, tuple[Command, ...]]:
    """The scenario under another system, and the commands that mean nothing there."""
    protocol = PROTOCOLS[system.protocol]
    known, levels = protocol.VERBS | {""}, getattr(protocol, "LEVELS", ())
    understood = [one for one in scenario.commands if TENDS.get(type(one), "") in known]
    kept = tuple(_levelled(one, levels) for one in understood)
    dropped = tuple(one for one in scenario.commands if one not in kept)
    return replace(scenario, system=system, commands=kept), dropped


def _levelled(command: Command, levels: tuple[str, ...]) -> Command:
    if isinstance(command, Write | Read | Delete) and command.level is not None and command.level not in levels:
        return replace(command, level=None)
    return command


def with_settings(system: System, chosen: Mapping[str, Any]) -> System:
    """The same protocol with other settings, in canonical order; what equals the default is left out."""
    protocol = PROTOCOLS[system.protocol]
    written = {name: chosen[name] for name in protocol.SETTINGS if name in chosen}
    return replace(system, settings=tuple(written.items()))
