"""The laboratory without a page: `python -m engine run|check|explore FILE`.

Rules of this file
* run prints one JSON object. FILE is a script, or - for standard input. T is a tick: the nodes at its end are told
  under "at". Exit 0.
* check judges a history (histories/) and prints a line of JSON for each key, of transactions for each isolation level.
  Exit 0: kept, 1: broken, 3: nobody can tell: within so many steps (MOST), or where --limit is given, within so many
  seconds, which no other file of engine/ counts.
* explore looks for a run that breaks a promise (explore/command.py). Exit 0: none, 1: found, 3: none found.
* Bad input: exit 2, nothing on standard output, and one line on standard error.
"""

from __future__ import annotations

import sys
import time
from argparse import ArgumentParser, Namespace
from collections.abc import Sequence
from pathlib import Path
from typing import NoReturn

from engine.analysis.report import as_text, report
from engine.checks import FOREIGN
from engine.checks.objects import MOST, OBJECTS
from engine.explore.command import add_arguments, explored
from engine.histories import FORMATS, decoded, read
from engine.histories import HEADLESS as HISTORIES
from engine.histories.judging import as_lines, exit_code, judged
from engine.run.simulation import Overrun, run
from engine.script import HEADLESS, ScriptError, parse
from engine.script.limits import TICK_MAX
from engine.transactions import TRANSACTIONAL

LIMIT_MAX = 86_400.0
"""Seconds that a check may be given."""


class Arguments(ArgumentParser):
    """An argument parser that says what is wrong in one line."""

    def error(self, message: str) -> NoReturn:
        """Write the message to standard error and exit with 2, without the usage."""
        self.exit(2, f"{message}\n")


def main(words: Sequence[str]) -> int:
    """Carry out one command line; the exit code of the process."""
    asked = _arguments().parse_args(words)
    try:
        code, said = COMMANDS[asked.command](asked)
    except (ScriptError, Overrun, OSError) as error:
        line = f"{error.filename!a}: {error.strerror}" if isinstance(error, OSError) else str(error)
        sys.stderr.buffer.write(f"{line}\n".encode())
        return 2
    sys.stdout.buffer.write(said.encode())
    return code


def _run(asked: Namespace) -> tuple[int, str]:
    return 0, as_text(report(run(parse(decoded(_bytes(asked.file)), HEADLESS)), asked.at))


def _check(asked: Namespace) -> tuple[int, str]:
    end = time.monotonic() + (asked.limit or 0)
    most, stop = (MOST, None) if asked.limit is None else (sys.maxsize, lambda: time.monotonic() > end)
    log = read(decoded(_bytes(asked.file, HISTORIES.bytes + 1)), asked.format, HISTORIES, asked.init)
    checks = FOREIGN if asked.check == "all" else (asked.check,)
    found = judged(log, asked.model or log.model, checks, most, stop)
    return exit_code(found), as_lines(found)


def _explore(asked: Namespace) -> tuple[int, str]:
    return explored(parse(decoded(_bytes(asked.file)), HEADLESS), asked)


COMMANDS = {"run": _run, "check": _check, "explore": _explore}


def _arguments() -> ArgumentParser:
    parser = Arguments(prog="python -m engine")
    commands = parser.add_subparsers(dest="command", required=True)
    run_parser = commands.add_parser("run")
    run_parser.add_argument("file", metavar="FILE")
    run_parser.add_argument("--at", metavar="T", type=_tick, nargs="+", action="extend", default=[])
    check = commands.add_parser("check")
    check.add_argument("file", metavar="FILE")
    check.add_argument("--model", choices=(*OBJECTS, *TRANSACTIONAL))
    check.add_argument("--format", choices=("auto", *FORMATS), default="auto")
    check.add_argument("--init", metavar="[KEY=]VALUE", action="append", default=[])
    check.add_argument("--check", choices=(*FOREIGN, "all"), default="linearizable")
    check.add_argument("--limit", metavar="SECONDS", type=_seconds)
    explore = commands.add_parser("explore")
    explore.add_argument("file", metavar="FILE")
    add_arguments(explore)
    return parser


def _seconds(word: str) -> float:
    value = float(word)
    if not 0 <= value <= LIMIT_MAX:
        raise ValueError(word)
    return value


_seconds.__name__ = "seconds"


def _tick(word: str) -> int:
    if not (word.isascii() and word.isdigit() and int(word) <= TICK_MAX):
        raise ValueError(word)
    return int(word)


_tick.__name__ = "tick"


def _bytes(file: str, most: int = -1) -> bytes:
    """What a file holds, or as much of it as anything would read."""
    if file == "-":
        return sys.stdin.buffer.read(most)
    with Path(file).open("rb") as opened:
        return opened.read(most)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
