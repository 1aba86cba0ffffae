"""Who is here: the language of this session, as app.py found it, and the words in it."""

from __future__ import annotations

from dataclasses import dataclass

from lessons.words import Words, load
from pages.ui.session import state


@dataclass(frozen=True)
class Spoken:
    """The language of this session, as app.py found it; None before."""

    lang: str | None = None


def lang() -> str:
    """The language of this session. Raises LookupError before app.py has found it."""
    found = state.get(Spoken).lang
    if found is None:
        raise LookupError("no language yet")
    return found


def words() -> Words:
    """All words in the language of this session."""
    return load(lang())
