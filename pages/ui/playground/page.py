"""The playground: a system, its stage, what happened and what it was worth.

The desk (desk.py) holds the run as a script; the address bar holds the same script. Every gesture, wherever it is
made, ends in `_do`: action -> script -> run. A run that cannot be is refused with a sentence and the last good one
stays.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import streamlit as st

from engine.catalog.scenes import PRESETS
from engine.run.simulation import Overrun
from engine.script import ScriptError, print_script
from pages.ui.playground import explorer as attack
from pages.ui.playground import first_question as greeting
from pages.ui.playground import panels, toolbar
from pages.ui.session import address, state
from pages.ui.session import error_text as errors
from pages.ui.session import language as here
from pages.ui.session import open_run as opening
from pages.ui.session import run_cache as runs
from pages.ui.session import undo as desk
from pages.ui.session.open_run import Opening
from pages.ui.session.undo import InHand
from pages.ui.stage import frame
from pages.ui.stage import gestures as acting
from pages.ui.stage.component import load_stage, stage
from pages.ui.stage.picture.frame_schema import Start

PROJECTOR = """<style>
[data-testid="stHeader"], .st-key-language { display: none; }
[data-testid="stMainBlockContainer"] { padding-block: 0.5rem 0; }
.st-key-frame { --side: 1rem; }
.st-key-page .st-key-room_stage { min-height: calc(100svh - 1rem); }
[data-testid="stLayoutWrapper"]:has(> .st-key-notice) { top: 0.5rem; }
</style>"""
"""On a projector the header gives way to the stage."""

AROUND: Final = "around"
"""The key of the fragment that holds all of the page."""

FIRST = "first"
"""The preset that a first visit finds on the stage, paused before it goes wrong."""


@dataclass(frozen=True)
class Playground:
    """projector: is the stage alone on the page; None before the link was asked. to_lesson: go to the course next.
    around: what the page around the stage showed of the run when it was drawn last.
    """

    projector: bool | None = None
    to_lesson: bool = False
    around: tuple[object, ...] = ()


def show() -> None:
    """Draw the playground page."""
    load_stage()
    _arrive()
    _page()


@st.fragment(key=AROUND)
def _page() -> None:
    """The stage and what stands around it."""
    words, current = here.words(), _desk()
    projector = bool(state.get(Playground).projector)
    if not projector:
        toolbar.show(words, current, open_script, _turn, _projector)
    if notice := state.get(Opening).notice:
        st.container(key="notice").error(notice, icon=":material/error:")
    attack.notice(words, current.script)
    state.change(Playground, around=_looks())
    if projector:
        st.html(PROJECTOR)
    _stage()
    if not projector:
        panels.show(words, current, _do, open_script)
    attack.work(words, lambda _, script: open_script(script, play=True))


@st.fragment
def _stage() -> None:
    """The stage alone: a gesture runs nothing else. Where the page around it would look different, it follows when the
    stage has come to rest.
    """
    words, current, begins = here.words(), _desk(), state.get(Opening)
    projector = bool(state.get(Playground).projector)
    asked = begins.start if begins.question else None
    around = frame.Around(
        mode="projector" if projector else "lab",
        start=begins.start,
        play_from=begins.play_from,
        question=greeting.question(words, runs.trace(current.script), asked["t"]) if asked else None,
        undo=bool(current.past),
        redo=bool(current.future),
        run=address.written(current.script),
        behind=state.get(Playground).around != _looks(),
    )
    stage("stage", current.script, words, around, on_act=_do, on_settled=_settled, on_resume=_resume)
    if state.take(Playground, "to_lesson"):
        st.switch_page("pages/lesson.py")


def _looks() -> tuple[object, ...]:
    """What the page around the stage shows of the run: it need not run again while this stays."""
    current = _desk()
    script, notice = current.script, state.get(Opening).notice
    return toolbar.shown(current), notice, attack.shown(script), panels.shown(script)


def _settled() -> None:
    st.rerun(AROUND)


def _resume(text: str) -> None:
    """Go on with the run that the browser shows, in place of what this session began with: the server was started anew,
    or has forgotten the visit. Undo and branches are gone.
    """
    begun = state.get(InHand)
    state.put(InHand(None))
    if not open_script(text):
        state.put(begun)


def open_script(text: str, at: int | None = None, play: bool = False) -> bool:
    """Put another run on the stage; False (and a notice) if the text is no script or its run is too long."""
    words, now = here.words(), state.get(InHand).desk
    try:
        script = print_script(runs.scenario(text))
        trace = runs.shown(script, words.lang, like=now.script if now else None)
    except (ScriptError, Overrun) as error:
        state.change(Opening, notice=errors.kept(words, error))
        return False
    start: Start | None = None if at is None else {"t": at, "i": trace.at(at), "play": False}
    opening.put(script, start=start, play_from=0 if play else None)
    return True


def _do(action: Mapping[str, Any]) -> None:
    """Do what a gesture says: on the stage, or in the plain controls."""
    if action.get("verb") in ("undo", "redo"):
        _turn(action["verb"])
        return
    if action.get("verb") == "lesson":
        state.change(Playground, to_lesson=True)
        return
    if action.get("verb") == "leave":
        _projector(False)
        st.rerun(AROUND)
    words, current = here.words(), _desk()
    try:
        acted = acting.act(runs.trace(current.script), action)
        script = print_script(acted.scenario)
        runs.known(script, acted.scenario)
        runs.shown(script, words.lang, like=current.script)
    except ScriptError as error:
        state.change(Opening, notice=errors.sentence(words, error))
        return
    except Overrun as error:
        state.change(Opening, notice=errors.kept(words, error))
        return
    opening.put(script, acted.forked, play_from=acted.tick)


def _desk() -> desk.Desk:
    found = state.get(InHand).desk
    assert found is not None  # _arrive has put a run on it
    return found


def _turn(way: str, place: int = 0) -> None:
    """Undo, redo, or take a branch in hand."""
    now = _desk()
    state.put(InHand(desk.visit(now, place) if way == "visit" else desk.undo(now) if way == "undo" else desk.redo(now)))
    opening.fresh()


def _projector(on: bool) -> None:
    state.change(Playground, projector=on)


def _arrive() -> None:
    """Take the run from the link, where there is a new one, else what this session had, else the first scene."""
    text, new = address.read(), state.get(InHand).desk is None
    if state.get(Playground).projector is None:
        state.change(Playground, projector=st.query_params.get("view") == "projector")
    if text is not None:
        good = open_script(text, address.start())
        notice = state.get(Opening).notice
        if not good and new:
            _first()
            state.change(Opening, notice=notice)
    elif new:
        _first()


def _first() -> None:
    last = max(command.tick for command in runs.scenario(PRESETS[FIRST]).commands)
    open_script(PRESETS[FIRST], at=last - 1)
    state.change(Opening, question=True)
