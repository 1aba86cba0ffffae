"""A lesson as frozen values: facts from its .toml, words from its .md, joined by the ids of its steps.

Rules of this file
* Facts hold no sentence and words hold no fact: a number in prose stands there as {value r1} and is computed.
* Scripts are kept as they were written; engine/ says what becomes of them (lessons/answers.py).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

Pairs = tuple[tuple[str, str], ...]
"""Named texts, in the order in which they were written."""

Table = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Mistake:
    """One thing that is wrong with a lesson's files: where, and why as a code with values ([lesson_fault])."""

    file: str
    line: int
    code: str
    values: Table = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Source:
    """Who said it, when, under which title, and a link to it, if there is one. Of documentation, which has no year,
    read and month say when it was read.
    """

    id: str
    author: str
    title: str
    where: str
    link: str
    year: int | None = None
    read: int | None = None
    month: int | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a lesson. Which fields a kind needs and which it may have: KINDS of shape.py.

    captions: name -> anchor. until: the anchor before which the run is shown while the question is open.
    ask: a probe. others: name -> how a wrong answer is computed. items: name -> anchor, to be put in order.
    knobs: hole -> values. start, solution: hole -> value. goal: clauses. fixed: what a free challenge may not change.
    runs: further scripts with the same holes; the goal must hold in these, too, and the question is asked of them, too.
    guilty: numbers of the shown lines in which the flaw is, any of which is a right answer.
    repairs, options: name -> scripts that all must meet the goal. impossible: no option does. later: asked at the
    beginning of the lesson after the next.
    extra: after the end, for whoever wants more. views: closer looks that are shown below the stage.
    range: from which number to which one is chosen. within: how far from the right one still is right.
    """

    id: str
    kind: str
    script: str | None = None
    runs: tuple[str, ...] = ()
    captions: Pairs = ()
    until: str | None = None
    ask: str | None = None
    form: str = "choice"
    others: Pairs = ()
    items: Pairs = ()
    knobs: tuple[tuple[str, tuple[str, ...]], ...] = ()
    start: Pairs = ()
    solution: Pairs | str = ()
    goal: tuple[str, ...] = ()
    fixed: tuple[str, ...] = ()
    par: int = 1
    hints: int = 0
    row: str | None = None
    right: str | None = None
    guilty: tuple[str, ...] = ()
    repairs: tuple[tuple[str, tuple[str, ...]], ...] = ()
    options: tuple[tuple[str, tuple[str, ...]], ...] = ()
    impossible: bool = False
    range: tuple[str, ...] = ()
    within: int = 0
    views: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    later: bool = False
    extra: bool = False
    line: int = 0


@dataclass(frozen=True, slots=True)
class ProsePart:
    """Some words of a lesson: Markdown, and the line where they begin."""

    text: str
    line: int


@dataclass(frozen=True, slots=True)
class Prose:
    """All words of a lesson in one language: parts by (step, part); a step's own text is its part ''."""

    title: str
    parts: Mapping[tuple[str, str], ProsePart]
    titles: Mapping[str, str]

    def text(self, step: str, part: str = "") -> str:
        """The words of a part; empty where there are none."""
        found = self.parts.get((step, part))
        return found.text if found else ""


@dataclass(frozen=True, slots=True)
class Lesson:
    """Everything of one lesson. minutes: as its author says, 0 if they are reckoned (minutes.py). checks: the verdicts
    that its stage shows. clocks: whether its nodes show their vector clocks. scripts: name -> how it is made.
    own_sources: those that it gives itself.
    """

    id: str
    minutes: int
    flaws: tuple[str, ...]
    sources: tuple[str, ...]
    checks: tuple[str, ...]
    scripts: Mapping[str, str | Table]
    steps: tuple[Step, ...]
    prose: Mapping[str, Prose]
    clocks: bool = False
    own_sources: Mapping[str, Source] = field(default_factory=dict)
    lines: Mapping[str, int] = field(default_factory=dict)
    file: str = ""

    def step(self, id: str) -> Step:
        """A step by its id."""
        return next(step for step in self.steps if step.id == id)

    def words(self, lang: str) -> Prose:
        """The words in a language, or in the first one that there is."""
        return self.prose.get(lang) or next(iter(self.prose.values()))


FRONT: Final = ""
"""The step under whose name a lesson's own parts (goal, misconception) are kept."""
