"""How much a lesson may ask for: its file, before it is read, and its runs, before they are judged. Anyone may have
written it.

Rules of this file
* The facts are bounded as text: what Python's reader of TOML does with a key grows with the square of its parts, with
  brackets it goes as deep as they do, and a long number it cannot take. Strings and comments are left out of account.
* The runs are bounded by what they are likely to cost: events times commands, times all that is asked of a run. No
  lesson of the course comes to a fifth of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain, product

from engine.run.simulation import Overrun
from engine.script import ScriptError
from lessons.lesson import Lesson, Mistake, Step
from lessons.prose import holes
from lessons.scripts import MadeError, first_holes, settings, text_of, trace

FACTS_MAX = 50_000
"""Bytes."""
LINE_MAX = 4_000
"""Characters, of facts and of words."""
DOTS_MAX = 10
WORD_MAX = 60
"""Characters of a bare key or a number."""
DEPTH_MAX = 10
"""Brackets within brackets."""
WORK_MAX = 2_000_000
"""Some seconds of judging at most."""

APART = re.compile(
    r'"""(?:\\.|[^\\])*?(?:"{3,5}|\Z)' r"|'''.*?(?:'{3,5}|\Z)" r'|"(?:\\[^\n]|[^"\\\n])*"?' r"|'[^'\n]*'?" r"|#[^\n]*",
    re.DOTALL,
)
"""Strings and comments; one that is not closed goes to the end of its line, or of the text."""
CHANCE = re.compile(r"\bchance ([0-9]{1,3})\b")
"""So many runs more."""
WORD = re.compile(rf"[\w+-]{{{WORD_MAX + 1}}}")


def beyond(file: str, text: str, shift: int) -> Mistake | None:
    """The first place of a lesson's facts that asks for too much. shift: lines that stand before them in the file."""
    if len(text.encode("utf-8", "replace")) > FACTS_MAX:
        return Mistake(file, shift + 1, "facts_long", {"known": FACTS_MAX // 1000})
    depth = 0
    bare = APART.sub(lambda found: "\n" * found[0].count("\n"), text)
    for number, line in enumerate(bare.split("\n"), shift + 1):
        for bracket in re.findall(r"[\[{\]}]", line):
            depth = max(0, depth + (1 if bracket in "[{" else -1))
            if depth > DEPTH_MAX:
                return Mistake(file, number, "too_deep", {"known": DEPTH_MAX})
        if line.count(".") > DOTS_MAX:
            return Mistake(file, number, "too_many_dots", {"known": DOTS_MAX})
        if WORD.search(line):
            return Mistake(file, number, "word_long", {"known": WORD_MAX})
    return None


def line_too_long(file: str, text: str) -> Mistake | None:
    """The first line of a text that is too long."""
    long = (number for number, line in enumerate(text.splitlines(), 1) if len(line) > LINE_MAX)
    return next((Mistake(file, number, "line_long", {"known": LINE_MAX}) for number in long), None)


def too_much_to_run(lesson: Lesson) -> Mistake | None:
    """The step with which the runs of a lesson become too much, if they do. What cannot be run costs nothing."""
    spent = 0
    for step in lesson.steps:
        said = (part.text for prose in lesson.prose.values() for (id, _), part in prose.parts.items() if id == step.id)
        probes = [*step.goal, step.ask or "", *(how for _, how in step.others), *chain.from_iterable(map(holes, said))]
        asked = len(probes) + len(step.captions) + sum(int(runs) for one in probes for runs in CHANCE.findall(one))
        for script in dict.fromkeys(_scripts(lesson, step)):
            spent += asked * _cost(script)
            if spent > WORK_MAX:
                return Mistake(lesson.file, step.line, "too_much_to_run", {"step": step.id})
    return None


def _cost(script: str) -> int:
    try:
        run = trace(script)
    except (ScriptError, Overrun):
        return len(script)
    commands = len(run.scenario.commands)
    return (len(run.events) + 50) * (commands + 5) + commands**3 // 50


def _scripts(lesson: Lesson, step: Step) -> Iterator[str]:
    """All that is run for a step, as texts."""
    named = [how.partition(" ")[2] for _, how in step.others if how.startswith("in ")]
    named += [step.right or "", *chain.from_iterable(each for _, each in (*step.repairs, *step.options))]
    named += [step.solution] if isinstance(step.solution, str) else []
    ways = [first_holes(step), *settings(step)]
    ways += [first_holes(step) | dict(step.solution)] if isinstance(step.solution, tuple) else []
    for name, way in product((step.script or "", *step.runs), ways):
        yield from _made(lesson, name, way)
    for name in named:
        yield from _made(lesson, name, first_holes(step))


def _made(lesson: Lesson, name: str, way: dict[str, str]) -> Iterator[str]:
    try:
        yield text_of(lesson, name, way)
    except MadeError:
        return
