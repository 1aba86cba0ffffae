"""The flaws page: each flaw of the brief that can be seen, its rule beside the right one, and both runs side by side.

Rules of this file
* The address holds the row: ?row=B56. A row that is not there leads to the first one.
* Both runs have the same commands; only the rule differs. What differs in their outcome is computed, never told.
* The two stages are twins: whoever moves takes the other along.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import pandas as pd
import streamlit as st

from engine.flaws import FLAWS, Flaw, difference
from engine.script import print_script
from lessons.words import Words
from pages.ui.compare import pair as duel
from pages.ui.head import head
from pages.ui.session import language as here
from pages.ui.session import open_run as opening
from pages.ui.session import run_cache as runs
from pages.ui.session import state as session
from pages.ui.session.error_text import literal
from pages.ui.stage import frame
from pages.ui.stage.component import load_stage, stage
from pages.ui.stage.picture import nodes
from pages.ui.stage.picture.frame_schema import Start
from pages.ui.stage.picture.phrases import Phrases
from pages.ui.stage.picture.visibility import Visibility

INNER = ("note", "sent")
"""Kinds of facts that are told only where the flaw's entry names them."""
TOLD_FIRST = ("verdict", "op", "store", "lost", "mode", "role", "hints", "log", "belief", "note", "sent")
"""Kinds of facts, in the order in which they are told."""


@dataclass(frozen=True)
class Shown:
    """The row in the address, as the page wrote it itself."""

    address: str | None = None


def show() -> None:
    """Draw the flaws page."""
    load_stage()
    _page()


@st.fragment
def _page() -> None:
    words = here.words()
    head(words, "flaws")
    st.caption(words("flaws.intro", count=len(FLAWS)))
    flaw = _choice(words)
    _rules(words, flaw)
    _stages(words, flaw)
    differences(words, flaw)
    with st.container(horizontal=True):
        for code, script in zip(("right", "wrong"), _scripts(flaw.row), strict=True):
            if st.button(words(f"flaws.open_{code}"), icon=":material/open_in_new:", key=f"open_{code}"):
                opening.on_playground(script)


def _choice(words: Words) -> Flaw:
    """Which row: from the address, or chosen among those of one system."""
    state = st.session_state
    asked = str(st.query_params.get("row", "")).upper()
    if asked in FLAWS and asked != session.get(Shown).address:
        state["flaw_row"] = asked
    if state.get("flaw_row") not in FLAWS:
        state["flaw_row"] = next(iter(FLAWS))
    with st.container(horizontal=True, vertical_alignment="bottom", key="flaw_toolbar"):
        st.selectbox(
            words("flaws.row"),
            sorted(FLAWS),
            format_func=lambda row: _named(words, row),
            key="flaw_row",
            width=460,
            label_visibility="collapsed",
        )
        for way, step in (("back", -1), ("forward", 1)):
            icon = f":material/arrow_{way}:"
            st.button(words(f"flaws.{way}"), icon=icon, on_click=_step, args=(step,), key=f"flaw_{way}")
    row: str = state["flaw_row"]
    if st.query_params.get("row") != row:
        st.query_params["row"] = row
    session.change(Shown, address=row)
    return FLAWS[row]


def _step(step: int) -> None:
    """Go to the next row, or to the one before."""
    rows, state = sorted(FLAWS), st.session_state
    state["flaw_row"] = rows[(rows.index(state["flaw_row"]) + step) % len(rows)]


def _named(words: Words, row: str) -> str:
    flaw = FLAWS[row]
    system = words(f"system.{flaw.right().system.protocol}")
    return f"{row} · {words(f'flaw.{flaw.code}')} · {system}"


def _rules(words: Words, flaw: Flaw) -> None:
    """The rule as the brief has it, beside the right one."""
    left, right = st.columns(2)
    with left, st.container(border=True, height="stretch"):
        st.markdown(f"**✓ {words('flaws.right')}**")
        st.markdown(words(f"flaw_right.{flaw.code}"))
        if flaw.source:
            st.caption(words("flaws.source", source=flaw.source))
    with right, st.container(border=True, height="stretch"):
        st.markdown(f"**✕ {words('flaws.wrong')}**")
        st.markdown(words(f"flaw_rule.{flaw.code}"))
        st.caption(words("flaws.lines", lines=flaw.lines, row=flaw.row))
    st.markdown(f"**{words('flaws.see')}** {words(f'flaw_see.{flaw.code}')}")


SEEN = Visibility(implies=False, setting=False)


def _stages(words: Words, flaw: Flaw) -> None:
    """Both runs, with one cursor, where they first part."""
    scripts = _scripts(flaw.row)
    traces = [runs.trace(script) for script in scripts]
    end = max(trace.end for trace in traces)
    found = duel.first_other_answer(*traces) or duel.first_difference(*traces)
    tick = found.tick if found else end
    for code, script, trace, column in zip(("right", "wrong"), scripts, traces, st.columns(2), strict=True):
        title = f"{'✓' if code == 'right' else '✕'} {words(f'flaws.{code}')}"
        start: Start = {"t": min(tick, end), "i": trace.at(tick), "play": False}
        around = frame.Around("watch", code, title, end, start, twin="flaws")
        with column:
            stage(f"stage_{code}", script, words, around, SEEN)


def differences(words: Words, flaw: Flaw, only: bool = False, scripts: tuple[str, str] | None = None) -> None:
    """What is not the same when both runs (by the right rule, by the brief's) have ended, of the flaw's entry or of
    other scripts; only: what the entry calls telling.
    """
    phrases = Phrases(words, flaw.right().system)
    rows = [
        (_fact(words, name), _value(words, phrases, name, right), _value(words, phrases, name, wrong))
        for name, (right, wrong) in sorted(_differs(scripts or _scripts(flaw.row)), key=lambda one: _rank(flaw, one[0]))
        if name in flaw.evidence or (not only and name.partition(".")[0] not in INNER)
    ]
    st.markdown(f"**{words('flaws.differs')}**")
    columns = [words("flaws.fact"), words("flaws.right"), words("flaws.wrong")]
    table = pd.DataFrame(rows, columns=columns)
    if only:  # beside a lesson's stage: lines break, so that the last column is seen
        st.table(table.map(literal).rename(columns=literal), border="horizontal", hide_index=True)
    else:
        st.dataframe(table, hide_index=True)


def _rank(flaw: Flaw, name: str) -> tuple[int, int, str]:
    """What the flaw's entry calls most telling comes first."""
    told = flaw.evidence.index(name) if name in flaw.evidence else len(flaw.evidence)
    kind = name.partition(".")[0]
    return told, TOLD_FIRST.index(kind) if kind in TOLD_FIRST else len(TOLD_FIRST), name


def _fact(words: Words, name: str) -> str:
    kind, _, rest = name.partition(".")
    if kind == "verdict":
        return words(f"check.{rest}")
    if kind in INNER and words.has(f"fact_{kind}.{rest}"):
        return words(f"fact_{kind}.{rest}")
    first, _, second = rest.partition(".")
    return words(f"fact.{kind}", what=first or rest, key=second)


def _value(words: Words, phrases: Phrases, name: str, value: Any) -> str:
    """A fact's value in words; what is not there is a dash."""
    kind = name.partition(".")[0]
    if value is None or value == ():
        return "–"
    if kind == "verdict":
        return words(f"outcome.{value}")
    if kind == "op":
        status = words(f"status.{value[0]}")
        return f"{status} → {phrases.values(value[1])}" if len(value) > 1 else status
    if kind == "store":
        return phrases.values(value)
    if kind == "belief":
        return nodes.believed(name.split(".", 2)[2], value, phrases)
    if kind in ("mode", "role"):
        return words(f"{kind}.{value}")
    if kind == "log":
        return " | ".join("∅" if one.key is None else f"{one.key} = {phrases.value(one.value)}" for one in value)
    return " ".join(map(str, value)) if isinstance(value, Sequence) and not isinstance(value, str) else str(value)


@lru_cache(maxsize=128)
def _scripts(row: str) -> tuple[str, str]:
    flaw = FLAWS[row]
    return print_script(flaw.right()), print_script(flaw.wrong())


@lru_cache(maxsize=128)
def _differs(scripts: tuple[str, str]) -> tuple[tuple[str, tuple[Any, Any]], ...]:
    right, wrong = (runs.trace(script) for script in scripts)
    return tuple(difference(right, wrong).items())
