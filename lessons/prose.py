"""The words of a lesson: one Markdown file a language.

    # Title of the lesson
    ### goal
    ...
    ## step-id: Title of the step
    The step's own text.
    ### prompt
    ...

Rules of this file
* Three kinds of headings and no more: `#` once, `##` a step, `###` a part of it; inside a fence (```) none is one.
* {value r1} is computed by the engine from the step's run (probes.py); [[quorum]] or [[quorum|quorums]] is a term of
  the glossary. Everything else is Markdown; markup of other kinds is shown as it stands.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from lessons.lesson import FRONT, Mistake, Prose, ProsePart

HOLE = re.compile(r"\{([a-z][^{}\n]*)\}")
TERM = re.compile(r"\[\[([a-z][a-z0-9_]*)(?:\|([^\[\]\n]+))?\]\]")
FENCE = "```"


def prose_of(file: str, text: str, mistakes: list[Mistake], shift: int = 0) -> Prose:
    """The words of a file; headings that are not understood are added to the faults."""
    title, titles = "", dict[str, str]()
    parts: dict[tuple[str, str], ProsePart] = {}
    place = (FRONT, "")
    for level, head, body, line in _sections(text, shift):
        if level == 0 and body:
            mistakes.append(Mistake(file, line, "text_before_title"))
        elif level == 1:
            title = head
            place = (FRONT, "")
        elif level == 2:
            id, _, name = head.partition(":") if ":" in head else head.partition("：")
            titles[id.strip()] = name.strip()
            place = (id.strip(), "")
        else:
            place = (place[0] if parts else FRONT, head)
        if level:
            if place in parts:
                mistakes.append(Mistake(file, line, "twice", {"name": head}))
            parts[place] = ProsePart(body, line)
    if not title:
        mistakes.append(Mistake(file, 1 + shift, "no_title"))
    return Prose(title, parts, titles)


def _sections(text: str, shift: int) -> Iterator[tuple[int, str, str, int]]:
    """(level, heading, text below it, line of the heading); level 0 is what stands before the first heading."""
    level, head, start, body, fenced = 0, "", 1 + shift, list[str](), False
    for number, line in enumerate(text.splitlines(), 1 + shift):
        fenced ^= line.lstrip().startswith(FENCE)
        marks = re.match(r"(#{1,3})\s+(.*)", line)
        if marks and not fenced:
            yield level, head, "\n".join(body).strip(), start
            level, head, start, body = len(marks[1]), marks[2].strip(), number, []
        else:
            body.append(line)
    yield level, head, "\n".join(body).strip(), start


def holes(text: str) -> tuple[str, ...]:
    """What is to be computed in a text, in order, without the braces."""
    return tuple(found[1] for found in HOLE.finditer(text))


def terms(text: str) -> tuple[str, ...]:
    """The terms of the glossary that a text uses."""
    return tuple(dict.fromkeys(found[1] for found in TERM.finditer(text)))


def filled(text: str, value: Callable[[str], str], term: Callable[[str, str | None], str]) -> str:
    """A text with its holes filled and its terms shown. A value brings in no hole and no term."""
    pieces = re.split(r"(\{[a-z][^{}\n]*\}|\[\[[^\[\]\n]+\]\])", text)
    return "".join(_piece(piece, value, term) for piece in pieces)


def _piece(piece: str, value: Callable[[str], str], term: Callable[[str, str | None], str]) -> str:
    if hole := HOLE.fullmatch(piece):
        return value(hole[1])
    if found := TERM.fullmatch(piece):
        return term(found[1], found[2])
    return piece
