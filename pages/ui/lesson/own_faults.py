"""What is wrong with a lesson that somebody brought along, and what should be looked at in it: each with its line."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from lessons.lesson import Mistake
from lessons.mistakes import mistake
from lessons.words import Words
from pages.ui.lesson.position import Own
from pages.ui.session import state as session
from pages.ui.session.error_text import literal


def show(words: Words) -> None:
    """The faults of the last one, if it had any."""
    if told := session.get(Own).faults:
        st.error(f"**{words('course.own_bad', n=len(told))}**\n\n{_listed(words, told)}", icon=":material/error:")


def warn(words: Words) -> None:
    """What its author should look at before others do."""
    if told := session.get(Own).warnings:
        st.warning(f"**{words('course.own_warnings')}**\n\n{_listed(words, told)}", icon=":material/visibility:")


def _listed(words: Words, told: Sequence[Mistake]) -> str:
    return "\n".join(f"- {mistake(words, one, literal)}" for one in told)
