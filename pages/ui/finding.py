"""A field to search a page's list, and its subjects to choose one of.

Rules of this file
* What is typed is found anywhere in what an entry says, in any case and with any ending: a long word is found by how it
  begins. All of its words must be there.
* Words: [find], and a section for a page's subjects, `<page>_subject`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

import streamlit as st

from lessons.words import Words

MOST = 60
"""Letters that can be searched for."""

BEGINNING, ENDING = 4, 3
"""Of a word so many letters at the end may be others, if so many at the beginning stay."""


class Found(NamedTuple):
    """What was asked for: how its words begin, in small letters, and a subject; none of either is all."""

    typed: tuple[str, ...] = ()
    subject: str | None = None

    def fits(self, subject: str, said: Iterable[str]) -> bool:
        """Whether an entry is of what was asked for. said: what the page tells of it."""
        text = " ".join(said).casefold()
        return self.subject in (None, subject) and all(one in text for one in self.typed)


def stems(typed: str) -> tuple[str, ...]:
    """How the words begin that are searched for."""
    return tuple(word[: max(BEGINNING, len(word) - ENDING)] for word in typed.casefold().split())


def find(words: Words, page: str, subjects: Mapping[str, int]) -> Found:
    """The field and the subjects, each with the number of its entries, in order."""
    with st.container(horizontal=True, vertical_alignment="center", key=f"{page}_find"):
        typed = st.text_input(
            words("find.search"), key=f"{page}_search", max_chars=MOST, type="search", live=True, width=260,
            placeholder=words("find.search"), icon=":material/search:", label_visibility="collapsed",
        )  # fmt: skip
        subject = st.pills(
            words("find.subject"), list(subjects), key=f"{page}_subject", label_visibility="collapsed", wrap=True,
            format_func=lambda one: words("find.count", name=words(f"{page}_subject.{one}"), count=subjects[one]),
        )  # fmt: skip
    return Found(stems(typed), subject)


def nothing(words: Words) -> None:
    """Nothing is of what was asked for."""
    st.info(words("find.nothing"), icon=":material/search_off:")
