"""A source as one line in a language.

Rules of this file
* Who wrote, when, under which title, where. Documentation has no year of its own: the line says when it was read, or
  that it is undated.
* Author, title and place stand as the source has them; only what stands between them is a word.
"""

from __future__ import annotations

from collections.abc import Callable

from lessons.lesson import Source
from lessons.words import Words


def cited(words: Words, one: Source, shown: Callable[[str], str] = str, titled: Callable[[str], str] = str) -> str:
    """The line. shown: how a part comes to the page; titled: what is put around the title, after that."""
    code = "year" if one.year else "undated" if not one.read else "read_month" if one.month else "read"
    facts = {name: shown(text) for name, text in (("author", one.author), ("where", one.where))}
    when = {"year": one.year or one.read or "", "month": one.month or ""}
    return words(f"cite.{code}", **facts, title=titled(shown(one.title)), **when)
