"""The view of the compare page: a placeholder."""

from __future__ import annotations

import streamlit as st

from lessons.words import load


def show() -> None:
    """Draw the page."""
    words = load(st.session_state["lang"])
    st.title(words("nav.compare"))
