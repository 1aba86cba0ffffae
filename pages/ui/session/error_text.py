"""What is wrong, in the learner's language: where, what was found, what was expected."""

from __future__ import annotations

import re

from engine.run.simulation import Overrun
from engine.script import ScriptError
from lessons import mistakes
from lessons.words import Words
from pages.ui.session import run_cache as runs

PUNCTUATION = re.compile(r"[!-/:-@\[-`{-~]")


def sentence(words: Words, error: ScriptError) -> str:
    """One sentence for a mistake in a script, with its line and column where it has a place."""
    return mistakes.sentence(words, error, literal)


def told(words: Words, error: ScriptError | Overrun, placed: bool = True) -> str:
    """One sentence for a script that cannot be run. placed: with its line and column, where somebody wrote them."""
    if isinstance(error, Overrun):
        return mistakes.overrun(words, error.reason)
    return mistakes.sentence(words, error, literal, placed)


def kept(words: Words, error: ScriptError | Overrun, placed: bool = True) -> str:
    """The same, and that nothing was lost by it."""
    return f"{told(words, error, placed)} {words('error.kept')}"


def of_act(words: Words, script: str, verb: object, error: ScriptError | Overrun) -> str:
    """One sentence for what was asked of a run by a gesture, a button or a field, and could not be done."""
    if isinstance(error, Overrun):
        return kept(words, error)
    code = words.own("verb", runs.scenario(script).system.protocol, str(verb))
    what = told(words, error, placed=False)
    return words("error.act", act=words(code), what=what) if words.has(code) else what


def literal(text: str) -> str:
    """Text from outside as Streamlit's Markdown shows it letter by letter: no link, no picture, no emphasis."""
    return PUNCTUATION.sub(r"\\\g<0>", text)
