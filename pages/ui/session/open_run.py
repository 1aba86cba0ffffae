"""A run that is put on the learner's desk, from whatever page: what was in hand before is one undo away."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from engine.run.simulation import Overrun
from engine.script import ScriptError, print_script
from pages.ui.session import error_text as errors
from pages.ui.session import language as here
from pages.ui.session import run_cache as runs
from pages.ui.session import state, story
from pages.ui.session import undo as desk
from pages.ui.session.story import Story
from pages.ui.stage.picture.frame_schema import Start


@dataclass(frozen=True)
class Opening:
    """How the stage of the playground begins. notice: what is wrong with what was asked last. start, play_from: where
    it stands or plays from. question: is what its story asks still to be asked?
    """

    notice: str | None = None
    start: Start | None = None
    play_from: int | None = None
    question: bool = False


def open_script(
    text: str, at: int | None = None, play: bool = False, told: Story | None = None, typed: bool = True
) -> bool:
    """Put another run on the stage; False (and a notice) if the text is no script or its run is too long. told: what is
    told beside it. typed: has somebody seen the text, so that places in it mean something?
    """
    words, now = here.words(), state.get(desk.InHand).desk
    try:
        script = print_script(runs.scenario(text))
        trace = runs.shown(script, words.lang, like=now.script if now else None)
    except (ScriptError, Overrun) as error:
        state.change(Opening, notice=errors.kept(words, error, typed))
        return False
    start: Start | None = None if at is None else {"t": at, "i": trace.at(at), "play": False}
    put(script, start=start, play_from=0 if play else None, told=told)
    return True


def put(
    script: str,
    fork: bool = False,
    start: Start | None = None,
    play_from: int | None = None,
    told: Story | None = None,
    question: bool = False,
) -> None:
    """Another run in hand, with nothing left over from the last one. start, play_from: where the stage begins. told:
    what is told beside it. question: is what that asks still to be asked?
    """
    held = state.get(desk.InHand).desk
    state.put(desk.InHand(desk.change(held, script, fork) if held else desk.Desk(script)))
    story.tell(script, told)
    fresh(start, play_from, question)


def fresh(start: Start | None = None, play_from: int | None = None, question: bool = False) -> None:
    """The stage begins anew, without a notice. question: is what its story asks still to be asked?"""
    state.put(Opening(None, start, play_from, question))


def on_playground(script: str, told: Story | None = None) -> None:
    """Put it there, and go there."""
    put(script, told=told)
    st.switch_page("pages/playground.py")
