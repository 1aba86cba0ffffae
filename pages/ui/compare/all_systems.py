"""All systems at once: the commands of a run under each of them, as a grid of systems by promises, in a dialog.

Rules of this file
* The grid is plain data for systems_grid.js; what comes back from the browser is untrusted.
* A cell opens its system's run, a broken one at the tick at which it broke.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Final

import streamlit as st

from engine.checks import STAGE
from engine.run.simulation import Overrun
from engine.script import ScriptError, print_command
from lessons.words import Words
from pages.ui.compare import grid, titles
from pages.ui.compare.grid import Cell, Row
from pages.ui.js.modules import component
from pages.ui.session import error_text as errors
from pages.ui.session import language as here
from pages.ui.session import run_cache as runs
from pages.ui.stage.picture.phrases import Phrases
from pages.ui.stage.picture.verdicts import worded

CSS: Final = Path(__file__).parent.parent / "css"
MARKS: Final = {"kept": "✓", "broken": "✕", "cant_tell": "?"}
NOTHING: Final = "–"
"""What stands where a promise has nothing to judge, or a system cannot run."""

Open = Callable[[Row, int | None], object]
"""What opens a system's run, at a tick (None: at the start)."""

_component = st.components.v2.component(
    "cap_systems",
    css=(CSS / "systems.css").read_text(encoding="utf-8"),
    js=component("systems_grid", "mountGrid"),
)


def button(words: Words, script: str, open_run: Open) -> None:
    """The button, and the dialog once it was pressed."""
    pressed = st.button(
        words("all_systems.button"),
        icon=":material/grid_on:",
        help=words("all_systems.help"),
        disabled=not grid.possible(runs.scenario(script)),
        key="all_systems",
    )
    if pressed:
        st.dialog(words("all_systems.title"), width="large")(lambda: _grid(script, open_run))()


def _grid(script: str, open_run: Open) -> None:
    words = here.words()
    st.caption(words("all_systems.intro"))
    try:
        with st.spinner(words("all_systems.running")):
            rows = grid.rows(script)
    except (ScriptError, Overrun) as error:
        st.error(errors.told(words, error), icon=":material/error:")
        return
    found = _component(key="systems", data=drawn(words, rows, script), on_open_change=_heard)
    if (asked := chosen(found.get("open"), rows)) is not None:
        open_run(*asked)
        st.rerun()


def chosen(asked: Any, rows: Sequence[Row]) -> tuple[Row, int | None] | None:
    """The system and the tick that a press asks for; asked: [row, promise] by number, where it is well formed."""
    if not (isinstance(asked, list) and len(asked) == 2 and all(type(one) is int for one in asked)):
        return None
    row, place = asked
    if not (0 <= row < len(rows) and -1 <= place < len(STAGE)) or rows[row].error is not None:
        return None
    cell = rows[row].cells.get(columns(rows)[place]) if place >= 0 else None
    return rows[row], cell.broke if cell else None


def columns(rows: Sequence[Row]) -> list[str]:
    """The promises, those first that most systems break here: a phone shows three of them at once."""
    return sorted(STAGE, key=lambda one: -sum(row.cells[one].broke is not None for row in rows if one in row.cells))


def drawn(words: Words, rows: Sequence[Row], script: str) -> dict[str, Any]:
    """The grid as plain data: its columns, and its rows with a mark, a tick and a sentence a cell."""
    checks = columns(rows)
    return {
        "label": words("all_systems.title"),
        "corner": words("all_systems.system"),
        "columns": [{"name": words(f"check.{check}"), "tip": words(f"check_help.{check}")} for check in checks],
        "rows": [_row(words, row, script, checks) for row in rows],
        "swipe": words("all_systems.swipe", count=len(checks)),
        "legend": words("all_systems.legend"),
    }


def _row(words: Words, row: Row, script: str, checks: Sequence[str]) -> dict[str, Any]:
    name = words(f"rival.{row.name}") if row.name else titles.plain(words, script)
    notes = [words("all_systems.own")] if row.own else []
    if row.error is not None:
        notes.append(words("all_systems.cannot"))
    elif row.left_out:
        notes.append(words("all_systems.left_out", commands="; ".join(map(print_command, row.left_out))))
    phrases = None if row.error else Phrases(words, runs.scenario(row.script).system)
    cells = [_cell(words, row.cells.get(check), check, phrases) for check in checks]
    return {
        "name": name,
        "own": row.own,
        "note": words("compare.join").join(notes),
        "able": row.error is None,
        "cells": cells,
    }


def _cell(words: Words, cell: Cell | None, check: str, phrases: Phrases | None) -> dict[str, Any]:
    if cell is None or phrases is None:
        return {"mark": NOTHING, "outcome": "none", "at": "", "tip": words("all_systems.none")}
    outcome = cell.verdict.outcome
    at = "" if cell.broke is None else words("all_systems.at", tick=cell.broke)
    proof = " ".join(cell.verdict.operations)
    said = (
        f"{words(f'check.{check}')} · {words(f'outcome.{outcome}')} · {phrases.verdict(worded(cell.verdict, phrases))}"
    )
    tip = f"{said} ({proof})" if proof else said
    return {"mark": MARKS[outcome], "outcome": outcome, "at": at, "tip": tip}


def _heard() -> None:
    """The press is read where the grid is shown."""
