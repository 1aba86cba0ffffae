"""Names that commands give: each once, and known where they are used.

Rules of this file
* An id belongs to one operation. `with` names a read that comes before it in canonical order.
"""

from __future__ import annotations

from collections.abc import Sequence

from engine.model import ClientCommand, Command, Delete, Read, Write
from engine.model.naming import name_operations
from engine.script.readers import OPTION_WORDS, fail
from engine.script.tokens import Line, Token


def check_names(commands: Sequence[Command], lines: Sequence[Line]) -> None:
    """Every id is given once, and every context is a read before."""
    taken: set[str] = set()
    for command, line in zip(commands, lines, strict=True):
        if isinstance(command, ClientCommand) and command.id is not None:
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
