"""A challenge without knobs: the learner acts on the stage or changes the script; both end in a script."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import streamlit as st

from engine.run.simulation import Overrun
from engine.script import ScriptError, print_script
from pages.ui.help.link import to_help
from pages.ui.lesson import attempts, board, reveal
from pages.ui.lesson.board import Act
from pages.ui.lesson.position import At
from pages.ui.session import error_text as errors
from pages.ui.session import run_cache as runs
from pages.ui.session import state as session
from pages.ui.stage import gestures as acting


@dataclass(frozen=True)
class Refused:
    """Why the last change on the stage was not taken."""

    notice: str | None = None


def act(at: At) -> Act:
    """What a gesture on the stage does."""
    key = f"tries_{at.key}"

    def done(action: dict[str, Any]) -> None:
        past: tuple[str, ...] = attempts.of(key)
        if action.get("verb") == "undo":
            if len(past) > 1:
                attempts.back(key)
            return
        if action.get("verb") == "redo":
            return
        try:
            acted = acting.act(runs.trace(past[-1]), action)
        except ScriptError as error:
            session.change(Refused, notice=errors.of_act(at.words, past[-1], action.get("verb"), error))
            return
        _take(at, print_script(acted.scenario))

    return done


def notice() -> None:
    """Why the last change was not taken."""
    said = session.take(Refused, "notice")
    if said:
        st.error(said, icon=":material/error:")


def editor(at: At, past: tuple[str, ...]) -> None:
    """The script, to be changed by hand."""
    st.caption(at.words("lesson.free"))
    to_help(at.words, "script")
    key = f"script_{at.key}_{len(past)}"
    text = st.text_area(at.words("lesson.script"), past[-1], height="content", key=key)
    st.button(
        at.words("lesson.try"),
        type="primary",
        icon=":material/play_arrow:",
        disabled=text == past[-1],
        on_click=_take,
        args=(at, text),
        key="run_try",
    )


def _take(at: At, text: str) -> None:
    """Run another script; what cannot be run is refused with a sentence, and the last one stays."""
    before = attempts.of(f"tries_{at.key}")[-1]
    try:
        script = print_script(runs.scenario(text))
        runs.shown(script, at.words.lang, board.seen(at, "run"), before)
    except (ScriptError, Overrun) as error:
        session.change(Refused, notice=errors.told(at.words, error))
    else:
        reveal.ran(at.key, f"run{attempts.add(f'tries_{at.key}', script)}")
        reveal.watched()  # a change on the stage is judged at once
