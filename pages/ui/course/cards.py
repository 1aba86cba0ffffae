"""The cards of the course: by subject, each with how hard it is and the lesson that it belongs to.

Rules of this file
* What a card is about is what its flaw is about; how hard it is and its lesson stand in course.toml.
"""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from lessons import course as courses
from lessons.course import LEVELS, Card
from lessons.loader import lesson
from lessons.words import Words
from pages.ui.flaws.overview import BY_SUBJECT

ALL = 0
"""In place of a level: cards of every one."""


def show(words: Words, mark: Callable[[str], str], go: Callable[[str], None]) -> None:
    """All cards, or those of a level. mark: how far a card is; go: opens it."""
    st.caption(words("course.cards_help"))
    level = st.segmented_control(
        words("course.level"),
        (ALL, *LEVELS),
        format_func=lambda one: words(f"course.level_{one}"),
        default=ALL,
        required=True,
        key="cards_level",
    )
    known = courses.course().cards
    for subject, rows in BY_SUBJECT.items():
        ids = [id for id in rows if id in known and level in (ALL, known[id].level)]
        if ids:
            st.markdown(f"#### {words(f'flaws_subject.{subject}')}")
            columns = st.columns(2, gap="medium")
            for k, id in enumerate(ids):
                with columns[k * 2 // len(ids)]:
                    _card(words, id, known[id], mark(id), go)


def _card(words: Words, id: str, facts: Card, mark: str, go: Callable[[str], None]) -> None:
    found = lesson(id)
    if found is None:
        return
    with st.container(gap=None):
        if st.button(f"{mark} **{id}** {found.words(words.lang).title}", key=f"card_{id}", type="tertiary"):
            go(id)
        name = f"{facts.lesson} {words(f'lesson_title.{facts.lesson}')}"
        if lesson(facts.lesson):
            name = f"[{name}](lesson?lesson={facts.lesson}&lang={words.lang})"
        said = words("course.card_of", level=words(f"course.level_{facts.level}"), lesson=name)
        st.markdown(f":small[{said}]")
