"""Everything that the engine finds wrong with a lesson: that every script runs, and what each step promises.

Rules of this file
* All faults of all steps are found, each with the line of its field. What follows from a fault that was told is not
  told again: a script that cannot be run is one fault, however many steps run it.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterator, Mapping

from engine.checks import STAGE
from engine.run.simulation import Overrun
from engine.script import ScriptError
from lessons.anchors import ProbeError
from lessons.lesson import Lesson, Mistake, Step
from lessons.own_sources import source
from lessons.probes import ask
from lessons.promises import SCRIPTLESS_CHECKS, STEP_CHECKS, StepCheck
from lessons.scripts import MadeError, first_holes, holes_of, text_of, trace
from lessons.toml_lines import TomlLines

STEP = re.compile(r"step\.\d+")


def vet(lesson: Lesson, cards: Container[str] = ()) -> Iterator[Mistake]:
    """Everything that the engine finds wrong with the facts of a lesson."""
    toml_lines, told = TomlLines(lesson.file, lesson.lines), set[str]()
    for name in lesson.scripts:
        yield from _script(lesson, name, toml_lines, told)
    for name in lesson.sources:
        if source(lesson, name) is None:
            yield toml_lines.mistake("sources", "no_source", name=name)
    for name in lesson.checks:
        if name not in STAGE:
            yield toml_lines.mistake("checks", "no_verdict", found=name)
    for step in lesson.steps:
        if step.kind == "card" and step.row not in cards:
            yield _fault(lesson, step, "row", "no_card", {"name": step.row})
        for field, promise in STEP_CHECKS:
            if step.script is not None or promise in SCRIPTLESS_CHECKS:
                yield from _guarded(lesson, step, field, promise, told)


def _script(lesson: Lesson, name: str, toml_lines: TomlLines, told: set[str]) -> Iterator[Mistake]:
    path = f"scripts.{name}"
    try:
        if not holes_of(lesson, name):
            trace(text_of(lesson, name))
    except MadeError as error:
        if _new(told, f"{error}"):
            yield toml_lines.mistake(path, error.code, found=error.found)
    except ScriptError as error:
        inside = error.line if isinstance(lesson.scripts[name], str) else 0
        if _new(told, f"{error!r}"):
            yield Mistake(lesson.file, toml_lines.line(path) + inside, "script_wrong", {"name": name, "error": error})
    except Overrun as error:
        if _new(told, f"{error!r}"):
            yield toml_lines.mistake(path, "script_long", name=name, error=error)


def _guarded(lesson: Lesson, step: Step, field: str, promise: StepCheck, told: set[str]) -> Iterator[Mistake]:
    """What is wrong with one promise of a step; what was told of a script or of this step is not told again."""
    try:
        for code, values in promise(lesson, step):
            yield _fault(lesson, step, field, code, values)
    except (MadeError, ProbeError) as error:
        if _new(told, f"{step.id} {error}") and _new(told, f"{error}", peek=isinstance(error, ProbeError)):
            yield _fault(lesson, step, field, error.code, {"found": error.found})
    except (ScriptError, Overrun) as error:
        if _new(told, f"{error!r}"):
            code = "script_wrong" if isinstance(error, ScriptError) else "script_long"
            yield _fault(lesson, step, field, code, {"name": step.script, "error": error})


def _new(told: set[str], what: str, peek: bool = False) -> bool:
    """Whether this is told for the first time. peek: each step may tell it once."""
    fresh = peek or what not in told
    told.add(what)
    return fresh


def _fault(lesson: Lesson, step: Step, field: str, code: str, values: Mapping[str, object]) -> Mistake:
    """A fault at a field of a step, or at the step."""
    path = next((path for path, line in lesson.lines.items() if line == step.line and STEP.fullmatch(path)), "")
    line = lesson.lines.get(f"{path}.{field}", step.line)
    return Mistake(lesson.file, line, code, {"step": step.id, **values})


def vet_holes(lesson: Lesson, step: Step, hole: str) -> tuple[str, str] | None:
    """What is wrong with something to be computed in prose (a code, and what it is about); None: it can be computed."""
    if step.script is None:
        return "hole_without_run", hole
    try:
        ask(trace(text_of(lesson, step.script, first_holes(step))), hole)
    except ProbeError as error:
        return error.code, error.found
    except (MadeError, ScriptError, Overrun):
        return None
    return None
