"""The clocks of a run as it goes on, as a component: play, step, and what every clock of every node says by then."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any, Final

import streamlit as st

from engine.analysis.clock_comparison import CLOCKS
from lessons.words import Words
from pages.ui.clocks import stamp_tables as stamps
from pages.ui.js.modules import component
from pages.ui.session import run_cache as runs

CSS = Path(__file__).parent.parent / "css"
ROOM: Final = 206
"""Its height in pixels with three nodes, so that what stands below stays when it comes (frame.css)."""
WORDS = ("play", "pause", "back", "forward", "scrub")

_component = st.components.v2.component(
    "cap_clock_walk",
    css=(CSS / "clock_walk.css").read_text(encoding="utf-8"),
    js=component("clock_walk", "mountWalk"),
)


def show(words: Words, script: str, most: int) -> None:
    """Draw it. most: events that are walked through."""
    with st.container(key="room_clocks", height=ROOM, border=False):
        _component(key="clock_walk", data=walked(words, script, most))


def walked(words: Words, script: str, most: int) -> dict[str, Any]:
    """The walk as plain data for clock_walk.js; starts are no step of it, since all clocks then begin."""
    told = runs.picture(script, words.lang)["events"]
    events = [
        {"node": one.node, "said": _said(words, told[number]), "stamps": [stamps.shown(clock, one) for clock in CLOCKS]}
        for number, one in list(stamps.stamps(script).items())[:most]
        if told[number]["kind"] != "start"
    ]
    return {
        "id": hashlib.blake2b(f"{words.lang}{script}".encode(), digest_size=8).hexdigest(),
        "words": {"node": words("clocks_column.node"), **{name: words(f"stage.{name}") for name in WORDS}},
        "clocks": [words(f"clock.{clock}") for clock in CLOCKS],
        "nodes": list(runs.scenario(script).names),
        "events": events,
    }


def _said(words: Words, event: Any) -> str:
    return words("clocks.at", tick=event["t"], text=event["text"])
