"""The map of the course as a component: its places, its words and its progress; a click gives the lesson's name back.

Rules of this file
* Places are those of layers.py, so that no arrow runs through a box; course_map.js turns them into pixels.
* What comes back from the browser is untrusted: only a lesson of the course is given on.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import streamlit as st

from lessons import course as courses
from lessons.words import Words
from pages.ui.js.modules import component
from pages.ui.plot.layered_layout import BOX, Layers, layered

CSS = Path(__file__).parent.parent / "css"

_component = st.components.v2.component(
    "cap_map",
    css=(CSS / "map.css").read_text(encoding="utf-8"),
    js=component("course_map", "mountMap"),
)


def show(words: Words, ids: Sequence[str], states: Mapping[str, str], marks: Mapping[str, str]) -> str | None:
    """The map; ids: the lessons of the way that was chosen. Gives the lesson that was asked for just now."""
    found = _component(key="course_map", data=drawn(words, ids, states, marks), on_open_change=_heard)
    asked = found.get("open")
    return asked if asked in courses.course().order else None


def drawn(words: Words, ids: Sequence[str], states: Mapping[str, str], marks: Mapping[str, str]) -> dict[str, Any]:
    """The map as plain data for course_map.js: its boxes, and the ways between them."""
    places = _places()
    short = len(ids) < len(states)
    return {
        "label": words("course.graph"),
        "box": BOX,
        "rows": places.rows,
        "boxes": [_box(words, id, *places.boxes[id], states[id], marks[states[id]], id in ids) for id in states],
        "ways": [
            {"points": [list(point) for point in way], "strong": short and src in ids and dst in ids}
            for (src, dst), way in places.ways.items()
        ],
    }


def _box(words: Words, id: str, x: float, row: int, state: str, mark: str, on: bool) -> dict[str, Any]:
    title = words(f"lesson_title.{id}")
    tip = f"{id} {title} · {words(f'course.state_{state}')}"
    return {"id": id, "x": x, "row": row, "title": title, "tip": tip, "state": state, "mark": mark, "on": on}


@cache
def _places() -> Layers:
    known = courses.course()
    return layered([(one, id) for id in known.order for one in known.needs[id]], known.order)


def _heard() -> None:
    """The click is read where the map is shown."""
