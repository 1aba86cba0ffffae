"""How a lesson that somebody brought along is passed on: as a link, while it is short enough, and as a file.

Rules of this file
* A link that does not hold all of the lesson says so, and none is shown that opens something else.
"""

from __future__ import annotations

import streamlit as st

from lessons.own import LINK_MAX, linked
from lessons.words import Words
from pages.ui.lesson.position import FILE, OWN, Own
from pages.ui.session import address
from pages.ui.session import state as session


def show(words: Words, link: str | None = None) -> None:
    """The ways to pass it on. link: the address of a step; None: that of its beginning."""
    text = session.get(Own).text
    word, whole = linked(text, words.lang)
    if word is None:
        st.warning(words("lesson.link_long", most=LINK_MAX))
    else:
        st.caption(words("lesson.link_own" if whole else "lesson.link_part"))
        made = link or address.asking("lesson", lesson=OWN, lang=words.lang, own=word)
        with st.container(key="own_link"):
            st.code(made, language=None)
    st.download_button(words("lesson.own_file"), text, FILE, "text/plain", icon=":material/download:", key="own_saved")
