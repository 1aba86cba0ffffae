"""What each kind of step promises, held against the engine: a question has one right answer, a challenge fails at its
start and passes with its solution, exactly one repair repairs.

Rules of this file
* A promise tells what is wrong as codes with values ([lesson_fault]); the field that is to blame stands in STEP_CHECKS.
* What cannot be run at all is raised, and told once (vetting.py).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from itertools import product

from engine.trace import Trace
from lessons import answers, goals
from lessons.anchors import anchor
from lessons.calls import NUMBER
from lessons.course import brief
from lessons.lesson import Lesson, Step
from lessons.listing import statements
from lessons.own_sources import source
from lessons.probes import ask
from lessons.scripts import WAYS_MAX, before, canonical, first_holes, holes_of, settings, text_of, trace
from lessons.words import DEFAULT, load

NUMBER_MAX = 100_000
"""The end of a range."""
Problems = Iterator[tuple[str, Mapping[str, object]]]
StepCheck = Callable[[Lesson, Step], Problems]


def _sources(lesson: Lesson, step: Step) -> Problems:
    for name in step.sources:
        if source(lesson, name) is None:
            yield "no_source", {"name": name}


def _row(_: Lesson, step: Step) -> Problems:
    if step.kind == "flaw" and step.row not in brief():
        yield "no_brief", {"name": step.row}


def _guilty(_: Lesson, step: Step) -> Problems:
    if step.kind != "flaw" or step.row not in brief():
        return
    known = statements(step.row or "", load(DEFAULT))
    for number in step.guilty:
        if number not in known:
            yield "no_line", {"found": number, "known": ", ".join(known)}


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
    if step.options:
        runs = [trace(text_of(lesson, name)) for _, scripts in step.options for name in scripts]
    else:
        runs = [_first(lesson, step) if step.kind != "challenge" else trace(answers.solution_of(lesson, step))]
    for run in runs:
        for clause in step.goal:
            goals.sides(run, clause)
    yield from ()


def _ask(lesson: Lesson, step: Step) -> Problems:
    if step.ask:
        ask(_first(lesson, step), step.ask)
    yield from ()


def _until(lesson: Lesson, step: Step) -> Problems:
    if step.ask or step.items or step.options:
        before(text_of(lesson, step.script or "", first_holes(step)), step.until, step.ask)
    yield from ()


def _knobs(lesson: Lesson, step: Step) -> Problems:
    assert step.script is not None
    known = dict(step.knobs)
    for script in (step.script, *step.runs):
        if sorted(known) != sorted(holes_of(lesson, script)):
            yield "knobs_not_holes", {"found": ", ".join(known), "known": ", ".join(holes_of(lesson, script))}
    for name, value in (*step.start, *(step.solution if isinstance(step.solution, tuple) else ())):
        if value not in known.get(name, ()):
            yield "not_a_value", {"name": name, "found": value}
    ways = 1
    for values in known.values():
        ways *= len(values)
    if ways > WAYS_MAX:
        yield "too_many_ways", {"found": ways, "known": WAYS_MAX}
    elif known or step.runs:
        for script, holes in product((step.script, *step.runs), settings(step)):
            trace(text_of(lesson, script, holes))


def _question(lesson: Lesson, step: Step) -> Problems:
    if not (step.ask or step.items):
        return
    found = answers.question(lesson, step)
    if step.kind == "own":
        if len(found.choices) < 2:
            yield "nothing_changes", {}
        for token in sorted(found.origins.keys() - set(found.choices)):
            yield "never_an_answer", {"found": token}
    elif step.form == "choice":
        if not step.others:
            yield "no_others", {}
        else:
            yield from _twins(lesson, step, found.right)
    elif step.form == "number":
        low, high = step.range if len(step.range) == 2 else ("", "")
        if not (NUMBER.fullmatch(low) and NUMBER.fullmatch(high) and int(low) < int(high) <= NUMBER_MAX):
            yield "bad_range", {"found": ", ".join(step.range)}
        elif not NUMBER.fullmatch(found.right) or not int(low) <= int(found.right) <= int(high):
            yield "not_in_range", {"found": found.right}
    elif step.form in ("node", "nodes") and found.kind != "nodes":
        yield "not_nodes", {"found": step.ask}
    elif step.form == "node" and found.right not in found.choices:
        yield "not_one_node", {"found": found.right}


def _twins(lesson: Lesson, step: Step, right: str) -> Problems:
    """Wrong answers that are the right one, or one another."""
    named: dict[str, list[str]] = {}
    for name, token in answers.others(lesson, step):
        named.setdefault(token, []).append(name)
    if right in named:
        yield "other_right", {"name": ", ".join(named.pop(right)), "found": right}
    for token, names in named.items():
        if len(names) > 1:
            yield "others_alike", {"known": ", ".join(names), "found": token}


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
    if goals.reached(goals.judged(lesson, step, start)):
        yield "solved_at_start", {}
    for run in goals.judged(lesson, step, solution):
        if missed := [clause for clause, good in zip(step.goal, run.met, strict=True) if not good]:
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
    if not all(goals.met(right, step.goal)):
        yield "right_fails", {}
    if all(goals.met(canonical(lesson, step.script), step.goal)):
        yield "flaw_unseen", {}
    if len(step.repairs) != 3:
        yield "three_repairs", {"found": len(step.repairs)}
    good = answers.good(lesson, step)
    if len(good) != 1:
        yield "one_repair", {"found": ", ".join(good)}


def _options(lesson: Lesson, step: Step) -> Problems:
    if step.kind != "options":
        return
    if len(step.options) < 2:
        yield "two_options", {}
    good = answers.good(lesson, step)
    if step.impossible and good:
        yield "possible", {"found": ", ".join(good)}
    elif not step.impossible and len(good) != 1:
        yield "one_option", {"found": ", ".join(good)}


def _several(_: Lesson, step: Step) -> Problems:
    """Of several runs, no order can be asked, and a challenge has knobs by which all are changed alike."""
    if step.runs and step.items:
        yield "runs_no_order", {}
    if step.runs and step.kind == "challenge" and not step.knobs:
        yield "runs_no_knobs", {}


def _views(_: Lesson, step: Step) -> Problems:
    known = load(DEFAULT).section("view")
    for name in step.views:
        if name not in known:
            yield "no_view", {"found": name, "known": ", ".join(known)}


STEP_CHECKS: tuple[tuple[str, StepCheck], ...] = (
    ("sources", _sources), ("row", _row), ("guilty", _guilty), ("script", _runs), ("knobs", _knobs),
    ("captions", _captions),
    ("ask", _ask), ("until", _until), ("others", _question), ("goal", _goal), ("goal", _gap), ("solution", _challenge),
    ("repairs", _flaw), ("options", _options), ("runs", _several), ("views", _views),
)  # fmt: skip
"""What a step promises, and the field that is to blame."""
SCRIPTLESS_CHECKS = (_sources, _row, _guilty)
"""Promises of steps without a script, too."""
