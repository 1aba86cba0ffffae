"""The table page: the chapter's six scenarios, each with its operations as they were run and judged.

Rules of this file
* What the chapter says, what holds and where from is literal (cap_table.py); every mark and number is computed.
* A mark is a letter, a sign and a word, never colour alone.
* An operation's run opens on the playground at the moment of the cut. What stands behind its marks is folded.
"""

from __future__ import annotations

from functools import lru_cache

import pandas as pd
import streamlit as st

from engine.catalog.cap_table import TABLE, Asked, Judged, Row, fits, judge, sign
from engine.catalog.scenes import PRESETS
from engine.model import Operation, Scenario
from lessons.words import Words
from pages.ui.finding import Found, find, nothing
from pages.ui.head import head
from pages.ui.session import language as here
from pages.ui.session import open_run as opening
from pages.ui.session import run_cache as runs
from pages.ui.session.error_text import literal
from pages.ui.stage import frame
from pages.ui.stage.picture.phrases import Phrases

MARKS = {"kept": "green", "broken": "red", "cant_tell": "gray"}
"""Colours of the badges, by outcome."""
GRADES = {"wrong": "red", "category": "red", "over_simple": "orange", "loose": "green"}
SIGNS = {"answered": "✓", "not": "✕", "excused": "○"}


@lru_cache(maxsize=64)
def judged(scene: str, asked: tuple[str, ...]) -> Judged:
    """What the run of a scene says of these requests."""
    return judge(runs.trace(PRESETS[scene]), asked)


def show() -> None:
    """Draw the table page."""
    _page()


@st.fragment
def _page() -> None:
    words = here.words()
    head(words, "table")
    with st.container(key="table_overview"):
        st.table(_overview(words), hide_index=True, border="horizontal")
    st.markdown(words("table.intro"))
    asked = find(words, "table", {row.code: len(row.operations) for row in TABLE})
    st.caption(words("table.marks_help"))
    shown = [_row(words, row, asked) for row in TABLE]
    if not any(shown):
        nothing(words)


def _overview(words: Words) -> pd.DataFrame:
    """The chapter's table, with what was computed beside it."""
    found = []
    for row in TABLE:
        all_judged = [judged(one.scene, one.asked) for one in row.operations]
        said = [
            f"{words(f'table_op.{one.code}')} · **{_label(words, each)}**"
            for one, each in zip(row.operations, all_judged, strict=True)
        ]
        fit = sum(fits(row, each) for each in all_judged)
        name = f"[{words(f'table_subject.{row.code}')}](#{row.code})"
        found.append((name, row.cell, "  \n".join(said), words("table.fits", n=fit, count=len(said))))
    columns = [words(f"table.{name}") for name in ("scenario", "chapter", "computed", "fit")]
    return pd.DataFrame(found, columns=columns)


def _label(words: Words, found: Judged) -> str:
    return words(f"table_label.{'unclear' if found.label == '?' else found.label}")


def _row(words: Words, row: Row, asked: Found) -> bool:
    """One scenario, where anything of it was asked for: the chapter's cell beside what holds, and its operations."""
    operations = [one for one in row.operations if asked.fits(row.code, _said(words, row, one))]
    if not operations:
        return False
    st.header(words(f"table_subject.{row.code}"), anchor=row.code, divider="gray")
    grade = f":{GRADES[row.grade]}-badge[{words(f'table_grade.{row.grade}')}]"
    products = words(f"table_products.{row.code}", names=" · ".join(row.products))
    line = words("table.line", line=row.line, products=products)
    st.markdown(f"{words('table.cell', cell=row.cell)} {grade} :small[{line}]")
    st.markdown(words(f"table_right.{row.code}"))
    with st.container(key=f"table_cards_{row.code}"):
        for one in operations:
            with st.container(border=True, key=f"table_card_{row.code}_{one.code}"):
                _operation(words, row, one)
    return True


def _said(words: Words, row: Row, one: Asked) -> list[str]:
    """What names an operation."""
    said = (f"table_subject.{row.code}", f"table_op.{one.code}", f"table_help.{one.code}")
    return [*map(words, said), *row.products]


def _operation(words: Words, row: Row, one: Asked) -> None:
    """One operation: what it is, its marks, who was told what, what else matters, and its run."""
    found, scenario = judged(one.scene, one.asked), runs.scenario(PRESETS[one.scene])
    st.markdown(f"**{words(f'table_op.{one.code}')}**  \n{_marks(words, found)}")
    st.markdown(words(f"table_help.{one.code}"))
    key = f"table_open_{row.code}_{one.code}"
    with st.container(horizontal=True, vertical_alignment="center"):
        wanted = st.button(words("table.open"), icon=":material/play_arrow:", key=key, help=words("table.open_help"))
        with st.popover(words("table.details"), type="tertiary"):
            _details(words, one, found, scenario)
    if wanted and opening.open_script(PRESETS[one.scene], at(found)):
        st.switch_page("pages/playground.py")


def _details(words: Words, one: Asked, found: Judged, scenario: Scenario) -> None:
    """Who was told what, what else matters, where this holds and who says so."""
    phrases = Phrases(words, scenario.system)
    title = words("table.asked" if found.cut is None else "table.during")
    told = [f":small[{_answer(words, phrases, op)}]" for op in found.answers]
    st.markdown("  \n".join([f"**{title}**", *told]))
    if one.facts:
        st.markdown("  \n".join(_fact(words, name, found) for name in one.facts))
    system = f"{words(f'system.{scenario.system.protocol}')} · {frame.setting(scenario, words)}"
    stands = words("table.stands", system=literal(system))
    st.caption("  \n".join([stands, words("table.source", source=_sources(words, one))] if one.sources else [stands]))


def _sources(words: Words, one: Asked) -> str:
    """Who says what is right, and where it was read."""
    said = (
        words("table.source_read", source=literal(work.text), read=work.read) if work.read else literal(work.text)
        for work in one.sources
    )
    return words("table.between").join(said)


def at(found: Judged) -> int:
    """Where a run opens: at the cut, or where there is none when the first request is made."""
    return found.answers[0].issued if found.cut is None else found.cut


def _marks(words: Words, found: Judged) -> str:
    """C and A, as far as CAP says anything here."""
    if found.single:
        return f":gray-badge[{words('table_label.none')}]"
    both = (("c", found.consistent), ("a", found.available))
    return " ".join(f":{MARKS[outcome]}-badge[{words(f'table.{letter}_{outcome}')}]" for letter, outcome in both)


def _answer(words: Words, phrases: Phrases, op: Operation) -> str:
    """Who asked for what, when, and what was told."""
    said = f"{SIGNS[sign(op)]} {op.issued} · {op.node} · {phrases.operation(op)}"
    if op.status != "ok":
        said += f" → {words(f'status.{op.status}')}"
    elif op.kind == "read":
        said += f" → {phrases.values(op.value)}"
    return literal(said)


def _fact(words: Words, name: str, found: Judged) -> str:
    """One more thing that was computed, in words."""
    lost = len(found.lost)
    served, asked = found.served
    told = {
        "own": f"own_{found.own}",
        "behind": "behind" if found.behind else "behind_none",
        "lost": "lost" if lost else "lost_none",
        "rto": "rto_none" if found.rto is None else "rto",
    }
    values: dict[str, dict[str, object]] = {
        "own": {},
        "behind": {"ticks": found.behind},
        "bound": {"ticks": found.bound},
        "lowest": {"number": found.lowest},
        "floor": {"number": found.floor},
        "lost": {"n": lost},
        "rto": {"ticks": found.rto},
        "served": {"count": served, "all": asked},
    }
    return words(f"table_fact.{told.get(name, name)}", **values[name])
