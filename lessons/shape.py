"""The shape of a lesson's .toml: which fields there are, what each holds, what each kind of step needs.

Rules of this file
* Every fault is told, with the line where it stands; nothing is guessed and nothing half-taken.
* A step with a fault is left out, and then the lesson is not used at all.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

from lessons.lesson import Lesson, Mistake, Step
from lessons.own_sources import sources_of
from lessons.toml_lines import TomlLines

ID = re.compile(r"[A-Za-z][A-Za-z0-9_-]{0,39}")

TEXT, NUMBER, YES, TEXTS, PAIRS, LISTS, SOLUTION = "text", "number", "yes", "texts", "pairs", "lists", "solution"

LESSON_FIELDS: Final = {
    "id": TEXT, "minutes": NUMBER, "flaws": TEXTS, "sources": TEXTS, "checks": TEXTS, "clocks": YES,
    "scripts": "scripts", "source": "sources", "step": "steps",
}  # fmt: skip

FIELDS: Final = {
    "id": TEXT, "kind": TEXT, "script": TEXT, "captions": PAIRS, "until": TEXT, "ask": TEXT, "form": TEXT,
    "others": PAIRS, "items": PAIRS, "knobs": LISTS, "start": PAIRS, "solution": SOLUTION, "goal": TEXTS,
    "fixed": TEXTS, "par": NUMBER, "hints": NUMBER, "row": TEXT, "right": TEXT, "guilty": TEXTS, "repairs": LISTS,
    "sources": TEXTS, "later": YES, "extra": YES, "runs": TEXTS, "options": LISTS, "impossible": YES, "views": TEXTS,
    "range": TEXTS, "within": NUMBER,
}  # fmt: skip

KINDS: Final[Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]]] = {
    "read": ((), ("script", "captions", "until", "views")),
    "watch": (("script", "captions"), ("views",)),
    "predict": (
        ("script",),
        ("ask", "form", "others", "items", "captions", "until", "later", "extra", "runs", "views", "range", "within"),
    ),
    "gap": (("script", "knobs", "goal"), ("captions", "runs", "views", "extra")),
    "own": (
        ("script", "knobs", "ask"),
        ("form", "others", "start", "until", "extra", "runs", "views", "range", "within"),
    ),
    "challenge": (
        ("script", "goal", "par", "solution"),
        ("knobs", "start", "fixed", "hints", "captions", "runs", "views"),
    ),
    "options": (("script", "options", "goal"), ("captions", "until", "impossible", "views")),
    "flaw": (
        ("row", "script", "right", "ask", "others", "repairs", "goal"),
        ("guilty", "form", "until", "captions", "sources", "views"),
    ),
    "card": (("row",), ("extra",)),
    "where": (("sources",), ()),
}
"""Kind of step -> (fields that it needs, fields that it may have) beside id and kind."""

ENTRIES_MAX: Final = 64
"""Of a list or a table."""
FORMS: Final = ("choice", "value", "number", "node", "nodes", "order")
FIXED: Final = ("operations", "faults", "settings", "links")


def lesson_of(table: Mapping[str, Any], lines: TomlLines, mistakes: list[Mistake]) -> Lesson:
    """A lesson without its words, as far as its file is right; what is wrong is added to the faults."""
    for name in table:
        if name not in LESSON_FIELDS:
            mistakes.append(lines.mistake(name, "unknown_field", name=name, known=", ".join(LESSON_FIELDS)))
    for name in ("id", "step"):
        if name not in table:
            mistakes.append(lines.mistake("", "missing_field", name=name))
    good = {name: _taken(table, name, LESSON_FIELDS[name], name, lines, mistakes) for name in LESSON_FIELDS}
    scripts = _scripts(good["scripts"] or {}, lines, mistakes)
    steps = [_step(one, f"step.{k}", lines, mistakes) for k, one in enumerate(good["step"] or ())]
    _once([step.id for step in steps if step], lines, mistakes)
    return Lesson(
        id=good["id"] or "",
        minutes=good["minutes"] or 0,
        flaws=good["flaws"] or (),
        sources=good["sources"] or (),
        checks=good["checks"] or (),
        clocks=bool(good["clocks"]),
        scripts=scripts,
        steps=tuple(step for step in steps if step),
        prose={},
        own_sources=sources_of(good["source"] or {}, lines, mistakes),
        lines=lines.lines,
        file=lines.file,
    )


def _scripts(table: Mapping[str, Any], lines: TomlLines, mistakes: list[Mistake]) -> dict[str, Any]:
    good = {}
    for name, made in table.items():
        if _well_made(made):
            good[name] = made
        else:
            mistakes.append(lines.mistake(f"scripts.{name}", "bad_type", name=name, expected="script"))
    return good


def _well_made(made: Any) -> bool:
    """A text, {of, swap, add} or {row, rule}."""
    if isinstance(made, str):
        return True
    if not isinstance(made, dict):
        return False
    if "row" in made:
        return (
            isinstance(made["row"], str)
            and set(made) <= {"row", "rule"}
            and made.get("rule", "right") in ("right", "brief")
        )
    swap = made.get("swap", {})
    texts = isinstance(made.get("of"), str) and isinstance(made.get("add", ""), str)
    return texts and set(made) <= {"of", "swap", "add"} and _is(swap, PAIRS)


def _step(table: Any, path: str, lines: TomlLines, mistakes: list[Mistake]) -> Step | None:
    before = len(mistakes)
    kind, id = table.get("kind"), table.get("id", "")
    if isinstance(id, str) and "id" in table and not ID.fullmatch(id):
        mistakes.append(lines.mistake(f"{path}.id", "bad_id", found=id))
    if not isinstance(kind, str) or kind not in KINDS:
        mistakes.append(lines.mistake(f"{path}.kind", "bad_kind", found=kind, known=", ".join(KINDS)))
        return None
    needs, may = KINDS[kind]
    for name in ("id", *needs):
        if name not in table:
            mistakes.append(lines.mistake(path, "missing_field_of", name=name, kind=kind))
    for name in table:
        if name not in ("id", "kind", *needs, *may):
            known = ", ".join(("id", "kind", *needs, *may))
            mistakes.append(lines.mistake(f"{path}.{name}", "unknown_field", name=name, known=known))
    if kind == "predict" and ("items" in table) == ("ask" in table):
        mistakes.append(lines.mistake(path, "ask_or_items"))
    good = {
        name: _taken(table, name, FIELDS[name], f"{path}.{name}", lines, mistakes) for name in table if name in FIELDS
    }
    if good.get("form", "choice") not in FORMS:
        mistakes.append(lines.mistake(f"{path}.form", "bad_choice", found=good["form"], known=", ".join(FORMS)))
    for one in good.get("fixed") or ():
        if one not in FIXED:
            mistakes.append(lines.mistake(f"{path}.fixed", "bad_choice", found=one, known=", ".join(FIXED)))
    if len(mistakes) > before:
        return None
    form = {"form": "order"} if "items" in table else {}
    return Step(**{**good, **form}, line=lines.line(path))


def _taken(table: Mapping[str, Any], name: str, kind: str, path: str, lines: TomlLines, mistakes: list[Mistake]) -> Any:
    """A field's value as it is kept; None (and a fault) where it is of another kind."""
    value = table.get(name)
    if isinstance(value, list | dict) and len(value) > ENTRIES_MAX and kind != "steps":
        mistakes.append(lines.mistake(path, "too_many_entries", name=name, known=ENTRIES_MAX))
        return None
    if value is None or not _is(value, kind):
        if value is not None:
            mistakes.append(lines.mistake(path, "bad_type", name=name, expected=kind))
        return None
    match kind:
        case "texts":
            return tuple(map(str, value))
        case "pairs":
            return tuple((key, str(one)) for key, one in value.items())
        case "lists":
            return tuple((key, tuple(map(str, each))) for key, each in value.items())
        case "solution" if isinstance(value, dict):
            return tuple((key, str(one)) for key, one in value.items())
        case _:
            return value


def _is(value: Any, kind: str) -> bool:
    match kind:
        case "text":
            return isinstance(value, str)
        case "number":
            return isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= 1000
        case "yes":
            return isinstance(value, bool)
        case "texts":
            return isinstance(value, list) and all(_plain(one) for one in value)
        case "pairs":
            return isinstance(value, dict) and all(_plain(one) for one in value.values())
        case "lists":
            return isinstance(value, dict) and all(
                _is(one, TEXTS) and 0 < len(one) <= ENTRIES_MAX for one in value.values()
            )
        case "solution":
            return isinstance(value, str) or _is(value, PAIRS)
        case "scripts" | "sources":
            return isinstance(value, dict)
        case _:
            return isinstance(value, list) and all(isinstance(one, dict) for one in value)


def _plain(value: Any) -> bool:
    return isinstance(value, str | int) and not isinstance(value, bool)


def _once(ids: list[str], lines: TomlLines, mistakes: list[Mistake]) -> None:
    for k, id in enumerate(ids):
        if id in ids[:k]:
            mistakes.append(lines.mistake(f"step.{k}.id", "twice", name=id))
