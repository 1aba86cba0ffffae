"""Ids for operations, and clients, where a script names none.

Rules of this file
* An operation without `as` is w1, w2, ... (reads r1, deletes d1, calls c1) in order, skipping ids that were given.
* An operation without `by` comes from the client of its node: c-n1 at n1.
* A gateway's attempt has an id of its own, `w1@g1.2`; no id of a script has an `@`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from itertools import count

from engine.model.commands import Call, Cas, ClientCommand, Command, Delete, Read, Write


class DuplicateId(ValueError):
    """Two operations were given the same id."""

    def __init__(self, id: str) -> None:
        super().__init__(id)
        self.id = id


ATTEMPT_MARK = "@"
LETTERS = {Write: "w", Read: "r", Delete: "d", Cas: "c", Call: "c"}


def name_operations(commands: Iterable[Command]) -> tuple[Command, ...]:
    """The same commands, every client command with its client and its id. Raises DuplicateId."""
    commands = tuple(commands)
    taken: set[str] = set()
    for command in commands:
        if isinstance(command, ClientCommand) and command.id is not None:
            if command.id in taken:
                raise DuplicateId(command.id)
            taken.add(command.id)
    numbers = {letter: count(1) for letter in LETTERS.values()}

    def named(command: Command) -> Command:
        if not isinstance(command, ClientCommand):
            return command
        letter = LETTERS[type(command)]
        given = command.id or next(f"{letter}{i}" for i in numbers[letter] if f"{letter}{i}" not in taken)
        return replace(command, client=command.client or f"c-{command.node}", id=given)

    return tuple(map(named, commands))


def operation_of(id: str) -> str:
    """The operation that an attempt is for; any other id as it is."""
    return id.partition(ATTEMPT_MARK)[0]
