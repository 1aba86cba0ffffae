"""The stage: the cluster, its transport, its space-time diagram and its verdicts as one component.

Rules of this file
* The script and the style travel once a page, in a loader without data that is mounted outside every fragment;
  the view that is mounted again after each click carries only a shim of a few lines and the picture.
* A key is always passed, so an answer patches the view that is there: focus, play and scroll survive.
* A click comes back as one dict, unchecked: whoever gets it must take it for untrusted input.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import streamlit as st

from pages.ui.js.modules import JS, component, joined, sources
from pages.ui.stage.picture.frame_schema import Framed

CSS = Path(__file__).parent.parent / "css"

STYLES = ("stage.css", "panels.css")


def style() -> str:
    """The style sheets, which the script brings with it."""
    return "".join((CSS / name).read_text(encoding="utf-8") for name in STYLES)


@cache
def script() -> str:
    """The whole component, which leaves one name to the page: capStage."""
    return f"{joined(sources(JS), 'mount')}.install({json.dumps(style())});\nexport default function () {{}}\n"


_loader = st.components.v2.component("cap_stage_loader", js=script())
_view = st.components.v2.component("cap_stage", js=component("shim", "mountWhenReady"))


def load_stage() -> None:
    """Mount the script once a page, outside the fragment that holds the stage."""
    _loader(key="cap_stage_loader")


def stage(
    picture: Framed,
    key: str,
    on_act: Callable[[dict[str, Any]], None] | None,
    on_watched: Callable[[], None] | None = None,
) -> None:
    """Mount the stage with a picture; on_act gets what the learner asks for, before the script runs again.
    on_watched is told once when a run that is `held` has come to its end, or to its last caption."""

    def act() -> None:
        asked = st.session_state.get(key, {}).get("act")
        if asked and on_act is not None:
            on_act(dict(asked))

    def watched() -> None:
        seen = st.session_state.get(key, {}).get("watched")
        if seen == picture["id"] and on_watched is not None:
            on_watched()

    _view(key=key, data=picture, on_act_change=act, on_watched_change=watched)
