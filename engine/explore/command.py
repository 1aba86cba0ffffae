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

EXITS = {"found": 1, "none": 0, "not_found": 3}
FAULTS_MAX, STATES_MAX, SCHEDULES_MAX = 9, 10_000_000, 1_000_000


def add_arguments(parser: ArgumentParser) -> None:
    """What the command line says beyond the file."""
    usual = Scope()
    parser.add_argument("--break", dest="promise", choices=PROMISES, default="linearizable")
    for name, most in (("cuts", FAULTS_MAX), ("crashes", FAULTS_MAX), ("losses", FAULTS_MAX)):
        parser.add_argument(f"--{name}", type=int, choices=range(most + 1), default=getattr(usual, name))
    for name, most in (("states", STATES_MAX), ("schedules", SCHEDULES_MAX)):
        parser.add_argument(f"--{name}", type=_upto(most), default=getattr(usual, name))
    parser.add_argument("--seed", type=_upto(10**18), default=0)


def explored(scenario: Scenario, asked: Namespace) -> tuple[int, str]:
    """Search, and say what was found; the exit code first."""
    scope = Scope(asked.cuts, asked.crashes, asked.losses, asked.states, asked.schedules, asked.seed)
    found = finish(explore(scenario, asked.promise, scope))
    return EXITS[found.outcome], _said(found)


def _said(found: Finding) -> str:
    steps = "" if found.steps is None else f" steps={found.steps}"
    line = f"# {found.outcome} {found.promise}{steps} states={found.states} schedules={found.schedules}\n"
    return line if found.scenario is None else line + print_script(found.scenario)


def _upto(most: int) -> type[int]:
    def whole(word: str) -> int:
        if not (word.isascii() and word.isdigit() and len(word) < 20 and int(word) <= most):
            raise ValueError(word)
        return int(word)

    whole.__name__ = "number"
    return whole  # type: ignore[return-value]
