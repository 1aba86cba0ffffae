"""All flaws: the worst first, then all by subject, to search and to choose from."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import streamlit as st

from engine.flaws import FLAWS
from engine.protocols import PROTOCOLS
from lessons.words import Words
from pages.ui.finding import Found, find, nothing

WORST: Final = ("B65", "B34", "B35", "B46", "B56")
"""One slip each, after which a store is no longer what it says it is; the worst first."""

BY_SUBJECT: Final = {
    protocol: rows
    for protocol in PROTOCOLS
    if (rows := tuple(sorted(row for row, flaw in FLAWS.items() if flaw.right().system.protocol == protocol)))
}
"""The flaws of each protocol: what they are about has a name under [flaws_subject]."""

ROWS: Final = tuple(row for rows in BY_SUBJECT.values() for row in rows)
"""Every flaw, in the order in which they are offered."""

Go = Callable[[str], None]


def show(words: Words, go: Go) -> None:
    """Draw them."""
    st.header(words("flaws.worst"), anchor=False)
    with st.container(key="flaws_worst"):
        for row in WORST:
            with st.container(border=True, key=f"worst_{row}"):
                _card(words, row, go)
    st.header(words("flaws.every", count=len(FLAWS)), anchor=False)
    st.caption(words("flaws.intro"))
    asked = find(words, "flaws", {subject: len(rows) for subject, rows in BY_SUBJECT.items()})
    shown = [_group(words, subject, asked, go) for subject in BY_SUBJECT]
    if not any(shown):
        nothing(words)


def name(words: Words, row: str) -> str:
    """A flaw by its name, as a title."""
    said = words(f"flaw.{FLAWS[row].code}")
    return said[:1].upper() + said[1:]


def _card(words: Words, row: str, go: Go) -> None:
    st.markdown(f"**{name(words, row)}**")
    st.markdown(words(f"flaw_see.{FLAWS[row].code}"))
    with st.container(horizontal=True, vertical_alignment="center"):
        st.button(words("flaws.watch"), icon=":material/play_arrow:", key=f"worst_{row}_go", on_click=go, args=(row,))
        st.caption(row)


def _group(words: Words, subject: str, asked: Found, go: Go) -> bool:
    """The flaws of a subject that were asked for; whether there are any."""
    rows = [row for row in BY_SUBJECT[subject] if asked.fits(subject, _said(words, row))]
    if rows:
        st.markdown(f"### {words(f'flaws_subject.{subject}')}")
        with st.container(key=f"flaws_of_{subject}"):
            for row in rows:
                label = f"{name(words, row)} :small[:gray[{row}]]"
                st.button(label, key=f"flaw_{row}", type="tertiary", on_click=go, args=(row,))
    return bool(rows)


def _said(words: Words, row: str) -> list[str]:
    """All that is told of a flaw."""
    code = FLAWS[row].code
    return [row, *(words(f"{section}.{code}") for section in ("flaw", "flaw_rule", "flaw_right", "flaw_see"))]
