"""Mistakes in words: of a script, of a run that is too long, of a lesson's files."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from engine.model import Reason
from engine.run.simulation import Overrun
from engine.script import ScriptError
from engine.script.header import HEADER
from lessons.lesson import Mistake
from lessons.words import Words, beside

Literal = Callable[[str], str]
MEANT = ("node", "link", "tick", "ticks", "end")
"""What among several alternatives is a code of [expected]; the others stand there as they would be written, and so does
`link` among the words that begin a line."""
QUOTED = ("expected", "bad_setting", "bad_count", "bad_number", "duplicate", "conflict", "transaction", "mixed_steps")
"""Mistakes whose words have what was found without quotation marks, as it may be the end of the line."""
TOML = (
    ("Invalid value", "value"), ("Invalid date", "value"), ("Expected '='", "equals"), ("Unclosed array", "list"),
    ("Unclosed inline table", "table"), ("Unterminated string", "quote"), ('Expected "\'"', "quote"),
    ("Illegal character", "character"), ("Found invalid character", "character"), ("Invalid statement", "key"),
    ("Invalid initial character for a key", "key"), ("Expected newline", "rest"), ("Cannot overwrite", "twice"),
    ("Cannot declare", "twice"), ("Duplicate inline", "twice"), ("Cannot mutate", "twice"), ("Unescaped", "escape"),
    ("Invalid hex value", "escape"), ("Expected ']'", "bracket"), ("Expected ']]'", "bracket"),
)  # fmt: skip
"""How Python's reader of TOML begins what it says, and the code for it; anything else stands as it is."""


def sentence(words: Words, error: ScriptError, literal: Literal = str, placed: bool = True) -> str:
    """One sentence for a mistake in a script, with its line and column where it has a place."""
    values = {name: _shown(words, name, value, literal) for name, value in error.values.items()}
    if "model" in values:
        values |= _of_model(words, error.values["model"], error.values.get("others", ()))
    code = f"error.{error.values.get('reason', error.code)}"
    if error.code == "bad_setting" and "maximum" in error.values:
        code = "error.bad_quorum"
    code = code if words.has(code) else f"error.{error.code}"
    if code.removeprefix("error.") in QUOTED and error.values.get("found") not in (None, ""):
        values["found"] = words("expected.quoted", found=values["found"])
    what = words(code, **values)
    if error.line and placed:
        what = words("error.at", line=error.line, column=error.column, what=what)
    if "notation" in error.values:
        what = words("error.read_as", notation=words(f"history_format.{error.values['notation']}"), what=what)
    return what


def overrun(words: Words, reason: Reason) -> str:
    """One sentence for a run that went past its limit."""
    return words(f"error.{reason.code}", **reason.values)


def mistake(words: Words, found: Mistake, literal: Literal = str) -> str:
    """One sentence for a fault of a lesson's file, with its file and line."""
    values = {name: _value(words, name, value, literal) for name, value in found.values.items()}
    what = words(f"lesson_fault.{found.code}", **values)
    return words("lesson_fault.at", file=literal(found.file), line=found.line, what=what)


def _value(words: Words, name: str, value: Any, literal: Literal) -> str:
    if isinstance(value, ScriptError):
        return sentence(words, value, literal, placed=False)
    if isinstance(value, Overrun):
        return overrun(words, value.reason)
    if name == "expected":
        return words(f"lesson_type.{value}")
    if name == "part" and value == "":
        return words("lesson_type.body")
    if name == "known":
        value = str(value).replace(", ", words("expected.comma"))
    if name == "message":
        code = next((code for start, code in TOML if str(value).startswith(start)), None)
        return words(f"toml.{code}") if code else literal(str(value)[:200])
    return literal(str(value)[:200])


def _shown(words: Words, name: str, value: Any, literal: Literal) -> str:
    if name == "expected":
        each = value if isinstance(value, tuple) else (value,)
        meant = each if isinstance(value, str) else [one for one in MEANT if one not in HEADER or "system" not in each]
        codes = [f"expected.{one}" if one in meant else "" for one in each]
        return _listed(words, [words(code) if words.has(code) else one for one, code in zip(each, codes, strict=True)])
    if name == "limit":
        return words(f"limit.{value}")
    if name == "found" and value is None:
        return words("expected.end")
    if name == "found" and value == "":
        return words("expected.blank")
    return literal(str(value))


def _of_model(words: Words, model: str, others: Sequence[str]) -> dict[str, str]:
    """What a history was judged as, what that holds and how it begins, and what else would do."""
    said = {name: words(f"model_{name}.{model}") for name in ("holds", "begins")}
    names = [words(f"history_model.{other}") for other in others]
    return {**said, "model": words(f"history_model.{model}"), "others": words("expected.comma").join(names)}


def _listed(words: Words, each: Sequence[str]) -> str:
    """a, b or c."""
    head = words("expected.comma").join(each[:-1])
    return beside(beside(head, words("expected.or")), each[-1]) if head else each[-1]
