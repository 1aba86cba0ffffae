"""The stage: the cluster, its transport, its space-time diagram and its verdicts as one component.

Rules of this file
* The script and the style travel once a visit, in a loader without data that is mounted outside every fragment; they
  stay in the browser when the page changes. The view that is mounted again after each click carries only a shim of a
  few lines and the picture. A browser that waits for the script in vain says so, and gets it again.
* A key is always passed, so an answer patches the view that is there: focus, play and scroll survive.
* What the browser has already is not sent again (wire.py).
* A click comes back as one dict, unchecked: whoever gets it must take it for untrusted input.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache, partial
from pathlib import Path
from typing import Any, Final

import streamlit as st

from engine.run.simulation import Overrun
from lessons.words import Words
from pages.ui.js.modules import JS, component, joined, sources
from pages.ui.session import state
from pages.ui.session.error_text import told
from pages.ui.session.unseen import unseen
from pages.ui.stage import wire
from pages.ui.stage.frame import USUAL, Around, framed
from pages.ui.stage.picture.frame_schema import Framed
from pages.ui.stage.picture.visibility import ALL, Visibility
from pages.ui.stage.wire import Line

CSS = Path(__file__).parent.parent / "css"

ROOM: Final = 720
"""Height of a stage in pixels before the page's style has come (frame.css), so that what stands below does not move."""

STYLES = (
    "stage.css", "band.css", "panels.css", "one_screen.css", "presenter.css", "share.css", "twins.css", "embed.css",
    "print.css",
)  # fmt: skip


def style() -> str:
    """The style sheets, which the script brings with it."""
    return "".join((CSS / name).read_text(encoding="utf-8") for name in STYLES)


@cache
def script() -> str:
    """The whole component, which leaves one name to the page: capStage."""
    return f"{joined(sources(JS), 'mount')}.install({json.dumps(style())});\nexport default function () {{}}\n"


_loader = st.components.v2.component("cap_stage_loader", js=script())
_view = st.components.v2.component("cap_stage", js=component("shim", "mountWhenReady"))


@dataclass(frozen=True)
class Lines:
    """By the key of a stage, what it was sent."""

    by_stage: Mapping[str, Line] = field(default_factory=dict)


@dataclass(frozen=True)
class Loaded:
    """script: was this browser sent the script? Where its page is loaded anew, a new session begins."""

    script: bool = False


def load_stage() -> None:
    """Send the script where the browser does not have it yet; outside the fragment that holds the stage."""
    with unseen("stage_script"):  # a place of its own, so that nothing below moves when it is empty
        if not state.get(Loaded).script:
            _loader(key="cap_stage_loader")
            state.change(Loaded, script=True)


def stage(
    key: str,
    script: str,
    words: Words,
    around: Around = USUAL,
    seen: Visibility = ALL,
    on_act: Callable[[dict[str, Any]], None] | None = None,
    on_watched: Callable[[], None] | None = None,
    on_settled: Callable[[], None] | None = None,
    on_stands: Callable[[int], None] | None = None,
    on_resume: Callable[[str, Any], object] | None = None,
) -> None:
    """Mount the stage with the run of a script; key: of this stage on the page. Before the page runs again, on_act gets
    what the learner asks for; on_watched is told that a run that is `held` has come to its end, or to its last caption;
    on_settled, that a picture that left something `behind` has been at rest for a moment; on_stands, where
    the page follows its `clock`, at which event the stage has come to rest (untrusted); on_resume, of the run (a
    script) and the desk (kept.py) that the browser had before this session began, both untrusted.
    """
    try:
        picture, message = _next(key, script, words, around, seen)
    except Overrun as error:
        st.error(told(words, error), icon=":material/error:")
        return

    def of_this(name: str, then: Callable[[], None] | None) -> None:
        if then is not None and _told(key, name) == picture["id"]:
            then()

    with st.container(key=f"room_{key}", height=ROOM, border=False):
        _view(
            key=key,
            data=message,
            on_act_change=partial(_acted, key, on_act),
            on_watched_change=partial(of_this, "watched", on_watched),
            on_settled_change=partial(of_this, "settled", on_settled),
            on_stands_change=partial(_stands, key, picture["id"], on_stands),
            on_resume_change=partial(_forgotten, key, on_resume),
            on_lost_change=partial(_lost, key),
            on_unscripted_change=_unscripted,
        )


def _next(key: str, script: str, words: Words, around: Around, seen: Visibility) -> tuple[Framed, bytes]:
    """The picture that a stage shows next, and what is sent of it."""
    line = _line(key)
    like = line.base or line.last
    picture = framed(script, words, around, seen, like and like.script)
    after, message = wire.send(line, script, picture)
    _keep(key, after)
    return picture, message


def _acted(key: str, on_act: Callable[[dict[str, Any]], None] | None) -> None:
    """The learner asks for something."""
    action = dict(_told(key, "act") or {})
    _keep(key, wire.heard(_line(key), action.pop("have", None), action.pop("gesture", None)))
    if action and on_act is not None:
        on_act(action)


def _forgotten(key: str, on_resume: Callable[[str, Any], object] | None) -> None:
    """The browser shows a run that this session does not know."""
    said = _told(key, "resume")
    if on_resume is not None and isinstance(said, dict) and isinstance(run := said.get("run"), str):
        on_resume(run, said.get("desk"))


def _stands(key: str, id: str, on_stands: Callable[[int], None] | None) -> None:
    """The stage has come to rest somewhere else."""
    found = _told(key, "stands")
    if on_stands is not None and isinstance(found, dict) and found.get("id") == id and type(found.get("i")) is int:
        on_stands(found["i"])


def _lost(key: str) -> None:
    """The browser does not have what the last message is built on."""
    _keep(key, wire.lost(_line(key)))


def _unscripted() -> None:
    """The script that was sent never arrived."""
    state.change(Loaded, script=False)
    st.rerun()


def _told(key: str, name: str) -> Any:
    """What the browser says under a name."""
    return st.session_state.get(key, {}).get(name)


def _line(key: str) -> Line:
    return state.get(Lines).by_stage.get(key) or Line()


def _keep(key: str, line: Line) -> None:
    state.put(Lines({**state.get(Lines).by_stage, key: line}))
