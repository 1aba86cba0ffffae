"""The engine as answer key: right answers, choices, what a setting, a challenge or a repair comes to, all from runs.

Rules of this file
* An answer is a token, a word that is stored and compared as text; how it is shown is for labels.py.
* A wrong choice is what another run gives (`in naive`), what another probe gives (`ask value r2`), or a word that
  stands there (`is absent`).
* Of a step with several runs the answer is what is true of all: the letters that none lost, the worst verdict, else
  what each of them gives.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, NamedTuple, get_args

from engine.model import ClientCommand, Scenario
from engine.model.faults import Fault
from engine.script import APP, parse, print_command, print_script
from engine.trace import Trace
from lessons.anchors import ProbeError, anchor
from lessons.calls import NUMBER
from lessons.goals import Judged, judged, option, reached
from lessons.lesson import Lesson, Step
from lessons.probes import ABSENT, NEVER, NONE, ProbeAnswer, ask
from lessons.scripts import alike, canonical, first_holes, settings, text_of, trace

LAST = (ABSENT, NONE, NEVER)


def _letters(tokens: Sequence[str]) -> str:
    """The letters that no run lost."""
    return "".join(letter for letter in "CA" if all(letter in token for token in tokens)) or NONE


class OfAll(NamedTuple):
    """What is said of several runs that answer differently, and the answer of a run with which nothing is wrong."""

    said: Callable[[Sequence[str]], str]
    best: str


OF_ALL: Final[Mapping[str, OfAll]] = {
    "letters": OfAll(_letters, "CA"),
    "verdict": OfAll(lambda tokens: max(tokens, key=("kept", "cant_tell", "broken").index), "kept"),
}
"""By the probe."""


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
    """The question of a step as its runs answer it. Raises ProbeError, MadeError, ScriptError."""
    assert step.script is not None
    filled = holes if holes is not None else first_holes(step)
    run = trace(text_of(lesson, step.script, filled))
    if step.form == "order":
        return Question(_order(run, step), "order", tuple(name for name, _ in step.items), {})
    assert step.ask is not None
    right = asked(lesson, step, filled)
    origins = {token: name for name, token in reversed(others(lesson, step, filled))}
    origins.pop(right.token, None)
    if step.kind == "own":
        found = (asked(lesson, step, each).token for each in settings(step))
        return Question(right.token, right.kind, in_order(found), origins)
    if step.form == "node":
        return Question(right.token, right.kind, run.scenario.system.names, {})
    choices = (right.token, *origins) if step.form == "choice" else ()
    return Question(right.token, right.kind, in_order(choices), origins)


def agrees(step: Step, question: Question, token: str) -> bool:
    """Whether an answer is right; a number may be off by what the step allows."""
    both = (token, question.right)
    if step.form == "number" and all(NUMBER.fullmatch(one) for one in both):
        return abs(int(token) - int(question.right)) <= step.within
    return token == question.right


def asked(lesson: Lesson, step: Step, holes: Mapping[str, str]) -> ProbeAnswer:
    """What all runs of a step answer to its question. Raises ProbeError where that is not one answer."""
    probe = step.ask or ""
    found = [ask(trace(text_of(lesson, name, holes)), probe) for name in (step.script or "", *step.runs)]
    tokens = tuple(dict.fromkeys(answer.token for answer in found))
    if len(tokens) == 1:
        return found[0]
    if (word := probe.split()[0]) not in OF_ALL:
        raise ProbeError("runs_differ", " / ".join(tokens))
    return ProbeAnswer(OF_ALL[word].said(tokens), found[0].kind)


def each(lesson: Lesson, step: Step, script: str) -> tuple[Judged, ...]:
    """All runs of a step that asks, as goals.judged has them: the goal is the best answer that there is."""
    probe = step.ask or ""
    best = OF_ALL[word].best if (word := probe.split()[0]) in OF_ALL else None
    runs = alike(lesson, step, script)
    return tuple(Judged(name, one, (best is None or ask(trace(one), probe).token == best,)) for name, one in runs)


def fitting(lesson: Lesson, step: Step) -> tuple[dict[str, str], ...]:
    """The settings of the knobs with which the goal is met in all runs."""
    own = step.script or ""
    return tuple(each for each in settings(step) if reached(judged(lesson, step, canonical(lesson, own, each))))


def good(lesson: Lesson, step: Step) -> tuple[str, ...]:
    """The repairs, or options, of a step that meet its goal in all their runs."""
    named = (*step.repairs, *step.options)
    return tuple(name for name, scripts in named if reached(option(lesson, step, scripts)))


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


def others(lesson: Lesson, step: Step, holes: Mapping[str, str] | None = None) -> tuple[tuple[str, str], ...]:
    """What each of the wrong answers is, as (name, token). Raises ProbeError, MadeError, ScriptError."""
    run = trace(text_of(lesson, step.script or "", first_holes(step) if holes is None else holes))
    return tuple((name, _other(lesson, step, run, how).token) for name, how in step.others)


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
