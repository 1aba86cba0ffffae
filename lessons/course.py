"""The course: which lessons there are and will be, what each needs, the short ways through, sources, brief's lines.

Rules of this file
* lessons/course.toml has the order and, in `written`, the lessons that exist; a lesson that is not in it is to come.
* Titles are words: [lesson_title] in lessons/<lang>/course.toml, for those to come too.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from lessons.lesson import Source
from lessons.words import FOLDER

LEVELS = (1, 2, 3)
"""How hard a card can be."""
TURNS_BACK = 2
"""A lesson begins with a question of the lesson that stands so many places before it."""


@dataclass(frozen=True, slots=True)
class Card:
    """The lesson that a card belongs to, and how hard it is: one of LEVELS."""

    lesson: str
    level: int


@dataclass(frozen=True, slots=True)
class Course:
    """needs: lesson -> what it needs, in the order of the course. short: name of a short course -> lessons."""

    needs: Mapping[str, tuple[str, ...]]
    written: tuple[str, ...]
    cards: Mapping[str, Card]
    short: Mapping[str, tuple[str, ...]]

    @property
    def order(self) -> tuple[str, ...]:
        """The ids of all lessons, in the order of the course."""
        return tuple(self.needs)

    def next(self, lesson: str, step: int = 1) -> str | None:
        """The written lesson after (or before) this one."""
        ready = [one for one in self.order if one in self.written]
        place = ready.index(lesson) + step if lesson in ready else -1
        return ready[place] if 0 <= place < len(ready) else None

    def earlier(self, lesson: str) -> str | None:
        """The written lesson two places before this one, whose question comes back."""
        return self.next(lesson, -TURNS_BACK)


@cache
def course() -> Course:
    """The course as its file has it."""
    table = tomllib.loads((FOLDER / "course.toml").read_text(encoding="utf-8"))
    return Course(
        needs={id: tuple(needs) for id, needs in table["needs"].items()},
        written=tuple(table["written"]),
        cards={row: Card(**facts) for row, facts in table["cards"].items()},
        short={name: tuple(ids) for name, ids in table["short"].items()},
    )


@cache
def sources() -> Mapping[str, Source]:
    """Every source by its id, in order of years; documentation last."""
    table = tomllib.loads((FOLDER / "sources.toml").read_text(encoding="utf-8"))
    found = {id: Source(id, **facts) for id, facts in table.items()}
    return dict(sorted(found.items(), key=lambda item: (item[1].year or 9999, item[1].author.casefold())))


@cache
def glossary() -> Mapping[str, tuple[str, ...]]:
    """The terms of the glossary by subject."""
    table = tomllib.loads((FOLDER / "glossary.toml").read_text(encoding="utf-8"))
    return {name: tuple(codes) for name, codes in table.items()}


@cache
def brief() -> Mapping[str, str]:
    """The brief's own lines by row of the audit, as they stand there."""
    table = tomllib.loads((FOLDER / "brief.toml").read_text(encoding="utf-8"))
    return {row: str(facts["text"]) for row, facts in table.items()}


@cache
def brief_lines() -> Mapping[str, str]:
    """Where these stand in the brief: numbers of lines."""
    table = tomllib.loads((FOLDER / "brief.toml").read_text(encoding="utf-8"))
    return {row: str(facts["lines"]) for row, facts in table.items()}
