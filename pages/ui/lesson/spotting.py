"""The chapter's lines of a card: first the learner points at one, later the lines that are to blame are marked.

Rules of this file
* The first line that was chosen is kept in the log, beside the first prediction: B41/flaw-line.
* A sign and words tell which lines are to blame, never colour alone.
* A line that is too long is broken, and goes on to the right of where it began.
"""

from __future__ import annotations

import re

import streamlit as st

from lessons.course import brief_lines
from lessons.listing import Line, listing, meant
from pages.ui.lesson import log
from pages.ui.lesson.position import At

BLAMED, SPACE, BREAK = "→", "\u00a0", "\u200b"
"""The sign of a line that is to blame; a space that stays; where a name that is too long may be broken."""
HANGING, DEEPER = 9, 4
"""Columns from the left edge to where a broken line goes on, beside its indent: sign, number and four more; how much
deeper than the line above a line is shown at most: what is aligned with a bracket has no room on a phone."""


def lines(at: At, told: bool) -> str | None:
    """The lines, to choose one of; after the run they are as they were left. Gives the line that was chosen. told:
    whether the outcome is, so that those to blame are marked.
    """
    row, given = at.step.row or "", first(at)
    over = given is not None or told
    held = listing(row, at.words)
    shown, indents = {line.number: line for line in held if line.shown}, _indents(held)
    with st.container(key="code_lines"):
        st.html(f"<style>{''.join(_style(held, indents))}</style>")
        chosen = st.radio(
            at.words("lesson.which_line"),
            list(shown),
            index=list(shown).index(given) if given in shown else None,
            format_func=lambda number: _label(shown[number], indents[number], told and number in at.step.guilty),
            key=f"line_{'told' if over else 'asked'}_{at.key}",
            disabled=over or not at.step.guilty,
            label_visibility="visible" if at.step.guilty else "hidden",
        )
    st.caption(at.words("lesson.code_lines", lines=brief_lines()[row], row=row))
    return meant(row, chosen, at.words) if chosen else None


def first(at: At) -> str | None:
    """The line that was chosen before the run."""
    return log.get().answers.get(_name(at))


def keep(at: At, line: str | None) -> None:
    """A line is chosen."""
    if line is not None:
        log.put(log.get().answered(_name(at), line))


def verdict(at: At) -> None:
    """Whether it was the right one."""
    given, blamed = first(at), at.step.guilty
    if given is None or not blamed:
        return
    if given in blamed:
        st.success(at.words("lesson.line_right", line=given), icon=":material/check:")
    else:
        others = at.words("expected.comma").join(blamed)
        said = at.words("lesson.line_wrong", line=given, blamed=others, n=len(blamed))
        st.info(said, icon=":material/compare_arrows:")


def _name(at: At) -> str:
    return f"{at.key}-line"


def _label(line: Line, indent: int, blamed: bool) -> str:
    """A line as it is shown: sign, number, text; its spaces stay, and nothing in it is Markdown."""
    sign = BLAMED if blamed else SPACE
    number, text = line.number.rjust(3, SPACE), re.sub(r"(?<=[\w)][.(\[])", BREAK, line.text.strip())
    said = f"`{sign}{number}{SPACE}{SPACE * indent}{text}`"
    return f"**{said}**" if blamed else said


def _indents(held: tuple[Line, ...]) -> dict[str, int]:
    """How far each line stands to the right, by its number."""
    found, above = {}, 0
    for line in held:
        if line.shown:
            above = found[line.number] = min(line.indent, above + DEEPER)
    return found


def _style(held: tuple[Line, ...], indents: dict[str, int]) -> list[str]:
    """Where each line goes on that is broken, and a gap where a line is empty or some are left out."""
    rules, place, gap = [], 0, ""
    for line in held:
        if not line.shown:
            gap = "blank" if not line.text else "left_out"
            continue
        place += 1
        at = f'.st-key-code_lines [role="radiogroup"] > :nth-child({place})'
        edge = indents[line.number] + HANGING
        rules.append(f"{at} code {{ padding-left: {edge}ch; text-indent: -{edge}ch; }}")
        if gap:
            rules.append(f"{at} {{ {GAPS[gap]} }}")
        gap = ""
    return rules


GAPS = {
    "blank": "margin-top: 0.5rem;",
    "left_out": "margin-top: 0.5rem; padding-top: 0.5rem; border-top: 2px dotted currentColor;",
}
