"""Spot the flaw: the chapter's own lines and which is to blame, a prediction, the run, what it breaks, three repairs.

Rules of this file
* The chapter's lines are shown, never run; what runs is the rule that they stand for (engine/flaws).
* A repair is judged by its runs: it is good if the goal holds in all of them.
"""

from __future__ import annotations

import streamlit as st

from engine.flaws import FLAWS
from lessons import answers, goals
from lessons.answers import Question
from lessons.goals import Judged
from lessons.loader import lesson
from lessons.scripts import canonical
from pages.ui.flaws.differences import differences
from pages.ui.lesson import asking, attempts, board, log, options, predictions, prose, reveal, spotting
from pages.ui.lesson.position import At


def card(at: At) -> None:
    """A card inside a lesson: the card's own lesson, under this step's name too."""
    own = lesson(at.step.row or "")
    if own is None:
        return
    inner = At(own, own.steps[0], own.words(at.words.lang), at.words)
    flaw(inner, at)
    if inner.key in log.get().done:
        log.put(log.get().finished(at.key))


def flaw(at: At, lead: At | None = None) -> None:
    """The card. lead: the step of the lesson in which it stands."""
    assert at.step.row is not None
    text, words, view, outcome = board.parts()
    question = answers.question(at.lesson, at.step)
    script = canonical(at.lesson, at.step.script or "")
    given = predictions.now(at.key)
    tried: str | None = attempts.of(f"repair_{at.key}")
    with text:
        if lead:
            prose.show(lead)
        prose.show(at)
    with words:
        line = spotting.lines(at, given is not None and reveal.told(at, board.RUN))
        if given is not None:
            prose.prompt(at)
        elif line or not at.step.guilty:
            _ask(at, question, line)
        else:
            st.caption(at.words("lesson.line_first"))
    with outcome:
        if given is not None and asking.compare(at, question, given):
            spotting.verdict(at)
            pair = (canonical(at.lesson, at.step.right or ""), script)
            differences(at.words, FLAWS[at.step.row], only=True, scripts=pair)
            _repairs(at, tried)
    with view:
        if given is None:
            board.quiet(at, script, at.step.until, at.step.ask)
        elif tried is None:
            board.whole(at, script, since=at.step.until)
        else:
            board.whole(at, _shown(at, tried).script, f"{board.REPAIR}{tried}", "start")


def _ask(at: At, question: Question, line: str | None) -> None:
    """The prediction; with it the line is kept that was chosen before."""
    prose.prompt(at)
    token = asking.field(at, question)
    predictions.because(at)

    def run() -> None:
        spotting.keep(at, line)
        predictions.give(at.key, token or "")
        reveal.ran(at.key, board.RUN)

    asking.unlocked(at, token, run, "run_run", "lesson.run_flawed")


def _repairs(at: At, tried: str | None) -> None:
    """Three ways to mend it, of which one does."""
    names = {name: at.text(f"repair {name}") for name, _ in at.step.repairs}
    chosen = st.radio(
        at.words("lesson.repair"),
        list(names),
        index=None,
        format_func=lambda name: names[name],
        key=f"mend_{at.key}",
    )

    def run() -> None:
        attempts.keep(f"repair_{at.key}", chosen)
        reveal.ran(at.key, f"{board.REPAIR}{chosen}")
        if chosen in answers.good(at.lesson, at.step):
            log.put(log.get().finished(at.key))

    asking.unlocked(at, chosen, run, "run_repair", "lesson.run_repair", ":material/build:", hint="")
    if tried is None:
        return
    repaired, after = _shown(at, tried), prose.shown(at.lesson, at.step, at.words, at.text(f"after {tried}"))
    if options.came_of(at, names[tried], repaired, f"{board.REPAIR}{tried}", after) and repaired.good:
        prose.show(at, "why")
        st.markdown(prose.cited(at))


def _shown(at: At, name: str) -> Judged:
    """The run of a repair that is shown: the first that does not meet the goal, else the first."""
    return goals.worst(goals.option(at.lesson, at.step, dict(at.step.repairs)[name]))
