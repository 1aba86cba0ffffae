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

from engine.run.simulation import Overrun
from engine.script import ScriptError, print_script
from pages.ui.playground import alone, panels, stories, toolbar
from pages.ui.playground import explorer as attack
from pages.ui.session import address, state
from pages.ui.session import error_text as errors
from pages.ui.session import kept as keeping
from pages.ui.session import language as here
from pages.ui.session import open_run as opening
from pages.ui.session import run_cache as runs
from pages.ui.session import story as telling
from pages.ui.session import undo as desk
from pages.ui.session.open_run import Opening
from pages.ui.session.story import Story
from pages.ui.session.undo import InHand
from pages.ui.stage import frame
from pages.ui.stage import gestures as acting
from pages.ui.stage.component import load_stage, stage

AROUND: Final = "around"
"""The key of the fragment that holds all of the page."""

FIRST: Final = Story("scene", "first")
"""What a first visit finds on the stage, paused before it goes wrong."""


@dataclass(frozen=True)
class Playground:
    """projector: is the stage alone on the page; None before the link was asked. to_lesson: go to the course next.
    left: the projector was left a moment ago.
    around: what the page around the stage showed of the run when it was drawn last. stands: a run, and the event of it
    at which the stage has come to rest.
    """

    projector: bool | None = None
    to_lesson: bool = False
    left: bool = False
    around: tuple[object, ...] = ()
    stands: tuple[str, int] | None = None


def show() -> None:
    """Draw the playground page."""
    load_stage()
    _arrive()
    if st.context.is_embedded:
        alone.embedded(here.words(), _desk().script)
    else:
        _page()


@st.fragment(key=AROUND)
def _page() -> None:
    """The stage and what stands around it."""
    words, current = here.words(), _desk()
    projector = bool(state.get(Playground).projector)
    if projector:
        st.container()  # what is not there keeps its place, so that the stage keeps its own, and all that it holds
    else:
        toolbar.show(words, current, opening.open_script, stories.open_story, _turn, _projector)
    noticed = st.container(key="notice")
    if notice := state.get(Opening).notice:
        noticed.error(notice, icon=":material/error:")
    with st.container():
        attack.notice(words, current.script)
    state.change(Playground, around=_looks())
    if projector:
        st.html(alone.PROJECTOR)
    _stage()
    if not projector:
        with st.container(key="below"):
            panels.show(words, current, _at(), _do, opening.open_script)
    attack.work(words, lambda _, script: opening.open_script(script, play=True))


@st.fragment
def _stage() -> None:
    """The stage alone: a gesture runs nothing else. Where the page around it would look different, it follows when the
    stage has come to rest.
    """
    words, current, begins = here.words(), _desk(), state.get(Opening)
    projector = bool(state.get(Playground).projector)
    story = telling.of(current.script)
    around = frame.Around(
        mode="projector" if projector else "lab",
        start=begins.start,
        play_from=begins.play_from,
        question=stories.question(words, story, current.script) if begins.question else None,
        story=stories.told(words, story, current.script) if story else None,
        key=stories.key(story, current.script) if begins.question else None,
        undo=bool(current.past),
        redo=bool(current.future),
        run=address.written(current.script),
        desk=keeping.packed(current),
        behind=state.get(Playground).around != _looks(),
        clock=_at() if panels.follow() and not projector else None,
    )
    stage("stage", current.script, words, around, on_act=_do, on_settled=_settled, on_stands=_stands, on_resume=_resume)
    if state.take(Playground, "left"):
        st.rerun()  # the whole app: what hid the header stays while only a part of the page runs
    if state.take(Playground, "to_lesson"):
        st.switch_page("pages/lesson.py")


def _looks() -> tuple[object, ...]:
    """What the page around the stage shows of the run: it need not run again while this stays."""
    notice, script = state.get(Opening).notice, _desk().script
    return toolbar.shown(_desk()), telling.of(script), notice, attack.shown(script), panels.shown(script)


def _settled() -> None:
    st.rerun(AROUND)


def _stands(event: int) -> None:
    """The stage has come to rest: what is shown below it is shown as of then."""
    state.change(Playground, stands=(_desk().script, event))
    st.rerun(AROUND)


def _at() -> int:
    """The event at which the run is shown below the stage: where the stage stands, or began before it has said so."""
    script, stands, start = _desk().script, state.get(Playground).stands, state.get(Opening).start
    if stands is not None and stands[0] == script:
        return stands[1]
    return runs.trace(script).last if start is None else start["i"]


def _resume(text: str, kept: Any) -> None:
    """Go on with what the browser has, in place of what this session began with: the server was started anew, or has
    forgotten the visit, or the page was loaded anew.
    """
    begun = state.get(InHand)
    if begun.desk is None or text != address.line(begun.desk.script):
        state.put(InHand(None))
        if not opening.open_script(text, told=telling.asked()):
            state.put(begun)
            return
    found = keeping.unpacked(kept)
    if found is not None and found.script == _desk().script:
        state.put(InHand(found))


def _do(action: Mapping[str, Any]) -> None:
    """Do what a gesture says: on the stage, or in the plain controls."""
    match action.get("verb"):
        case "undo" | "redo" as way:
            return _turn(way)
        case "lesson":
            return state.change(Playground, to_lesson=True)
        case "flip":
            return stories.flip()
        case "ask":
            return stories.ask_again()
        case "leave":
            return state.change(Playground, projector=False, left=True)
        case "scene":
            to = stories.beside(telling.in_hand(), -1 if action.get("back") else 1)
            return stories.open_story(to) if to != telling.in_hand() else None
    words, current = here.words(), _desk()
    try:
        acted = acting.act(runs.trace(current.script), action)
        script = print_script(acted.scenario)
        runs.known(script, acted.scenario)
        runs.shown(script, words.lang, like=current.script)
    except (ScriptError, Overrun) as error:
        return state.change(Opening, notice=errors.of_act(words, current.script, action.get("verb"), error))
    story, asked = telling.in_hand(), state.get(Opening).question
    forked = acted.forked and not (story and current.script == stories.opened(story).script)
    opening.put(script, forked, play_from=acted.tick, told=story, question=asked)
    return None


def _desk() -> desk.Desk:
    found = state.get(InHand).desk
    assert found is not None  # _arrive has put a run on it
    return found


def _turn(way: str, place: int = 0) -> None:
    """Undo, redo, or take a branch in hand; one that came back from the browser may be too long to be shown."""
    now = _desk()
    turned = desk.visit(now, place) if way == "visit" else desk.undo(now) if way == "undo" else desk.redo(now)
    try:
        runs.shown(turned.script, here.lang(), like=now.script)
    except Overrun as error:
        state.change(Opening, notice=errors.kept(here.words(), error))
        return
    state.put(InHand(turned))
    opening.fresh(question=state.get(Opening).question)


def _projector(on: bool) -> None:
    state.change(Playground, projector=on)


def _arrive() -> None:
    """Take the run from the link, where there is a new one, or the story that the link names; else what this session
    had, else the first scene.
    """
    text, story, new = address.read(), telling.newly_asked(), state.get(InHand).desk is None
    if state.get(Playground).projector is None:
        state.change(Playground, projector=st.query_params.get("view") == "projector")
    if text is not None and not _as_told(text, story):
        good = opening.open_script(text, at := address.start(), told=story)
        notice = state.get(Opening).notice
        if not good and new:
            stories.open_story(FIRST)
            state.change(Opening, notice=notice)
        elif good:
            state.change(Opening, question=at is None)  # for who had changed the run before the page was loaded anew
    elif story is not None and (text is not None or "run" not in st.query_params):
        stories.open_story(story)
    elif new:
        stories.open_story(FIRST)
        if telling.asked_in_vain():
            state.change(Opening, notice=here.words()("toolbar.unknown"))


def _as_told(text: str, story: Story | None) -> bool:
    """Is a run, opened from its beginning, the very one that its story begins with?"""
    if story is None or address.start() is not None:
        return False
    return address.line(stories.opened(story).script) == text
