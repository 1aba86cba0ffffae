"""A run that is put on the learner's desk, from whatever page: what was in hand before is one undo away."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

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


def put(
    script: str,
    fork: bool = False,
    start: Start | None = None,
    play_from: int | None = None,
    told: Story | None = None,
) -> None:
    """Another run in hand, with nothing left over from the last one. start, play_from: where the stage begins. told:
    what is told beside it.
    """
    held = state.get(desk.InHand).desk
    state.put(desk.InHand(desk.change(held, script, fork) if held else desk.Desk(script)))
    story.tell(script, told)
    fresh(start, play_from)


def fresh(start: Start | None = None, play_from: int | None = None) -> None:
    """The stage begins anew: no notice, no question."""
    state.put(Opening(None, start, play_from))


def on_playground(script: str, told: Story | None = None) -> None:
    """Put it there, and go there."""
    put(script, told=told)
    st.switch_page("pages/playground.py")
