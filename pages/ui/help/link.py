"""The way from where one needs it to a topic of the help page."""

from __future__ import annotations

import streamlit as st

from lessons.help import topic
from lessons.words import Words


def to_help(words: Words, name: str) -> None:
    """A link that opens a topic, called by its title."""
    asked = {"topic": name, "lang": words.lang}
    label = words("help.more", topic=topic(words.lang, name).title)
    st.page_link("pages/help.py", label=label, icon=":material/help:", query_params=asked)
