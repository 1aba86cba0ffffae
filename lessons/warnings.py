"""What a lesson's author should look at, though the lesson can be used: warnings, which are no faults.

Rules of this file
* The open stage shows the answer: a write is seen on it, and the node that is to be read holds the very value that is
  right.
* A time is asked of an operation that ended unknown: its answer is when the client gave up, which may be a timeout that
  nobody set.
* Over a course: of the reads that are asked about, two of three, or more, return the newest value, or do not. Who has
  noticed need not think any more.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import suppress
from typing import Final, NamedTuple

from engine.trace import Trace
from lessons import answers
from lessons.anchors import ProbeError, operation
from lessons.lesson import Lesson, Mistake, Step
from lessons.probes import ask, plain
from lessons.scripts import before, first_holes, text_of, trace

TIMES: Final = ("done", "took")
FEWEST: Final = 6
"""Questions, below which nothing can be said of a course."""
TIMEOUT = re.compile(r"^\s*timeout\s", re.MULTILINE)


class Sides(NamedTuple):
    """Of a course: how many questions ask what a read returns, and in how many that is not the newest value."""

    asked: int
    old: int

    @property
    def uneven(self) -> bool:
        """Whether one side is right twice as often as the other, or more."""
        return self.asked >= FEWEST and (self.old * 3 >= self.asked * 2 or self.old * 3 <= self.asked)


def warnings(lesson: Lesson) -> tuple[Mistake, ...]:
    """Of a lesson without faults."""
    return tuple(one for step in lesson.steps if step.ask for one in (*_time(lesson, step), *_shown(lesson, step)))


def sides(lessons: Sequence[Lesson]) -> Sides:
    """What is right in the lessons of a course."""
    found = [fresh for lesson in lessons for step in lesson.steps if (fresh := _fresh(lesson, step)) is not None]
    return Sides(len(found), found.count(False))


def _asked(step: Step) -> tuple[str, str]:
    """The question's probe and what it is about, of steps that are predicted once; '' where there is none."""
    words = (step.ask or "").split()
    return (words[0], words[1]) if len(words) == 2 and step.kind in ("predict", "flaw") else ("", "")


def _run(lesson: Lesson, step: Step) -> Trace:
    return trace(text_of(lesson, step.script or "", first_holes(step)))


def _time(lesson: Lesson, step: Step) -> Iterator[Mistake]:
    probe, id = _asked(step)
    if probe not in TIMES or operation(run := _run(lesson, step), id).status != "unknown":
        return
    set_here = TIMEOUT.search(text_of(lesson, step.script or "", first_holes(step)))
    code = "time_unknown" if set_here else "time_unset"
    yield _at(lesson, step, code, found=id, ticks=run.scenario.timeout)


def _shown(lesson: Lesson, step: Step) -> Iterator[Mistake]:
    probe, id = _asked(step)
    if probe != "value" or step.form != "choice" or operation(run := _run(lesson, step), id).kind != "read":
        return
    right, op = answers.question(lesson, step).right, operation(run, id)
    seen = trace(before(text_of(lesson, step.script or "", first_holes(step)), step.until, step.ask))
    if not any(one.kind == "write" and one.key == op.key for one in seen.operations):
        return
    with suppress(ProbeError):  # who is asked need not be a node
        if ask(seen, f"store {op.node} {op.key}").token == right:
            yield _at(lesson, step, "answer_shown", found=op.node, answer=right)


def _fresh(lesson: Lesson, step: Step) -> bool | None:
    """Whether the right answer is what was written last; None where that is not asked."""
    probe, id = _asked(step)
    if probe != "value" or step.form != "choice":
        return None
    run = _run(lesson, step)
    op = operation(run, id)
    writes = [one for one in run.operations if one.kind == "write" and one.key == op.key and one.issued < op.issued]
    if op.kind != "read" or not writes:
        return None
    return answers.question(lesson, step).right == plain(max(writes, key=lambda one: one.issued).value)


def _at(lesson: Lesson, step: Step, code: str, **values: object) -> Mistake:
    return Mistake(lesson.file, step.line, code, {"step": step.id, **values})
