"""Sources that a lesson gives itself, beside those of the course, which it can name as well.

    [source.abadi2012]
    author = "Daniel Abadi"
    year = 2012
    title = "Consistency Tradeoffs in Modern Distributed Database System Design"
    where = "IEEE Computer 45(2)"
    link = "https://doi.org/10.1109/MC.2012.33"          may be left out: a book has none

Rules of this file
* Anyone may have written them: each text is bounded, and a link leads to the web or is refused.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

from lessons.course import sources
from lessons.lesson import Lesson, Mistake, Source
from lessons.toml_lines import TomlLines

NEEDED: Final = ("author", "year", "title", "where")
FIELDS: Final = (*NEEDED, "link")
TEXT_MAX: Final = 200
"""Characters."""
LINK: Final = re.compile(r"https?://[A-Za-z0-9.-]{1,100}(:\d{1,5})?(/[\w.~%/?#@!$&*+,;:=-]{0,400})?", re.ASCII)
"""Nothing in it ends a link in Markdown or in HTML."""


def source(lesson: Lesson, id: str) -> Source | None:
    """A source by its id: of the lesson itself, else of the course."""
    return lesson.own_sources.get(id) or sources().get(id)


def sources_of(table: Mapping[str, Any], lines: TomlLines, mistakes: list[Mistake]) -> dict[str, Source]:
    """The sources of a lesson's file; what is wrong is added to the faults."""
    good = {}
    for id, facts in table.items():
        path, before = f"source.{id}", len(mistakes)
        if not isinstance(facts, dict):
            mistakes.append(lines.mistake(path, "bad_type", name=id, expected="source"))
            continue
        mistakes += (
            lines.mistake(path, "unknown_field", name=name, known=", ".join(FIELDS))
            for name in facts
            if name not in FIELDS
        )
        mistakes += (lines.mistake(path, "missing_field", name=name) for name in NEEDED if name not in facts)
        mistakes += (
            lines.mistake(f"{path}.{name}", "bad_type", name=name, expected=f"source_{kind}")
            for name, value in facts.items()
            if name in FIELDS and not _is(value, kind := name if name in ("year", "link") else "text")
        )
        if len(mistakes) == before:
            good[id] = Source(id, link=facts.get("link", ""), **{name: facts[name] for name in NEEDED})
    return good


def _is(value: Any, kind: str) -> bool:
    match kind:
        case "year":
            return isinstance(value, int) and not isinstance(value, bool) and 0 < value < 3000
        case "link":
            return isinstance(value, str) and LINK.fullmatch(value) is not None
        case _:
            return isinstance(value, str) and 0 < len(value.strip()) <= len(value) <= TEXT_MAX
