"""What a lesson promises, held against the engine: every script runs, every question has one right answer, a challenge
fails at its start and passes with its solution, exactly one repair repairs.

Rules of this file
* All faults of all steps are found, each with the line of its field. What follows from a fault that was told is not
  told again: a script that cannot be run is one fault, however many steps run it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping

from engine.checks import STAGE
from engine.run.simulation import Overrun
from engine.script import ScriptError
from engine.trace import Trace
from lessons import answers
from lessons.course import brief, sources
from lessons.lesson import Lesson, Mistake, Step
from lessons.probes import ProbeError, anchor, ask
from lessons.scripts import MadeError, before, canonical, first_holes, holes_of, text_of, trace
from lessons.toml_lines import TomlLines

STEP = re.compile(r"step\.\d+")


def vet(lesson: Lesson, cards: tuple[str, ...] = ()) -> Iterator[Mistake]:
    """Everything that the engine finds wrong with the facts of a lesson."""
    toml_lines, told = TomlLines(lesson.file, lesson.lines), set[str]()
    for name in lesson.scripts:
        yield from _script(lesson, name, toml_lines, told)
    for name in lesson.sources:
        if name not in sources():
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


Problems = Iterator[tuple[str, Mapping[str, object]]]
StepCheck = Callable[[Lesson, Step], Problems]


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


def _sources(_: Lesson, step: Step) -> Problems:
    for name in step.sources:
        if name not in sources():
            yield "no_source", {"name": name}


def _row(_: Lesson, step: Step) -> Problems:
    if step.kind == "flaw" and step.row not in brief():
        yield "no_brief", {"name": step.row}


def _first(lesson: Lesson, step: Step) -> Trace:
    """The run with which a step begins."""
    return trace(text_of(lesson, step.script or "", first_holes(step)))


def _runs(lesson: Lesson, step: Step) -> Problems:
    _first(lesson, step)
    yield from ()


def _captions(lesson: Lesson, step: Step) -> Problems:
    run = _first(lesson, step)
    moments = [anchor(run, place) for _, place in step.captions]
    if len(set(moments)) < len(moments):
        yield "same_moment", {"found": ", ".join(name for name, _ in step.captions)}


def _goal(lesson: Lesson, step: Step) -> Problems:
    run = _first(lesson, step) if step.kind != "challenge" else trace(answers.solution_of(lesson, step))
    for clause in step.goal:
        answers.sides(run, clause)
    yield from ()


def _ask(lesson: Lesson, step: Step) -> Problems:
    if step.ask:
        ask(_first(lesson, step), step.ask)
    yield from ()


def _until(lesson: Lesson, step: Step) -> Problems:
    if step.ask or step.items:
        before(text_of(lesson, step.script or "", first_holes(step)), step.until, step.ask)
    yield from ()


def _knobs(lesson: Lesson, step: Step) -> Problems:
    assert step.script is not None
    known = dict(step.knobs)
    if sorted(known) != sorted(holes_of(lesson, step.script)):
        yield "knobs_not_holes", {"found": ", ".join(known), "known": ", ".join(holes_of(lesson, step.script))}
    for name, value in (*step.start, *(step.solution if isinstance(step.solution, tuple) else ())):
        if value not in known.get(name, ()):
            yield "not_a_value", {"name": name, "found": value}
    ways = 1
    for values in known.values():
        ways *= len(values)
    if ways > answers.RUNS_MAX:
        yield "too_many_ways", {"found": ways, "known": answers.RUNS_MAX}
    elif known:
        for holes in answers.settings(step):
            trace(text_of(lesson, step.script, holes))


def _question(lesson: Lesson, step: Step) -> Problems:
    if not (step.ask or step.items):
        return
    found = answers.question(lesson, step)
    if step.kind == "own":
        if len(found.choices) < 2:
            yield "nothing_changes", {}
    elif step.form == "choice":
        if not step.others:
            yield "no_others", {}
        elif len(found.choices) != 1 + len(step.others):
            yield "same_answers", {"found": ", ".join(found.choices)}
    elif step.form in ("node", "nodes") and found.kind != "nodes":
        yield "not_nodes", {"found": step.ask}
    elif step.form == "node" and found.right not in found.choices:
        yield "not_one_node", {"found": found.right}


def _gap(lesson: Lesson, step: Step) -> Problems:
    if step.kind != "gap":
        return
    if len(step.knobs) != 1:
        yield "one_gap", {}
    elif (count := len(answers.fitting(lesson, step))) != 1:
        yield "gap_fits", {"found": count}


def _challenge(lesson: Lesson, step: Step) -> Problems:
    if step.kind != "challenge":
        return
    start, solution = answers.start_of(lesson, step), answers.solution_of(lesson, step)
    trace(solution)
    if all(answers.met(start, step.goal)):
        yield "solved_at_start", {}
    missed = [clause for clause, good in zip(step.goal, answers.met(solution, step.goal), strict=True) if not good]
    if missed:
        yield "not_solved", {"found": "; ".join(missed)}
    if broken := answers.touched(start, solution, step.fixed):
        yield "solution_touches", {"found": ", ".join(broken)}
    if (count := answers.changes(start, solution)) != step.par:
        yield "not_par", {"found": count, "par": step.par}


def _flaw(lesson: Lesson, step: Step) -> Problems:
    if step.kind != "flaw":
        return
    assert step.right is not None
    assert step.script is not None
    right = canonical(lesson, step.right)
    if not all(answers.met(right, step.goal)):
        yield "right_fails", {}
    if all(answers.met(canonical(lesson, step.script), step.goal)):
        yield "flaw_unseen", {}
    if len(step.repairs) != 3:
        yield "three_repairs", {"found": len(step.repairs)}
    good = [name for name, _ in step.repairs if all(one for _, one in answers.repaired(lesson, step, name))]
    if len(good) != 1:
        yield "one_repair", {"found": ", ".join(good)}


STEP_CHECKS: tuple[tuple[str, StepCheck], ...] = (
    ("sources", _sources), ("row", _row), ("script", _runs), ("knobs", _knobs), ("captions", _captions),
    ("ask", _ask), ("until", _until), ("others", _question), ("goal", _goal), ("goal", _gap), ("solution", _challenge),
    ("repairs", _flaw),
)  # fmt: skip
"""What a step promises, and the field that is to blame."""
SCRIPTLESS_CHECKS = (_sources, _row)
"""Promises of steps without a script, too."""


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
