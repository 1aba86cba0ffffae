"""Steps in which the learner changes the run: one gap, own numbers (challenges are in challenge.py).

Rules of this file
* What was tried is kept in the session, so that each attempt can be taken back.
* Whether a goal is met is asked of the engine, clause by clause.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

import pandas as pd
import streamlit as st

from lessons import answers, goals, labels
from lessons.goals import Judged
from lessons.scripts import canonical, first_holes
from pages.ui.lesson import asking, attempts, board, log, prose, reveal, several
from pages.ui.lesson.position import At
from pages.ui.session.error_text import literal


def gap(at: At) -> None:
    """The same run with one number missing."""
    text, words, view, outcome = board.parts()
    (name, values), *_ = at.step.knobs
    fits = answers.fitting(at.lesson, at.step)[0][name]
    shown: str | None = attempts.of(f"gap_{at.key}")
    if shown is None and at.key in log.get().done:
        shown = log.get().answers.get(at.key)
        shown = shown if shown in values else None
    script = canonical(at.lesson, at.step.script or "", {name: shown or values[0]})
    runs = goals.judged(at.lesson, at.step, script) if shown is not None else ()
    with text:
        prose.show(at)
    with words:
        prose.prompt(at)
        label = prose.plain(at, at.text(f"knob {name}"))
        say = partial(_held, at, name)
        token = st.radio(label, values, index=None, format_func=say, key=f"ask_{at.key}", horizontal=True)

        def run() -> None:
            attempts.keep(f"gap_{at.key}", token)
            log.put(log.get().answered(at.key, token or ""))
            if token == fits:
                log.put(log.get().finished(at.key))
            reveal.ran(at.key, f"run{token}")

        asking.unlocked(at, token, run, "run_gap", hint="lesson.locked_gap")
    if shown is not None:
        with outcome:
            said = at.words("lesson.with", name=label.removesuffix(" ="), value=say(shown))
            _verdict(at, said, runs, f"run{shown}", shown == fits)
    with view:
        if shown is None:
            board.blank(at, script)
        else:
            shown_run, called = several.looked_at(at, runs, f"run{shown}")
            board.whole(at, shown_run.script, called, "start")


def _verdict(at: At, said: str, runs: Sequence[Judged], name: str, why: bool) -> None:
    """Whether a setting meets the goal, clause by clause; and why, if it does."""
    with reveal.place(at, name), st.container(border=True):
        st.caption(literal(said))
        if not reveal.told(at, name):
            reveal.waiting(at)
            return
        several.choose(at, runs, name)
        st.markdown(prose.goals(at, several.looked_at(at, runs, name)[0].script))
    good = goals.reached(runs)
    (st.success if good else st.info)(at.words("lesson.reached" if good else "lesson.not_reached"))
    if why:
        prose.show(at, "why", runs[0].script)


def own(at: At) -> None:
    """Own numbers: choose, predict, run, and again."""
    tries: tuple[dict[str, Any], ...] = attempts.of(f"tries_{at.key}", ())
    text, words, view, outcome = board.parts()
    with text:
        prose.show(at)
    with words:
        holes = knobs(at, first_holes(at.step))
        question = answers.question(at.lesson, at.step, holes)
        prose.prompt(at)
        last = tries[-1] if tries and tries[-1]["holes"] == holes else None
        token = asking.field(at, question, f"ask{len(tries)}") if last is None else None

        def run() -> None:
            made = {"holes": holes, "predicted": token, "observed": question.right}
            count = attempts.add(f"tries_{at.key}", made)
            log.put(log.get().answered(at.key, token or "").finished(at.key))
            reveal.ran(at.key, f"run{count}")

        if last is None:
            asking.unlocked(at, token, run, "run_own")
    name, script = f"run{len(tries)}", canonical(at.lesson, at.step.script or "", holes)
    runs = answers.each(at.lesson, at.step, script)
    with outcome:
        told = last is None or asking.compare(at, question, last["predicted"], name)
        if last is not None and told:
            several.choose(at, runs, name)
        _tried(at, tries if told else tries[:-1], question.kind)
    with view:
        if last is None:
            board.quiet(at, script, at.step.until, at.step.ask)
        else:
            shown_run, called = several.looked_at(at, runs, name)
            board.whole(at, shown_run.script, called, "start")


def _tried(at: At, tries: Sequence[dict[str, Any]], kind: str) -> None:
    """What was tried so far."""
    if tries:
        st.caption(at.words("lesson.change"))
        st.table(_table(at, tries, kind).map(literal).rename(columns=literal), border="horizontal", hide_index=True)
        if len({tuple(one["holes"].items()) for one in tries}) > 1:
            prose.show(at, "why")


def _held(at: At, knob: str, value: str) -> str:
    return labels.held(at.words, at.lesson, at.step, knob, value)


def knobs(at: At, start: Mapping[str, str]) -> dict[str, str]:
    """Draw a control for each knob of a step; by knob the value that it stands at."""
    chosen = {}
    for name, values in at.step.knobs:
        label = prose.plain(at, at.text(f"knob {name}"))
        key = f"knob_{at.key}_{name}"
        say = partial(_held, at, name)
        st.session_state.setdefault(key, start[name])
        found = st.segmented_control(label, values, format_func=say, key=key, required=True, wrap=True)
        chosen[name] = found or start[name]
    return chosen


def _table(at: At, tries: Sequence[dict[str, Any]], kind: str) -> pd.DataFrame:
    full = {name: prose.plain(at, at.text(f"knob {name}")) for name, _ in at.step.knobs}
    names = dict(zip(full, labels.heads(tuple(full.values())), strict=True))
    rows = [
        {
            **{names[name]: _held(at, name, value) for name, value in one["holes"].items()},
            at.words("lesson.predicted"): labels.label(at.words, kind, one["predicted"] or ""),
            at.words("lesson.observed"): labels.label(at.words, kind, one["observed"]),
        }
        for one in tries
    ]
    return pd.DataFrame(rows)
