"""What every page asks of the browser as a whole (browser.js)."""

from __future__ import annotations

import streamlit as st

from lessons.words import Words
from pages.ui.js.modules import component

_browser = st.components.v2.component("cap_browser", js=component("browser", "mountBrowser"))


def ask(words: Words) -> None:
    """One step of its history a page; what it is to say where the server cannot be reached."""
    _browser(key="cap_browser", data={"away": words("app.away")})
