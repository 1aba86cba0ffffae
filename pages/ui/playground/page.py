"""The playground: a system, its stage, what happened and what it was worth.

The desk (desk.py) holds the run as a script; the address bar holds the same script. Every gesture, wherever it is
made, ends in `_do`: action -> script -> run. A run that cannot be is refused with a sentence and the last good one
stays.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st

from engine.catalog.scenes import PRESETS
from engine.run.simulation import Overrun
from engine.script import ScriptError, print_script
from pages.ui.playground import explorer as attack
from pages.ui.playground import first_question as greeting
from pages.ui.playground import panels, toolbar
from pages.ui.session import address
from pages.ui.session import error_text as errors
from pages.ui.session import language as here
from pages.ui.session import open_run as opening
from pages.ui.session import run_cache as runs
from pages.ui.session import undo as desk
from pages.ui.stage import frame
from pages.ui.stage import gestures as acting
from pages.ui.stage.component import load_stage, stage

PROJECTOR = """<style>
[data-testid="stHeader"], .st-key-language { display: none; }
[data-testid="stMainBlockContainer"] { padding: 0.75rem 1rem 0.5rem; }
</style>"""
"""On a projector the header gives way to the stage."""

FIRST = "first"
"""The preset that a first visit finds on the stage, paused before it goes wrong."""


def show() -> None:
    """Draw the playground page."""
    load_stage()
    _arrive()
    _page()


@st.fragment
def _page() -> None:
    state, words = st.session_state, here.words()
    projector = state.get("projector", False)
    if not projector:
        toolbar.show(words, state["desk"], open_script, _turn, _projector)
    if state.get("notice"):
        st.error(state["notice"], icon=":material/error:")
    current: desk.Desk = state["desk"]
    attack.notice(words, current.script)
    asked = state.get("question")
    around = frame.Around(
        mode="projector" if projector else "lab",
        start=state.get("start"),
        play_from=state.get("play_from"),
        question=greeting.question(words, runs.trace(current.script), state["start"]["t"]) if asked else None,
        undo=bool(current.past),
        redo=bool(current.future),
    )
    stage(frame.framed(current.script, here.lang(), words, around), key="stage", on_act=_do)
    if state.pop("to_lesson", False):
        st.switch_page("pages/lesson.py")
    if projector:
        st.html(PROJECTOR)
        st.button(words("playground.leave_projector"), on_click=_projector, args=(False,), type="tertiary")
    else:
        panels.show(words, current, _do, open_script)
    address.write(current.script)
    attack.work(words, lambda _, script: open_script(script, play=True))


def open_script(text: str, at: int | None = None, play: bool = False) -> bool:
    """Put another run on the stage; False (and a notice) if the text is no script or its run is too long."""
    state, words = st.session_state, here.words()
    try:
        script = print_script(runs.scenario(text))
        trace = runs.trace(script)
    except (ScriptError, Overrun) as error:
        state["notice"] = errors.kept(words, error)
        return False
    start = None if at is None else {"t": at, "i": trace.at(at), "play": False}
    opening.put(script, start=start, play_from=0 if play else None)
    return True


def _do(action: Mapping[str, Any]) -> None:
    """Do what a gesture says: on the stage, or in the plain controls."""
    if action.get("verb") in ("undo", "redo"):
        _turn(action["verb"])
        return
    if action.get("verb") == "lesson":
        st.session_state["to_lesson"] = True
        return
    state, words = st.session_state, here.words()
    current: desk.Desk = state["desk"]
    try:
        acted = acting.act(runs.trace(current.script), action)
        script = print_script(acted.scenario)
        runs.trace(script)
    except ScriptError as error:
        state["notice"] = errors.sentence(words, error)
        return
    except Overrun as error:
        state["notice"] = errors.kept(words, error)
        return
    opening.put(script, acted.forked, play_from=acted.tick)


def _turn(way: str, place: int = 0) -> None:
    """Undo, redo, or take a branch in hand."""
    state = st.session_state
    now: desk.Desk = state["desk"]
    state["desk"] = desk.visit(now, place) if way == "visit" else desk.undo(now) if way == "undo" else desk.redo(now)
    opening.fresh()


def _projector(on: bool) -> None:
    st.session_state["projector"] = on


def _arrive() -> None:
    """Take the run from the link, where there is a new one, else what this session had, else the first scene."""
    state = st.session_state
    text = address.read()
    if "projector" not in state:
        state["projector"] = st.query_params.get("view") == "projector"
    if text is not None:
        good = open_script(text, address.start())
        notice = state["notice"]
        if not good and "desk" not in state:
            _first()
            state["notice"] = notice
    elif "desk" not in state:
        _first()


def _first() -> None:
    last = max(command.tick for command in runs.scenario(PRESETS[FIRST]).commands)
    open_script(PRESETS[FIRST], at=last - 1)
    st.session_state["question"] = True
