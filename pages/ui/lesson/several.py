"""The runs of a step where it has several: which of them meet the goal, and which one is looked at.

Rules of this file
* At first the run is shown that misses the goal; another is looked at when it is chosen, once the outcome was told.
"""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from lessons import labels
from lessons.goals import Judged, worst
from lessons.probes import ask
from lessons.scripts import trace
from pages.ui.lesson import prose
from pages.ui.lesson.position import At


def looked_at(at: At, runs: Sequence[Judged], name: str) -> tuple[Judged, str]:
    """The run that is shown, and its name on the stage. name: of the setting that was tried."""
    found = worst(runs)
    chosen = st.session_state.get(_key(at, name)) or found.name
    run = next((run for run in runs if run.name == chosen), found)
    return run, name if run is found else f"{name}_{run.name}"


def choose(at: At, runs: Sequence[Judged], name: str) -> None:
    """All runs with their outcome, to choose which is looked at; nothing where there is one only."""
    if len(runs) < 2:
        return
    signs = {run.name: f"{prose.SIGNS[run.good]} {_said(at, run)}" for run in runs}
    st.session_state.setdefault(_key(at, name), worst(runs).name)
    label, say, key = at.words("lesson.runs"), signs.__getitem__, _key(at, name)
    st.segmented_control(label, list(signs), format_func=say, key=key, required=True, wrap=True)


def _said(at: At, run: Judged) -> str:
    """A run by the lesson's words, and what it answers where that is asked."""
    said = prose.plain(at, at.text(f"run {run.name}"), run.script)
    if not at.step.ask:
        return said
    found = ask(trace(run.script), at.step.ask)
    return at.words("lesson.with", name=said, value=labels.label(at.words, found.kind, found.token))


def _key(at: At, name: str) -> str:
    return f"look_{at.key}_{name}"
