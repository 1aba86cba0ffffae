"""What is wrong, in the learner's language: where, what was found, what was expected."""

from __future__ import annotations

import re

from engine.run.simulation import Overrun
from engine.script import ScriptError
from lessons import mistakes
from lessons.words import Words

PUNCTUATION = re.compile(r"[!-/:-@\[-`{-~]")


def sentence(words: Words, error: ScriptError) -> str:
    """One sentence for a mistake in a script, with its line and column where it has a place."""
    return mistakes.sentence(words, error, literal)


def told(words: Words, error: ScriptError | Overrun) -> str:
    """One sentence for a script that cannot be run."""
    return mistakes.overrun(words, error.reason) if isinstance(error, Overrun) else sentence(words, error)


def kept(words: Words, error: ScriptError | Overrun) -> str:
    """The same, and that nothing was lost by it."""
    return f"{told(words, error)} {words('error.kept')}"


def literal(text: str) -> str:
    """Text from outside as Streamlit's Markdown shows it letter by letter: no link, no picture, no emphasis."""
    return PUNCTUATION.sub(r"\\\g<0>", text)
