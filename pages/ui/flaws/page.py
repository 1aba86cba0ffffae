"""The flaws page: every flaw of the chapter that can be seen; one of them, its rule beside the right one, as two runs.

Rules of this file
* The address is the only memory: ?row=B56 names the flaw that is shown; without it all are offered.
* Both runs have the same commands; only the rule differs. What differs in their outcome is computed, never told.
* The two stages are twins: whoever moves takes the other along.
"""

from __future__ import annotations

import streamlit as st

from engine.flaws import FLAWS, Flaw
from lessons.words import Words
from pages.ui.compare import pair as duel
from pages.ui.flaws import overview
from pages.ui.flaws.differences import differences, scripts_of
from pages.ui.head import head
from pages.ui.lesson import scroll
from pages.ui.session import language as here
from pages.ui.session import open_run as opening
from pages.ui.session import run_cache as runs
from pages.ui.session.story import Story
from pages.ui.stage import frame
from pages.ui.stage.component import load_stage, stage
from pages.ui.stage.picture.frame_schema import Start
from pages.ui.stage.picture.visibility import Visibility

ASKED = "row"
SEEN = Visibility(implies=False, setting=False)


def show() -> None:
    """Draw the flaws page."""
    load_stage()
    _page()


@st.fragment
def _page() -> None:
    words, asked = here.words(), st.query_params.get(ASKED)
    row = str(asked or "").upper()
    scroll.to(f"flaws {row}")
    if row in FLAWS:
        _one(words, FLAWS[row])
        return
    head(words, "flaws")
    if asked is not None:
        st.warning(words("flaws.unknown"), icon=":material/search_off:")
    overview.show(words, _go)


def _one(words: Words, flaw: Flaw) -> None:
    """One flaw: what to look at, both rules, both runs, what came of them."""
    head(words, "flaws", overview.name(words, flaw.row), words(f"flaw_see.{flaw.code}"))
    _toolbar(words, flaw)
    _rules(words, flaw)
    _stages(words, flaw)
    differences(words, flaw)
    with st.container(horizontal=True):
        for code, kind, script in zip(("right", "wrong"), ("mended", "mistake"), scripts_of(flaw), strict=True):
            if st.button(words(f"flaws.open_{code}"), icon=":material/open_in_new:", key=f"open_{code}"):
                opening.on_playground(script, told=Story(kind, flaw.row))


def _go(row: str | None) -> None:
    """Show another flaw, or all."""
    if row is None:
        st.query_params.pop(ASKED, None)
    else:
        st.query_params[ASKED] = row


def _toolbar(words: Words, flaw: Flaw) -> None:
    """The way back to all, to the next, and to any other."""
    state, rows = st.session_state, list(overview.ROWS)
    state["flaw_row"] = flaw.row
    with st.container(horizontal=True, vertical_alignment="bottom", key="flaw_toolbar"):
        st.button(words("flaws.all"), icon=":material/list:", on_click=_go, args=(None,), key="flaw_all")
        for way, step in (("back", -1), ("forward", 1)):
            other = rows[(rows.index(flaw.row) + step) % len(rows)]
            icon = f":material/arrow_{way}:"
            st.button(words(f"flaws.{way}"), icon=icon, on_click=_go, args=(other,), key=f"flaw_{way}")
        st.selectbox(
            words("flaws.row"),
            rows,
            format_func=lambda row: f"{overview.name(words, row)} · {row}",
            key="flaw_row",
            on_change=lambda: _go(state["flaw_row"]),
            width=400,
            label_visibility="collapsed",
        )


def _rules(words: Words, flaw: Flaw) -> None:
    """The rule as the chapter has it, beside the right one."""
    left, right = st.columns(2)
    with left, st.container(border=True, height="stretch"):
        st.markdown(f"**✓ {words('flaws.right')}**")
        st.markdown(words(f"flaw_right.{flaw.code}"))
        if flaw.source:
            st.caption(words("flaws.source", source=flaw.source))
    with right, st.container(border=True, height="stretch"):
        st.markdown(f"**✕ {words('flaws.wrong')}**")
        st.markdown(words(f"flaw_rule.{flaw.code}"))
        if words.has(f"flaw_apart.{flaw.code}"):  # where the run is not what the chapter alone would come to
            st.caption(words(f"flaw_apart.{flaw.code}"))
        st.caption(words("flaws.lines", lines=flaw.lines, row=flaw.row))


def _stages(words: Words, flaw: Flaw) -> None:
    """Both runs, with one cursor, where they first part."""
    scripts = scripts_of(flaw)
    traces = [runs.trace(script) for script in scripts]
    end = max(trace.end for trace in traces)
    found = duel.first_other_answer(*traces) or duel.first_difference(*traces)
    tick = found.tick if found else end
    with st.container(key="twins"):
        columns = st.columns(2)
    for code, script, trace, column in zip(("right", "wrong"), scripts, traces, columns, strict=True):
        title = f"{'✓' if code == 'right' else '✕'} {words(f'flaws.{code}')}"
        start: Start = {"t": min(tick, end), "i": trace.at(tick), "play": False}
        around = frame.Around("watch", code, title, end, start, twin="flaws")
        with column:
            stage(f"stage_{code}", script, words, around, SEEN)
