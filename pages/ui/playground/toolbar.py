"""Above the stage: which scene, which system with which numbers, undo, redo and the branches left behind."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from engine.model import Scenario
from engine.script import print_script
from lessons.words import Words
from pages.ui.compare import all_systems
from pages.ui.playground import explorer as attack
from pages.ui.playground import scenes, sharing, system_panel
from pages.ui.session import run_cache as runs
from pages.ui.session import story
from pages.ui.session import undo as desk

Open = Callable[..., object]
Turn = Callable[..., None]


def show(
    words: Words,
    current: desk.Desk,
    open_script: Open,
    open_story: scenes.Open,
    turn: Turn,
    projector: Callable[[bool], None],
) -> None:
    """The row of controls above the stage. turn: moves through the undo history; projector: switches it on or off."""

    def put(changed: Scenario) -> None:
        open_script(print_script(changed), play=True, told=story.in_hand(), typed=False)

    with st.container(horizontal=True, vertical_alignment="bottom", key="toolbar"):
        scenes.show(words, open_story)
        system = st.popover(words("toolbar.system"), icon=":material/tune:", key="system", on_change="rerun")
        if system.open:
            with system:
                system_panel.show(words, runs.scenario(current.script), put)
        if current.branches:
            with st.popover(words("toolbar.branches", count=len(current.branches)), icon=":material/call_split:"):
                _branches(words, current, turn)
        attack.popover(words, {"": current.script})
        all_systems.button(words, current.script, lambda row, tick: open_script(row.script, at=tick or 0))
        sharing.button(words, current.script)
        st.button(
            words("toolbar.projector"),
            icon=":material/present_to_all:",
            on_click=projector,
            args=(True,),
            help=words("toolbar.projector_help"),
            key="to_projector",
        )


def shown(current: desk.Desk) -> object:
    """What stands here of a run; equal as long as it need not be drawn again. An open popover shows all of it."""
    return (current.branches, current.script if st.session_state.get("system") else None)


def _branches(words: Words, current: desk.Desk, turn: Turn) -> None:
    st.caption(words("toolbar.branches_help"))
    for place, script in reversed(list(enumerate(current.branches))):
        commands = script.count("\n") - 1
        label = words("toolbar.branch", number=place + 1, count=commands)
        st.button(label, key=f"branch_{place}", on_click=turn, args=("visit", place), help=_tail(script))


def _tail(script: str) -> str:
    return "```\n" + "\n".join(script.splitlines()[-6:]).replace("`", "'") + "\n```"
