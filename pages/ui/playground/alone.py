"""Where the stage is the whole page: on a projector, and in somebody's own page."""

from __future__ import annotations

import streamlit as st

from lessons.words import Words
from pages.ui.session import address, state
from pages.ui.session import story as telling
from pages.ui.session.open_run import Opening
from pages.ui.stage import frame
from pages.ui.stage.component import stage

PROJECTOR = """<style>
[data-testid="stHeader"], .st-key-language { display: none; }
[data-testid="stMain"]::before { box-shadow: none !important; }
[data-testid="stMainBlockContainer"] { padding-block: 0.5rem 0; }
.st-key-frame { --side: 1rem; }
.st-key-page .st-key-room_stage { min-height: calc(100svh - 1rem); }
[data-testid="stLayoutWrapper"]:has(> .st-key-notice) { top: 0.5rem; }
</style>"""
"""On a projector the header gives way to the stage; Streamlit's ring around a page in focus would leave room for it."""

EMBEDDED = """<style>
[data-testid="stHeader"], .st-key-language { display: none; }
[data-testid="stMainBlockContainer"] { padding: 0.5rem 0 0; }
.st-key-frame { --side: 0.5rem; --given: 0rem; }
.st-key-page .st-key-room_embedded { min-height: calc(100svh - 1rem); }
</style>"""
"""In somebody's page nothing stands around the stage."""


def embedded(words: Words, script: str) -> None:
    """Stage, play bar and verdict, to be watched; a link leads to the same run in the whole app."""
    st.html(EMBEDDED)
    begins = state.get(Opening)
    whole = address.link(script, None, **telling.query(script))
    around = frame.Around(mode="embed", start=begins.start, play_from=begins.play_from, whole=whole)
    stage("embedded", script, words, around)
