"""Goals: clauses that are true of a run or not, and what a setting comes to in all runs of its step.

Rules of this file
* A clause is `PROBE = WORD`, `PROBE != WORD`, `PROBE <= WORD`, ... or a probe on either side. A clause that finds
  nothing in a run (an operation was taken out) is not met.
* A goal holds for a step if it holds in each of its runs. Which of them is shown: the first that misses it, else the
  step's own.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from engine.run.simulation import Overrun
from engine.script import ScriptError
from engine.trace import Trace
from lessons.anchors import ProbeError
from lessons.calls import NUMBER
from lessons.lesson import Lesson, Step
from lessons.probes import PROBES, ProbeAnswer, ask
from lessons.scripts import alike, canonical, trace

COMPARE = re.compile(r"\s(!=|<=|>=|=|<|>)\s")


class Judged(NamedTuple):
    """One run of several: the name of its script, the script itself, and clause by clause whether it meets the goal."""

    name: str
    script: str
    met: tuple[bool, ...]

    @property
    def good(self) -> bool:
        """Whether it meets the whole goal."""
        return all(self.met)


def judged(lesson: Lesson, step: Step, script: str) -> tuple[Judged, ...]:
    """All runs of a step with the setting of its knobs in which its own script is this one: its own run first."""
    return tuple(Judged(name, each, met(each, step.goal)) for name, each in alike(lesson, step, script))


def option(lesson: Lesson, step: Step, scripts: Sequence[str]) -> tuple[Judged, ...]:
    """The runs by which one of several options, or a repair, is judged."""
    return tuple(Judged(name, each, met(each, step.goal)) for name in scripts for each in [canonical(lesson, name)])


def reached(runs: Sequence[Judged]) -> bool:
    """Whether the goal holds in all of these runs."""
    return all(run.good for run in runs)


def worst(runs: Sequence[Judged]) -> Judged:
    """The run to be shown."""
    return next((run for run in runs if not run.good), runs[0])


def met(script: str, goal: tuple[str, ...]) -> tuple[bool, ...]:
    """Clause by clause, whether a run meets a goal; no clause is met by what cannot be run."""
    try:
        run = trace(script)
    except (ScriptError, Overrun):
        return (False,) * len(goal)
    return tuple(holds(run, clause) for clause in goal)


def holds(run: Trace, clause: str) -> bool:
    """Whether a clause is true of a run; False where it finds nothing."""
    try:
        left, sign, right = sides(run, clause)
    except ProbeError:
        return False
    return _compare(left.token, sign, right)


def sides(run: Trace, clause: str) -> tuple[ProbeAnswer, str, str]:
    """A clause taken apart: what its probe found, the sign, the token on the other side. Raises ProbeError."""
    found = COMPARE.split(clause, maxsplit=1)
    if len(found) != 3:
        raise ProbeError("bad_clause", clause)
    left, sign, right = found
    word = right.split()[0] if right.split() else ""
    number_of_words = len(right.split(" at ")[0].split()) - 1
    is_probe = word in PROBES and PROBES[word].words == number_of_words
    return ask(run, left), sign, ask(run, right).token if is_probe else right.strip()


def _compare(left: str, sign: str, right: str) -> bool:
    if sign in ("=", "!="):
        return (left == right) == (sign == "=")
    if not (NUMBER.fullmatch(left) and NUMBER.fullmatch(right)):
        return False
    one, other = int(left), int(right)
    return {"<": one < other, ">": one > other, "<=": one <= other, ">=": one >= other}[sign]
