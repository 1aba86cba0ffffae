"""What is wrong with a lesson that somebody brought along, by a file or by a link: all faults, each with its line."""

from __future__ import annotations

import streamlit as st

from lessons.mistakes import mistake
from lessons.words import Words
from pages.ui.lesson.position import Own
from pages.ui.session import state as session
from pages.ui.session.error_text import literal


def show(words: Words) -> None:
    """The faults of the last one, if it had any."""
    if told := session.get(Own).faults:
        listed = "\n".join(f"- {mistake(words, one, literal)}" for one in told)
        st.error(f"**{words('course.own_bad', n=len(told))}**\n\n{listed}", icon=":material/error:")
