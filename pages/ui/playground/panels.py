"""Below the stage: tables of truth and of belief, every step in words, the script, files, and plain controls.

All of it works without the stage: for keyboards, screen readers and tests.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import streamlit as st

from engine.trace import Trace
from lessons.words import Words
from pages.ui.help.link import to_help
from pages.ui.playground import controls, tables
from pages.ui.session import run_cache as runs
from pages.ui.session import state as session
from pages.ui.session import undo as desk
from pages.ui.session.open_run import Opening
from pages.ui.views import VIEWS

Open = Callable[..., object]
TABS: Final = "panels"
FIRST: Final = "controls"
"""What is open at first; it shows nothing of what a run came to."""


@dataclass(frozen=True)
class Panels:
    """script_of: the run whose text stands in the editor. uploaded: the file that was taken last."""

    script_of: str | None = None
    uploaded: str | None = None


def show(words: Words, current: desk.Desk, at: int, do: controls.Do, open_script: Open) -> None:
    """One of several tables and tools. at: the event at which the stage stands."""
    tabs: dict[str, Callable[[], None]] = {
        FIRST: lambda: controls.show(words, current, do),
        "nodes": lambda: _nodes(words, current, at),
        "history": lambda: _history(words, current),
        "closer": lambda: _closer(words, current, at),
        "steps": lambda: _steps(words, current),
        "script": lambda: _script(words, current, open_script),
    }
    name = st.segmented_control(
        words("panels.tabs"),
        list(tabs),
        default=FIRST,
        required=True,
        format_func=lambda one: words(f"panels.{one}"),
        key=TABS,
        label_visibility="collapsed",
    )
    tabs[name or FIRST]()


def shown(script: str) -> object:
    """What stands below the stage of a run: of the plain controls its scene, else all of it."""
    return controls.scene(script) if st.session_state.get(TABS, FIRST) == FIRST else script


def follow() -> bool:
    """Is something open that follows the stage's clock?"""
    return st.session_state.get(TABS) in ("nodes", "closer")


def look_at(view: str | None) -> None:
    """Open a closer look next, or none."""
    if view is not None:
        st.session_state.update({TABS: "closer", "view": view})
    elif st.session_state.get(TABS) == "closer":
        st.session_state[TABS] = FIRST


def _nodes(words: Words, current: desk.Desk, at: int) -> None:
    trace = runs.trace(current.script)
    index = _moment(words, trace, at)
    left, right = st.columns(2)
    left.markdown(f"**{words('panels.truth')}**", help=words("panels.truth_help"))
    left.dataframe(tables.truth(trace, index, words), hide_index=True)
    right.markdown(f"**{words('panels.belief')}**", help=words("panels.belief_help"))
    right.dataframe(tables.belief(trace, index, words), hide_index=True)


def _history(words: Words, current: desk.Desk) -> None:
    table = tables.history(runs.trace(current.script), words)
    if table.empty:
        st.info(words("panels.no_history"))
        return
    st.dataframe(table, hide_index=True)


def _closer(words: Words, current: desk.Desk, at: int) -> None:
    """One of the views that this run can be seen in, at a tick."""
    trace = runs.trace(current.script)
    names = [name for name, view in VIEWS.items() if view.applies(trace)]
    if not names:
        st.info(words("panels.no_views"))
        return
    if st.session_state.get("view") not in names:
        st.session_state["view"] = names[0]
    name = st.segmented_control(
        words("panels.view"),
        names,
        required=True,
        format_func=lambda one: words(f"view.{one}"),
        key="view",
        label_visibility="collapsed",
    )
    assert name is not None
    st.caption(words(f"view_help.{name}"))
    VIEWS[name].show(words, trace, _moment(words, trace, at))


def _moment(words: Words, trace: Trace, at: int) -> int:
    """The event up to which the run is shown, which is said."""
    index = max(0, min(at, trace.last))
    st.caption(words("panels.moment", tick=trace.events[index].tick if trace.events else 0))
    return index


def _steps(words: Words, current: desk.Desk) -> None:
    st.caption(words("panels.steps_help"))
    st.dataframe(tables.steps(runs.trace(current.script), words), hide_index=True)


def _script(words: Words, current: desk.Desk, open_script: Open) -> None:
    """The run as text: to read, change, keep and open again."""
    st.caption(words("panels.script_help"))
    to_help(words, "script")
    if session.get(Panels).script_of != current.script:
        session.change(Panels, script_of=current.script)
        st.session_state["script_text"] = current.script
    st.text_area(words("panels.script"), height=280, key="script_text", label_visibility="collapsed")
    st.button(words("panels.run"), on_click=_run, args=(open_script,), type="primary", key="run")
    found = st.file_uploader(words("panels.open"), key="upload", max_upload_size=1)
    if found is not None and session.get(Panels).uploaded != found.file_id:
        session.change(Panels, uploaded=found.file_id)
        _open_file(words, found.getvalue(), open_script)


def _run(open_script: Open) -> None:
    open_script(st.session_state["script_text"], play=True)


def _open_file(words: Words, data: bytes, open_script: Open) -> None:
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        session.change(Opening, notice=f"{words('error.not_text')} {words('error.kept')}")
    else:
        open_script(text, play=True)
    st.rerun()
