"""The engine as answer key: right answers, choices, verdicts on challenges and repairs, all computed from runs.

Rules of this file
* An answer is a token, a word that is stored and compared as text; how it is shown is for labels.py.
* A wrong choice is what another run gives (`in naive`), what another probe gives (`ask value r2`), or a word that
  stands there (`is absent`).
* A clause of a goal is `PROBE = WORD`, `PROBE != WORD`, `PROBE <= WORD`, ... or a probe on either side. A clause that
  finds nothing in a run (an operation was taken out) is not met.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import islice, product
from typing import Any, get_args

from engine.model import ClientCommand, Scenario
from engine.model.faults import Fault
from engine.run.simulation import Overrun
from engine.script import APP, ScriptError, parse, print_command, print_script
from engine.trace import Trace
from lessons.calls import NUMBER
from lessons.lesson import Lesson, Step
from lessons.probes import ABSENT, NEVER, NONE, PROBES, ProbeAnswer, ProbeError, anchor, ask
from lessons.scripts import canonical, first_holes, text_of, trace

COMPARE = re.compile(r"\s(!=|<=|>=|=|<|>)\s")
RUNS_MAX = 64
"""Ways to set the knobs of a step at most: each is a run, and vetting makes them all."""
LAST = (ABSENT, NONE, NEVER)


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked: the right answer, all choices in the order in which they are shown, whose answer each wrong one
    is (token -> name), and the kind of the answer. A question without choices is answered by typing or by ordering.
    """

    right: str
    kind: str
    choices: tuple[str, ...]
    origins: Mapping[str, str]


def question(lesson: Lesson, step: Step, holes: Mapping[str, str] | None = None) -> Question:
    """The question of a step as its run answers it. Raises ProbeError, MadeError, ScriptError."""
    assert step.script is not None
    filled = holes if holes is not None else first_holes(step)
    run = trace(text_of(lesson, step.script, filled))
    if step.form == "order":
        return Question(_order(run, step), "order", tuple(name for name, _ in step.items), {})
    assert step.ask is not None
    right = ask(run, step.ask)
    if step.kind == "own":
        found = (ask(trace(text_of(lesson, step.script, each)), step.ask).token for each in settings(step))
        return Question(right.token, right.kind, in_order(found), {})
    if step.form == "node":
        return Question(right.token, right.kind, run.scenario.system.names, {})
    origins = {_other(lesson, step, run, how).token: name for name, how in reversed(step.others)}
    origins.pop(right.token, None)
    choices = (right.token, *origins) if step.form == "choice" else ()
    return Question(right.token, right.kind, in_order(choices), origins)


def settings(step: Step) -> tuple[dict[str, str], ...]:
    """Every way to set the knobs of a step, RUNS_MAX at most."""
    names = [name for name, _ in step.knobs]
    ways = product(*(values for _, values in step.knobs))
    return tuple(dict(zip(names, way, strict=True)) for way in islice(ways, RUNS_MAX))


def fitting(lesson: Lesson, step: Step) -> tuple[dict[str, str], ...]:
    """The settings of the knobs with which the goal is met."""
    assert step.script is not None
    return tuple(each for each in settings(step) if all(met(canonical(lesson, step.script, each), step.goal)))


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


def repaired(lesson: Lesson, step: Step, name: str) -> tuple[tuple[str, bool], ...]:
    """The scripts that a repair is tried on, each with whether it meets the goal; a repair is good if all do."""
    scripts = dict(step.repairs)[name]
    return tuple((one, all(met(canonical(lesson, one), step.goal))) for one in scripts)


def start_of(lesson: Lesson, step: Step) -> str:
    """The script that a challenge begins with."""
    assert step.script is not None
    return canonical(lesson, step.script, first_holes(step))


def solution_of(lesson: Lesson, step: Step) -> str:
    """The stored solution of a challenge as a script."""
    if isinstance(step.solution, str):
        return canonical(lesson, step.solution)
    assert step.script is not None
    return canonical(lesson, step.script, first_holes(step) | dict(step.solution))


def touched(start: str, script: str, fixed: tuple[str, ...]) -> tuple[str, ...]:
    """What was changed although it is fixed."""
    one, other = parse(start, APP), parse(script, APP)
    return tuple(name for name in fixed if _fixed(one, name) != _fixed(other, name))


def changes(start: str, script: str) -> int:
    """In how many places two scripts differ: a line that was changed, added or removed counts once, and so does each
    setting, a gateway's too.
    """
    one, other = _pieces(start), _pieces(script)
    return max(sum((one - other).values()), sum((other - one).values()))


def _pieces(script: str) -> Counter[str]:
    head, *rest = print_script(parse(script, APP)).splitlines()
    gates = [f"{line.split()[1]} {word}" for line in rest if line.startswith("gateway ") for word in line.split()[2:]]
    return Counter([*head.split(), *gates, *(line for line in rest if not line.startswith("gateway "))])


def _fixed(scenario: Scenario, name: str) -> Any:
    match name:
        case "operations":
            return [print_command(one) for one in scenario.commands if isinstance(one, get_args(ClientCommand))]
        case "faults":
            return [print_command(one) for one in scenario.commands if isinstance(one, get_args(Fault))]
        case "settings":
            return scenario.system
        case _:
            return scenario.latency, scenario.links, scenario.clocks, scenario.timeout, scenario.init, scenario.seed


def _other(lesson: Lesson, step: Step, run: Trace, how: str) -> ProbeAnswer:
    word, _, rest = how.partition(" ")
    match word:
        case "in":
            return ask(trace(text_of(lesson, rest, first_holes(step))), step.ask or "")
        case "is" if rest:
            return ProbeAnswer(rest, "")
        case "ask":
            return ask(run, rest)
        case _:
            raise ProbeError("bad_other", how)


def _order(run: Trace, step: Step) -> str:
    """The items as they come in the run. Raises ProbeError where two come at one event."""
    places = {name: anchor(run, place) for name, place in step.items}
    ticks = [run.events[index].tick for index in places.values()]
    if len(set(ticks)) < len(ticks):
        raise ProbeError("same_moment", " ".join(places))
    return " ".join(sorted(places, key=places.__getitem__))


def in_order(tokens: Any) -> tuple[str, ...]:
    """Each once: numbers by size, words by the alphabet, 'nothing' last."""
    return tuple(
        sorted(
            dict.fromkeys(tokens),
            key=lambda one: (one in LAST, not NUMBER.fullmatch(one), int(one) if NUMBER.fullmatch(one) else 0, one),
        )
    )


def _compare(left: str, sign: str, right: str) -> bool:
    if sign in ("=", "!="):
        return (left == right) == (sign == "=")
    if not (NUMBER.fullmatch(left) and NUMBER.fullmatch(right)):
        return False
    one, other = int(left), int(right)
    return {"<": one < other, ">": one > other, "<=": one <= other, ">=": one >= other}[sign]
