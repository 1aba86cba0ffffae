"""Names for what was left unnamed: operation ids and clients.

Rules of this file
* An operation without `as` is w1, w2, ... (reads r1, deletes d1) in order, skipping ids that were given.
* An operation without `by` comes from the client of its node: c-n1 at n1.
* An id belongs to one operation. `with` names a read that comes before it in canonical order.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import count

from engine.model import Call, Command, Delete, Read, Write

from .errors import ScriptError
from .tokens import Line, Token
from .words import OPTION_WORDS, fail

LETTERS = {Write: "w", Read: "r", Delete: "d", Call: "c"}


def name_operations(commands: Iterable[Command]) -> tuple[Command, ...]:
    """The same commands, every operation with its client and its id."""
    commands = tuple(commands)
    taken: set[str] = set()
    for command in commands:
        if isinstance(command, Write | Read | Delete | Call) and command.id is not None:
            if command.id in taken:
                raise ScriptError(0, 0, "duplicate", {"found": command.id})
            taken.add(command.id)
    numbers = {letter: count(1) for letter in LETTERS.values()}

    def named(command: Command) -> Command:
        if not isinstance(command, Write | Read | Delete | Call):
            return command
        letter = LETTERS[type(command)]
        given = command.id or next(f"{letter}{i}" for i in numbers[letter] if f"{letter}{i}" not in taken)
        return replace(command, client=command.client or f"c-{command.node}", id=given)

    return tuple(map(named, commands))


def check_names(commands: Sequence[Command], lines: Sequence[Line]) -> None:
    """Every id is given once, and every context is a read before."""
    taken: set[str] = set()
    for command, line in zip(commands, lines, strict=True):
        if isinstance(command, Write | Read | Delete | Call) and command.id is not None:
            if command.id in taken:
                fail(_after(line, "as"), "duplicate", found=command.id)
            taken.add(command.id)
    reads: set[str | None] = set()
    for command, line in zip(name_operations(commands), lines, strict=True):
        if isinstance(command, Read):
            reads.add(command.id)
        elif isinstance(command, Write | Delete) and command.context is not None and command.context not in reads:
            fail(_after(line, "with"), "unknown_read", expected="read", found=command.context)


def _after(line: Line, option: str) -> Token:
    """The token after an option word; no client or id is called like one, so the first hit is the option."""
    assert option in OPTION_WORDS
    at = next(i for i in range(4, len(line)) if line[i].kind == "word" and line[i].source == option)
    return line[at + 1]
