"""A scenario rewritten under another system, other settings or another skew: comparing two systems replaces one line.

Commands that the other system does not know (of operators; compare-and-set; deletes of one element) are left out and
returned, so that nobody is misled; so are operations at a level that it does not have, which go on without one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from engine.availability.gateway import SETTINGS as GATEWAY
from engine.model import Cas, Command, Delete, Gateway, OperatorCommand, Read, Scenario, System, Write
from engine.model.setting_kinds import read
from engine.protocols import configured, levels, protocol_of, refusal


def under(scenario: Scenario, system: System) -> tuple[Scenario, tuple[Command, ...]]:
    """The scenario under another system, and the commands that mean nothing there."""
    protocol = protocol_of(system)
    config = configured(system)
    elements, compares = protocol.elements(config), protocol.compares(config)
    understood = [
        command
        for command in scenario.commands
        if (not isinstance(command, OperatorCommand) or type(command) in protocol.commands)
        and (elements or not isinstance(command, Delete) or command.value is None)
        and (compares or not isinstance(command, Cas))
    ]
    kept = tuple(_levelled(command, system) for command in understood)
    dropped = tuple(command for command in scenario.commands if command not in kept)
    return replace(scenario, system=system, commands=kept), dropped


def _levelled(command: Command, system: System) -> Command:
    if not isinstance(command, Write | Read | Delete) or command.level is None:
        return command
    known = command.level in levels(system, type(command).__name__.lower())
    return command if known else replace(command, level=None)


def gateway_with(gateway: Gateway, more: Mapping[str, object]) -> Gateway:
    """A gateway with some settings changed, in canonical order."""
    chosen = {**dict(gateway.settings), **more}
    return replace(gateway, settings=tuple((name, chosen[name]) for name in GATEWAY if name in chosen))


def with_settings(system: System, chosen: Mapping[str, object]) -> System:
    """The same protocol with these settings and no others, in canonical order; what equals a default stays written."""
    written = {name: chosen[name] for name in protocol_of(system).settings if name in chosen}
    return replace(system, settings=tuple(written.items()))


def fitting(system: System, chosen: Mapping[str, object], wanted: str) -> System:
    """The system with these settings, less those that make no sense beside the one named `wanted`."""
    found = with_settings(system, chosen)
    reason = refusal(found)
    guilty = reason.values.get("setting") if reason else None
    if guilty is None or guilty == wanted or guilty not in chosen:
        return found
    return fitting(system, {name: value for name, value in chosen.items() if name != guilty}, wanted)


def supported(system: System, chosen: Mapping[str, object], wanted: str) -> System:
    """The same, with what the one named `wanted` needs and has not."""
    found = fitting(system, chosen, wanted)
    reason, kinds = refusal(found), protocol_of(system).settings
    if reason is None or reason.values.get("setting") != wanted:
        return found
    words = [word.partition("=")[::2] for word in str(reason.values.get("needs", "")).split()]
    needed = {name: read(kinds[name], word, system.names) for name, word in words if name in kinds}
    if all(chosen.get(name) == value for name, value in needed.items()):
        return found
    return supported(system, {**chosen, **needed}, wanted)


def with_setting(scenario: Scenario, setting: str) -> Scenario:
    """The scenario with one setting written anew, as in a script (r=3): of the system, else of every gateway."""
    name, _, word = setting.partition("=")
    kinds, nodes = protocol_of(scenario.system).settings, scenario.system.names
    if name in kinds:
        chosen = {**dict(scenario.system.settings), name: read(kinds[name], word, nodes)}
        return under(scenario, fitting(scenario.system, chosen, name))[0]
    value = read(GATEWAY[name], word, nodes)
    return replace(scenario, gateways=tuple(gateway_with(one, {name: value}) for one in scenario.gateways))


def with_skew(scenario: Scenario, node: str, offset: int) -> Scenario:
    """The same scenario with one node's clock `offset` ticks ahead from the start."""
    skews = {**dict(scenario.clocks), node: offset}
    return replace(scenario, clocks=tuple((name, skews[name]) for name in scenario.system.names if skews.get(name)))
