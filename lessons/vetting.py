"""What a lesson promises, held against the engine: every script runs, every question has one right answer, a challenge
fails at its start and passes with its solution, exactly one repair repairs.

Rules of this file
* All faults of all steps are found, each with its line; a step's later promises are not tried after a broken one.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from engine.checks import CHECKS
from engine.script import ScriptError
from engine.sim import Overrun
from lessons import answers
from lessons.course import brief, sources
from lessons.lesson import Fault, Lesson, Step
from lessons.places import Places
from lessons.probes import ProbeError, anchor, ask
from lessons.scripts import MadeError, before, canonical, first_holes, holes_of, text_of, trace


def vet(lesson: Lesson, cards: tuple[str, ...] = ()) -> Iterator[Fault]:
    """Everything that the engine finds wrong with the facts of a lesson."""
    places = Places(lesson.file, lesson.lines)
    for name in lesson.scripts:
        yield from _script(lesson, name, places)
    for name in lesson.sources:
        if name not in sources():
            yield places.fault("sources", "no_source", name=name)
    for name in lesson.checks:
        if name not in CHECKS and name != "durable":
            yield places.fault("checks", "no_verdict", found=name)
    for step in lesson.steps:
        yield from _guarded(lesson, step, cards)


def _script(lesson: Lesson, name: str, places: Places) -> Iterator[Fault]:
    path = f"scripts.{name}"
    try:
        if not holes_of(lesson, name):
            trace(text_of(lesson, name))
    except MadeError as error:
        yield places.fault(path, error.code, found=error.found)
    except ScriptError as error:
        inside = error.line if isinstance(lesson.scripts[name], str) else 0
        yield Fault(lesson.file, places.line(path) + inside, "script_wrong", {"name": name, "error": error})
    except Overrun as error:
        yield places.fault(path, "script_long", name=name, error=error)


def _guarded(lesson: Lesson, step: Step, cards: tuple[str, ...]) -> Iterator[Fault]:
    try:
        for code, values in _step(lesson, step, cards):
            yield Fault(lesson.file, step.line, code, {"step": step.id, **values})
    except (MadeError, ProbeError) as error:
        yield Fault(lesson.file, step.line, error.code, {"step": step.id, "found": error.found})
    except ScriptError as error:
        yield Fault(lesson.file, step.line, "script_wrong", {"name": step.script, "error": error})
    except Overrun as error:
        yield Fault(lesson.file, step.line, "script_long", {"name": step.script, "error": error})


Found = Iterator[tuple[str, Mapping[str, object]]]


def _step(lesson: Lesson, step: Step, cards: tuple[str, ...]) -> Found:
    for name in step.sources:
        if name not in sources():
            yield "no_source", {"name": name}
    if step.kind == "card" and step.row not in cards:
        yield "no_card", {"name": step.row}
    if step.kind == "flaw" and step.row not in brief():
        yield "no_brief", {"name": step.row}
    if step.script is None:
        return
    yield from _knobs(lesson, step)
    run = trace(text_of(lesson, step.script, first_holes(step)))
    moments = [anchor(run, place) for _, place in step.captions]
    if len(set(moments)) < len(moments):
        yield "same_moment", {"found": ", ".join(name for name, _ in step.captions)}
    for clause in step.goal:
        if step.kind != "challenge":
            answers.sides(run, clause)
    if step.ask or step.items:
        before(text_of(lesson, step.script, first_holes(step)), step.until, step.ask)
        yield from _question(lesson, step)
    if step.kind == "gap":
        yield from _gap(lesson, step)
    if step.kind == "challenge":
        yield from _challenge(lesson, step)
    if step.kind == "flaw":
        yield from _flaw(lesson, step)


def _knobs(lesson: Lesson, step: Step) -> Found:
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


def _question(lesson: Lesson, step: Step) -> Found:
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


def _gap(lesson: Lesson, step: Step) -> Found:
    if len(step.knobs) != 1:
        yield "one_gap", {}
    elif (count := len(answers.fitting(lesson, step))) != 1:
        yield "gap_fits", {"found": count}


def _challenge(lesson: Lesson, step: Step) -> Found:
    start, solution = answers.start_of(lesson, step), answers.solution_of(lesson, step)
    trace(solution)
    for clause in step.goal:
        answers.sides(trace(solution), clause)
    if all(answers.met(start, step.goal)):
        yield "solved_at_start", {}
    missed = [clause for clause, good in zip(step.goal, answers.met(solution, step.goal), strict=True) if not good]
    if missed:
        yield "not_solved", {"found": "; ".join(missed)}
    if broken := answers.touched(start, solution, step.fixed):
        yield "solution_touches", {"found": ", ".join(broken)}
    if (count := answers.changes(start, solution)) != step.par:
        yield "not_par", {"found": count, "par": step.par}


def _flaw(lesson: Lesson, step: Step) -> Found:
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


def vet_holes(lesson: Lesson, step: Step, hole: str) -> str | None:
    """The code of what is wrong with something to be computed in prose, None where it can be computed."""
    if step.script is None:
        return "hole_without_run"
    try:
        ask(trace(text_of(lesson, step.script, first_holes(step))), hole)
    except ProbeError as error:
        return error.code
    except (MadeError, ScriptError, Overrun):
        return None
    return None
