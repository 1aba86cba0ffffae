"""Which words a lesson's facts ask for, and whether each language has them, no more and no less.

Rules of this file
* The first language is the measure of the others only where words are free to be there or not (feedback on one wrong
  answer) and for what is computed in them.
"""

from __future__ import annotations

from collections.abc import Iterator

from lessons.lesson import FRONT, Lesson, Mistake, Prose, Step
from lessons.prose import holes, terms
from lessons.vetting import vet_holes
from lessons.words import Words

BODY = ""
NEEDS = {
    "read": (BODY,), "watch": (BODY,), "predict": ("prompt", "why"), "gap": ("prompt", "why"), "own": ("prompt", "why"),
    "challenge": ("prompt", "why"), "flaw": ("prompt", "why"),
    "options": ("prompt", "why"), "card": (), "where": (BODY,),
}  # fmt: skip


def needed(step: Step) -> tuple[str, ...]:
    """The parts that a step's words must have."""
    named = {"caption": step.captions, "item": step.items, "knob": step.knobs, "repair": step.repairs}
    named["option"] = step.options
    parts = [f"{kind} {name}" for kind, each in named.items() for name, _ in each]
    parts += [f"after {name}" for name, _ in (*step.repairs, *step.options)]
    parts += [f"run {name}" for name in (step.script, *step.runs) if step.runs]
    parts += [f"hint {k + 1}" for k in range(step.hints)]
    return (*NEEDS[step.kind], *parts)


def allowed(step: Step) -> tuple[str, ...]:
    """The parts that it may have."""
    goals = (f"goal {k + 1}" for k in range(len(step.goal)))
    values = (f"value {knob} {value}" for knob, each in step.knobs for value in each)
    return (BODY, *goals, *values, *(f"other {name}" for name, _ in step.others))


def vet_words(lesson: Lesson, prose: Prose, file: str, words: Words) -> Iterator[Mistake]:
    """What is missing in a language, what belongs to nothing, and what cannot be computed."""
    steps = {step.id: step for step in lesson.steps}
    wanted = {(FRONT, "goal"), *((step.id, part) for step in lesson.steps for part in needed(step))}
    free = {
        (FRONT, ""),
        (FRONT, "misconception"),
        *((step.id, part) for step in lesson.steps for part in allowed(step)),
    }
    for step in lesson.steps:
        if not prose.titles.get(step.id):
            yield Mistake(file, _line(prose, step.id), "no_step_title", {"step": step.id})
    for place in sorted(wanted):
        if not prose.text(*place) and (place[0] in prose.titles or place[0] == FRONT):
            line = prose.parts[place].line if place in prose.parts else _line(prose, place[0])
            yield Mistake(file, line, "no_words", {"step": place[0] or lesson.id, "part": place[1]})
    for (id, part), said in prose.parts.items():
        if id not in steps and id != FRONT:
            if part == BODY:
                yield Mistake(file, said.line, "no_step", {"found": id})
            continue
        if (id, part) not in wanted | free:
            yield Mistake(file, said.line, "no_such_part", {"step": id or lesson.id, "part": part})
            continue
        for term in terms(said.text):
            if not words.has(f"term.{term}"):
                yield Mistake(file, said.line, "no_term", {"found": term})
        for hole in holes(said.text):
            wrong = vet_holes(lesson, steps[id], hole) if id in steps else ("hole_without_run", hole)
            if wrong:
                yield Mistake(file, said.line, wrong[0], {"step": id, "found": wrong[1]})


def _line(prose: Prose, id: str) -> int:
    """Where a step's words begin; where there are none, where the language's words do."""
    lines = [part.line for (step, _), part in prose.parts.items() if step == id]
    return min(lines or [part.line for part in prose.parts.values()] or [1])


def agree(lesson: Lesson, files: dict[str, str]) -> Iterator[Mistake]:
    """Where the languages do not say the same parts, or do not compute the same things in them. What every language
    must say, and what belongs to nothing, is told for each.
    """
    first, *others = lesson.prose
    told = {(step.id, part) for step in lesson.steps for part in needed(step)}
    free = {(step.id, part) for step in lesson.steps for part in allowed(step)} | {(FRONT, "misconception")}
    for lang in others:
        one, other = lesson.prose[first], lesson.prose[lang]
        for place in sorted(place for place in free - told if bool(one.text(*place)) != bool(other.text(*place))):
            has, lacks = (first, lang) if one.text(*place) else (lang, first)
            if place[0] in lesson.prose[lacks].titles or place[0] == FRONT:
                values = {"step": place[0] or lesson.id, "part": place[1], "lang": lacks}
                yield Mistake(files[has], lesson.prose[has].parts[place].line, "only_in_one", values)
        for place in sorted(one.parts.keys() & other.parts.keys()):
            if sorted(holes(one.text(*place))) != sorted(holes(other.text(*place))):
                values = {"step": place[0] or lesson.id, "part": place[1], "lang": first}
                yield Mistake(files[lang], other.parts[place].line, "other_holes", values)
