"""Text to Scenario.

Rules of this file
* Any text gives a Scenario or a ScriptError, nothing else, in time linear in its length.
* What parses also fits when it is printed, so the address bar can always be read back.
* Commands come out in canonical order: by tick, and as written within a tick.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from engine.model import Command, DataCommand, Purge, Scenario
from engine.script.commands import VERBS, read_command
from engine.script.errors import ScriptError
from engine.script.gateways import read_gateways
from engine.script.header import HEADER, once, read_header
from engine.script.identifiers import check_names
from engine.script.limits import APP, ScriptLimits
from engine.script.printing import print_script
from engine.script.readers import INTEGER, fail, unexpected
from engine.script.system import read_scope, read_system
from engine.script.tokens import Line, Token, lines

GROWTH = 5
"""How many times longer than what was written a printed script is at most: 1e15 is written in 4 characters, printed in
18, and nothing grows more."""


def parse(text: str, limits: ScriptLimits = APP) -> Scenario:
    """The scenario that a script describes. Raises ScriptError with the line, column and code of the first mistake."""
    header, command_lines = _sort_out(lines(text, limits))
    if len(command_lines) > limits.commands:
        count, maximum = len(command_lines), limits.commands
        fail(command_lines[maximum][0], "too_many", limit="commands", maximum=maximum, found=count)
    first = once(header["system"])
    system = read_system(first, limits)
    scope = read_scope(system, first)
    gateways = read_gateways(header["gateway"], system)
    names = Scenario(system, gateways=gateways).names
    scope = scope._replace(ends={name: i for i, name in enumerate(names)})
    scenario = replace(read_header(header, system, scope.ends), gateways=gateways)
    commands = [(read_command(line, scope), line) for line in command_lines]
    _check_keys(_keys(header["init"], commands), limits)
    commands.sort(key=lambda pair: pair[0].tick)
    ordered = tuple(command for command, _ in commands)
    check_names(ordered, [line for _, line in commands])
    scenario = replace(scenario, commands=ordered)
    _check_print(text, scenario, limits)
    return scenario


def _sort_out(all_lines: Iterable[Line]) -> tuple[dict[str, list[Line]], list[Line]]:
    """Header lines by their first word, and command lines."""
    header: dict[str, list[Line]] = {word: [] for word in HEADER}
    command_lines: list[Line] = []
    for line in all_lines:
        start = line[0].source
        if start in header:
            header[start].append(line)
        elif INTEGER.fullmatch(start):
            command_lines.append(line)
        else:
            unexpected(line, 0, "tick" if start in VERBS else (*HEADER, "tick"))
    return header, command_lines


def _check_print(text: str, scenario: Scenario, limits: ScriptLimits) -> None:
    """The canonical script must fit too; it can be longer (1e15 is printed in full), but not by more than GROWTH."""
    if GROWTH * (len(text) + 100) > limits.bytes:
        size = len(print_script(scenario).encode())
        if size > limits.bytes:
            raise ScriptError(1, 1, "too_long", {"limit": "script", "maximum": limits.bytes, "size": size})


def _keys(init: Iterable[Line], commands: Iterable[tuple[Command, Line]]) -> Iterator[Token]:
    for line in init:
        yield line[1]
    for command, line in commands:
        if isinstance(command, DataCommand):
            yield line[3]
        elif isinstance(command, Purge):
            yield line[-1]


def _check_keys(keys: Iterable[Token], limits: ScriptLimits) -> None:
    seen: set[str] = set()
    for token in keys:
        seen.add(token.source)
        if len(seen) > limits.keys:
            fail(token, "too_many", limit="keys", maximum=limits.keys, found=token.source)
