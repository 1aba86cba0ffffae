"""The end of a lesson: what was predicted first, what the runs showed, and why.

Rules of this file
* First predictions alone count; later ones stand beside them at their step.
"""

from __future__ import annotations

from typing import NamedTuple

import pandas as pd
import streamlit as st

from lessons import answers, labels
from lessons.answers import Question
from lessons.scripts import canonical
from pages.ui.lesson import log, prose
from pages.ui.lesson import position as here
from pages.ui.lesson.position import At
from pages.ui.session import state as session
from pages.ui.session.error_text import literal


class Predicted(NamedTuple):
    """A step with a first prediction."""

    at: At
    question: Question
    token: str

    @property
    def right(self) -> bool:
        """Whether it was what the run shows."""
        return answers.agrees(self.at.step, self.question, self.token)


def show(at: At) -> None:
    """At the last step that is needed, once all are done."""
    id, done = session.get(here.Stands).lesson, log.get().done
    needed = here.needed(id)
    if needed[-1] != (at.lesson.id, at.step.id) or not all(f"{owner}/{name}" in done for owner, name in needed):
        return
    found = [one for owner, name in needed if (one := _predicted(at, owner, name))]
    if not found:
        return
    said = at.words("lesson.finished", right=sum(one.right for one in found), count=len(found))
    with st.container(width=760, key="lesson_ending"):
        st.success(said, icon=":material/check_circle:")
        st.table(_table(at, found).map(literal).rename(columns=literal), border="horizontal", hide_index=True)
        for one in found:
            if not one.right:
                with st.expander(at.words("lesson.why_step", step=literal(one.at.prose.titles[one.at.step.id]))):
                    prose.show(one.at, "why", canonical(one.at.lesson, one.at.step.script or ""))


def _predicted(at: At, owner: str, name: str) -> Predicted | None:
    """The first prediction of a step; None where there was none."""
    found, given = here.opened(owner), log.get().answers.get(f"{owner}/{name}")
    if found is None or given is None or found.step(name).kind != "predict":
        return None
    step = found.step(name)
    return Predicted(At(found, step, found.words(at.words.lang), at.words), answers.question(found, step), given)


def _table(at: At, found: list[Predicted]) -> pd.DataFrame:
    def said(one: Predicted, token: str) -> str:
        return labels.answer(at.words, one.at.prose, one.at.step, one.question.kind, token)

    rows = [
        {
            at.words("lesson.step"): f"{prose.SIGNS[one.right]} {one.at.prose.titles[one.at.step.id]}",
            at.words("lesson.predicted"): said(one, one.token),
            at.words("lesson.observed"): said(one, one.question.right),
        }
        for one in found
    ]
    return pd.DataFrame(rows)
