"""The laboratory without a page: `python -m engine run FILE [--at T ...]` prints one JSON object.

`python -m engine explore FILE --break PROMISE` looks for a run that breaks a promise (explore/command.py).

Rules of this file
* FILE is a script, or - for standard input. T is a tick: the nodes at its end are told under "at".
* Exit 0. Bad input: exit 2, nothing on standard output, and one line on standard error.
"""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from collections.abc import Sequence
from pathlib import Path
from typing import NoReturn

from engine.explore.command import add_arguments, explored
from engine.report import as_text, report
from engine.script import HEADLESS, ScriptError, parse
from engine.script.limits import TICK_MAX
from engine.sim import Overrun, run


class Arguments(ArgumentParser):
    """An argument parser that says what is wrong in one line."""

    def error(self, message: str) -> NoReturn:
        """Exit 2, without the usage."""
        self.exit(2, f"{message}\n")


def main(words: Sequence[str]) -> int:
    """Carry out one command line."""
    asked = _arguments().parse_args(words)
    try:
        scenario = parse(_read(asked.file), HEADLESS)
        if asked.command == "explore":
            code, said = explored(scenario, asked)
        else:
            code, said = 0, as_text(report(run(scenario), asked.at))
    except (ScriptError, Overrun, OSError) as error:
        line = f"{error.filename!a}: {error.strerror}" if isinstance(error, OSError) else str(error)
        sys.stderr.buffer.write(f"{line}\n".encode())
        return 2
    sys.stdout.buffer.write(said.encode())
    return code


def _arguments() -> ArgumentParser:
    parser = Arguments(prog="python -m engine")
    commands = parser.add_subparsers(dest="command", required=True)
    run_parser = commands.add_parser("run")
    run_parser.add_argument("file", metavar="FILE")
    run_parser.add_argument("--at", metavar="T", type=_tick, nargs="+", action="extend", default=[])
    explore = commands.add_parser("explore")
    explore.add_argument("file", metavar="FILE")
    add_arguments(explore)
    return parser


def _tick(word: str) -> int:
    if not (word.isascii() and word.isdigit() and len(word) <= 7 and int(word) <= TICK_MAX):
        raise ValueError(word)
    return int(word)


_tick.__name__ = "tick"


def _read(file: str) -> str:
    """The text of a file; what is not UTF-8 is a mistake in the script like any other."""
    found = sys.stdin.buffer.read() if file == "-" else Path(file).read_bytes()
    try:
        return found.decode()
    except UnicodeDecodeError as error:
        before = found[: error.start].decode()
        line, column = before.count("\n") + 1, len(before) - before.rfind("\n")
        values = {"expected": "utf-8", "found": f"0x{found[error.start]:02X}"}
        raise ScriptError(line, column, "expected", values) from None


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
