"""Lessons from files: those of the course (facts in lessons/<id>.toml, words in lessons/<lang>/<id>.md), cards
(lessons/cards/, lessons/<lang>/cards/), and a teacher's own, all in one text.

    id = "my-lesson"
    ...                      the facts, as in any lesson's .toml
    --- en
    # Title                  the words, as in any lesson's .md
    --- zh
    # 标题

Rules of this file
* A lesson is whole or not there: (lesson, no faults) or (None, every fault).
* A file of someone's own is untrusted: it is bounded (bounds.py), parsed, and nothing in it is ever run or taken for
  markup.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path

from lessons.bounds import beyond, line_too_long, too_much_to_run
from lessons.course import course
from lessons.lesson import Lesson, Mistake
from lessons.prose import prose_of
from lessons.shape import lesson_of
from lessons.toml_lines import toml_lines
from lessons.vetting import vet
from lessons.wording import agree, vet_words
from lessons.words import FOLDER, languages, load

BYTES_MAX = 200_000
STEPS_MAX = 60
"""Of a lesson that anyone may have written; the course's longest has some 20,000 bytes and a dozen steps."""
MISTAKES_MAX = 100
"""So many are told; whoever has mended them is told the rest."""
TOML_AT = re.compile(r"\s*\(at line (\d+), column \d+\)$|\s*\(at end of document\)$")
DIVIDER = re.compile(r"---\s+([a-z]{2})\s*")

Read = tuple[Lesson | None, tuple[Mistake, ...]]
Steps = tuple[tuple[str, str], ...]
"""Steps as (lesson that it is from, its id)."""


@cache
def lesson(id: str) -> Lesson | None:
    """A lesson or card of the course; None where there is none, or it has faults (python -m lessons check)."""
    return read(id)[0] if id in (*course().written, *course().cards) else None


def read(id: str) -> Read:
    """A lesson or card of the course with its faults."""
    part = "cards/" if id in course().cards else ""
    names = {"": f"{part}{id}.toml", **{lang: f"{lang}/{part}{id}.md" for lang in languages()}}
    missing = tuple(Mistake(name, 1, "no_file") for name in names.values() if not (FOLDER / name).exists())
    if missing:
        return None, missing
    texts = {key: (name, (FOLDER / name).read_text(encoding="utf-8"), 0) for key, name in names.items()}
    found, mistakes = _read(texts)
    if found and found.id != id:
        return None, (Mistake(names[""], 1, "other_id", {"found": found.id, "known": id}),)
    return found, mistakes


def read_own(file: str, text: str) -> Read:
    """A teacher's own lesson, all in one text, with its faults."""
    if len(text.encode("utf-8", "replace")) > BYTES_MAX:
        return None, (Mistake(file, 1, "too_long", {"known": BYTES_MAX // 1000}),)
    if long := line_too_long(file, text):
        return None, (long,)
    texts = {key: (file, body, start) for key, (body, start) in parts_of(text).items()}
    unknown = tuple(
        Mistake(file, texts[key][2], "no_language", {"found": key}) for key in texts if key not in ("", *languages())
    )
    if unknown or len(texts) < 2:
        return None, unknown or (Mistake(file, 1, "no_words_at_all", {}),)
    return _read(texts)


def parts_of(text: str) -> dict[str, tuple[str, int]]:
    """The facts of a lesson in one text under '', its words under each language; each with the lines before it."""
    found, key = {"": (list[str](), 0)}, ""
    for number, line in enumerate(text.splitlines(), 1):
        if divider := DIVIDER.fullmatch(line):
            key = divider[1]
            found[key] = ([], number)
        else:
            found[key][0].append(line)
    return {key: ("\n".join(body), start) for key, (body, start) in found.items()}


def read_path(path: Path) -> Read:
    """A teacher's own lesson from a file."""
    try:
        return read_own(path.name, path.read_text(encoding="utf-8"))
    except UnicodeDecodeError:
        return None, (Mistake(path.name, 1, "not_text"),)


def _read(texts: Mapping[str, tuple[str, str, int]]) -> Read:
    """texts: the facts under '', the words under each language, as (file, text, lines that stand before it)."""
    file, text, shift = texts[""]
    mistakes: list[Mistake] = []
    if too_much := beyond(file, text, shift):
        return None, (too_much,)
    try:
        table = tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        at = TOML_AT.search(str(error))
        line = int(at[1]) if at and at[1] else len(text.splitlines())
        return None, (Mistake(file, line + shift, "not_toml", {"message": TOML_AT.sub("", str(error))}),)
    known = lesson_of(table, toml_lines(file, text, shift), mistakes)
    if len(known.steps) > STEPS_MAX:
        return None, (Mistake(file, 1, "too_many_steps", {"known": STEPS_MAX}),)
    said = {key: prose_of(name, body, mistakes, line) for key, (name, body, line) in texts.items() if key}
    whole = replace(known, prose=said)
    if too_much := too_much_to_run(whole):
        return None, (*mistakes[:MISTAKES_MAX], too_much)
    mistakes += vet(whole, course().cards)
    files = {key: name for key, (name, _, _) in texts.items()}
    half = _ids(table) - {step.id for step in known.steps}
    for lang, prose in said.items():
        found = vet_words(whole, prose, files[lang], load(lang))
        mistakes += (one for one in found if one.code != "no_step" or one.values["found"] not in half)
    mistakes += agree(whole, files)
    mistakes.sort(key=lambda mistake: (mistake.file, mistake.line))
    return (None, tuple(mistakes[:MISTAKES_MAX])) if mistakes else (whole, ())


def steps_of(id: str) -> tuple[tuple[str, str], ...]:
    """The steps that a learner of a lesson goes through, each as (lesson it is from, its id): first the question that
    comes back from two lessons earlier, then the lesson's own, at last those for whoever wants more.
    """
    found, earlier = lesson(id), course().earlier(id)
    asked = returning(earlier) if earlier else ()
    return (*asked, *ordered(found)) if found else asked


def returning(id: str) -> Steps:
    """The questions of a lesson that come back in a later one."""
    found = lesson(id)
    return tuple((id, step.id) for step in found.steps if step.later) if found else ()


def ordered(found: Lesson) -> tuple[tuple[str, str], ...]:
    """A lesson's own steps, the extra ones last."""
    steps = sorted((step for step in found.steps if not step.later), key=lambda step: step.extra)
    return tuple((found.id, step.id) for step in steps)


def needed(id: str) -> tuple[tuple[str, str], ...]:
    """The steps without which a lesson of the course is not done."""
    found = lesson(id)
    return needed_of(ordered(found), lesson) if found else ()


def needed_of(steps: Steps, known: Callable[[str], Lesson | None]) -> Steps:
    """Those of these steps that are not extra. known: gives the lesson that a step is from."""
    return tuple((owner, name) for owner, name in steps if (found := known(owner)) and not found.step(name).extra)


def _ids(table: Mapping[str, object]) -> set[str]:
    """The ids of all steps that a file has, those with faults among them."""
    steps = table.get("step")
    found = (one.get("id") for one in steps if isinstance(one, dict)) if isinstance(steps, list) else ()
    return {id for id in found if isinstance(id, str)}
