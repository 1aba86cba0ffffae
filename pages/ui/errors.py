"""What is wrong, in the learner's language: where, what was found, what was expected."""

from __future__ import annotations

import re

from engine.model import Reason
from engine.script import ScriptError
from lessons import mistakes
from lessons.words import Words

PUNCTUATION = re.compile(r"[!-/:-@\[-`{-~]")


def sentence(words: Words, error: ScriptError) -> str:
    """One sentence for a mistake in a script, with its line and column where it has a place."""
    return mistakes.sentence(words, error, literal)


def overrun(words: Words, reason: Reason) -> str:
    """One sentence for a run that went past its limit."""
    return mistakes.overrun(words, reason)


def literal(text: str) -> str:
    """Text from outside as Streamlit's Markdown shows it letter by letter: no link, no picture, no emphasis."""
    return PUNCTUATION.sub(r"\\\g<0>", text)
