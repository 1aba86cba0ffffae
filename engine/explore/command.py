"""`python -m engine explore FILE --break PROMISE`: the smallest run of a script's scene that breaks a promise.

Rules of this file
* found: a comment that says how, then the script; exit 1. none, not_found: the comment alone; exit 0 where all states
  were looked at, 3 where not.
"""

from __future__ import annotations

from argparse import ArgumentParser, Namespace

from engine.explore import PROMISES, Finding, Scope, explore, finish
from engine.model import Scenario
from engine.script import print_script
from engine.script.limits import SEED_MAX

EXITS = {"found": 1, "none": 0, "not_found": 3}
MOST = {
    "cuts": 9,
    "crashes": 9,
    "losses": 9,
    "duplicates": 9,
    "pauses": 9,
    "unflushed": 9,
    "states": 10_000_000,
    "schedules": 1_000_000,
    "seed": SEED_MAX,
}
"""By option the most that the command line takes: as much as fits into the memory of one machine."""


def add_arguments(parser: ArgumentParser) -> None:
    """Add the options of `explore` to its parser."""
    usual = Scope()
    parser.add_argument("--break", dest="promise", choices=PROMISES, default="linearizable")
    for name, most in MOST.items():
        parser.add_argument(f"--{name}", type=_upto(most), default=getattr(usual, name))


def explored(scenario: Scenario, asked: Namespace) -> tuple[int, str]:
    """Search as the command line asks; the exit code, and what goes to standard output."""
    scope = Scope(**{name: getattr(asked, name) for name in MOST})
    finding = finish(explore(scenario, asked.promise, scope))
    return EXITS[finding.outcome], _as_text(finding)


def _as_text(finding: Finding) -> str:
    steps = "" if finding.steps is None else f" steps={finding.steps}"
    line = f"# {finding.outcome} {finding.promise}{steps} states={finding.states} schedules={finding.schedules}\n"
    return line if finding.scenario is None else line + print_script(finding.scenario)


def _upto(most: int) -> type[int]:
    def whole(word: str) -> int:
        if not (word.isascii() and word.isdigit() and int(word) <= most):
            raise ValueError(word)
        return int(word)

    whole.__name__ = "number"
    return whole  # type: ignore[return-value]
