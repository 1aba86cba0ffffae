"""Who is here: the language of this session, as app.py found it, and the words in it."""

from __future__ import annotations

import streamlit as st

from lessons.words import Words, load


def lang() -> str:
    """The language of this session."""
    return str(st.session_state["lang"])


def words() -> Words:
    """All words in the language of this session."""
    return load(lang())
