"""What is wrong, in the learner's language: where, what was found, what was expected."""

from __future__ import annotations

import re
from typing import Any

from engine.model import Reason
from engine.script import ScriptError
from lessons.words import Words

PUNCTUATION = re.compile(r"[!-/:-@\[-`{-~]")


def sentence(words: Words, error: ScriptError) -> str:
    """One sentence for a mistake in a script, with its line and column where it has a place."""
    values = {name: _shown(words, name, value) for name, value in error.values.items()}
    code = f"error.{error.values.get('reason', error.code)}"
    if error.code == "bad_setting" and "maximum" in error.values:
        code = "error.bad_quorum"
    what = words(code if words.has(code) else f"error.{error.code}", **values)
    return words("error.at", line=error.line, column=error.column, what=what) if error.line else what


def overrun(words: Words, reason: Reason) -> str:
    """One sentence for a run that went past its limit."""
    return words(f"error.{reason.code}", **reason.values)


def _shown(words: Words, name: str, value: Any) -> str:
    if name == "expected":
        each = value if isinstance(value, tuple) else (value,)
        return words("expected.or").join(
            words(f"expected.{one}") if words.has(f"expected.{one}") else one for one in each
        )
    if name == "limit":
        return words(f"limit.{value}")
    if name == "found" and value is None:
        return words("expected.end")
    if name == "found" and value == "":
        return words("expected.blank")
    return literal(str(value))


def literal(text: str) -> str:
    """Text from outside as Streamlit's Markdown shows it letter by letter: no link, no picture, no emphasis."""
    return PUNCTUATION.sub(r"\\\g<0>", text)
