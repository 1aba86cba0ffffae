"""Text to Scenario.

Rules of this file
* Any text gives a Scenario or a ScriptError, nothing else, in time linear in its length.
* What parses also fits when it is printed, so the address bar can always be read back.
* Commands come out in canonical order: by tick, and as written within a tick.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from engine.model import Command, Delete, Purge, Read, Scenario, Write
from engine.script.commands import VERBS, command
from engine.script.errors import ScriptError
from engine.script.gateways import read_gateways
from engine.script.header import HEADER, once, read_header
from engine.script.identifiers import check_names
from engine.script.limits import APP, Limits
from engine.script.printing import print_script
from engine.script.readers import INTEGER, fail, unexpected
from engine.script.system import read_scope, read_system
from engine.script.tokens import Line, Token, lines

GROWTH = 5


def parse(text: str, limits: Limits = APP) -> Scenario:
    """The scenario that a script describes; raises ScriptError at the place of a mistake."""
    found, asked = _sort_out(lines(text, limits))
    if len(asked) > limits.commands:
        fail(asked[limits.commands][0], "too_many", limit="commands", maximum=limits.commands, found=len(asked))
    first = once(found["system"])
    system = read_system(first, limits)
    scope = read_scope(system, first)
    gateways = read_gateways(found["gateway"], system)
    names = Scenario(system, gateways=gateways).names
    scope = scope._replace(ends={name: i for i, name in enumerate(names)})
    scenario = replace(read_header(found, system, scope.ends), gateways=gateways)
    commands = [(command(line, scope), line) for line in asked]
    _check_keys(_keys(found["init"], commands), limits)
    commands.sort(key=lambda one: one[0].tick)
    ordered = tuple(one for one, _ in commands)
    check_names(ordered, [line for _, line in commands])
    scenario = replace(scenario, commands=ordered)
    _check_print(text, scenario, limits)
    return scenario


def _sort_out(all_lines: Iterable[Line]) -> tuple[dict[str, list[Line]], list[Line]]:
    """Header lines by their first word, and command lines."""
    found: dict[str, list[Line]] = {word: [] for word in HEADER}
    asked: list[Line] = []
    for line in all_lines:
        start = line[0].source
        if start in found:
            found[start].append(line)
        elif INTEGER.fullmatch(start):
            asked.append(line)
        else:
            unexpected(line, 0, "tick" if start in VERBS else (*HEADER, "tick"))
    return found, asked


def _check_print(text: str, scenario: Scenario, limits: Limits) -> None:
    """The canonical script must fit too; it can be longer (1e15 is printed in full), but not by more than GROWTH."""
    if GROWTH * (len(text) + 100) > limits.bytes:
        size = len(print_script(scenario).encode())
        if size > limits.bytes:
            raise ScriptError(1, 1, "too_long", {"limit": "script", "maximum": limits.bytes, "size": size})


def _keys(init: Iterable[Line], commands: Iterable[tuple[Command, Line]]) -> Iterator[Token]:
    for line in init:
        yield line[1]
    for one, line in commands:
        if isinstance(one, Write | Read | Delete):
            yield line[3]
        elif isinstance(one, Purge):
            yield line[-1]


def _check_keys(keys: Iterable[Token], limits: Limits) -> None:
    seen: set[str] = set()
    for token in keys:
        seen.add(token.source)
        if len(seen) > limits.keys:
            fail(token, "too_many", limit="keys", maximum=limits.keys, found=token.source)
