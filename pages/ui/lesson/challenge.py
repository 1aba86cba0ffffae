"""A challenge: reach a goal by turning knobs, or freely on the stage; with hints, undo and a solution.

Rules of this file
* What was tried is kept in the session, so that each attempt can be taken back.
* Whether the goal is met is asked of the engine, clause by clause.
"""

from __future__ import annotations

import streamlit as st

from lessons import answers, goals
from lessons.scripts import canonical, first_holes, turned
from pages.ui.lesson import attempts, board, free, log, prose, reveal, several, trying
from pages.ui.lesson.position import At


def challenge(at: At) -> None:
    """Reach the goal: with knobs, or freely on the stage."""
    start = answers.start_of(at.lesson, at.step)
    past: tuple[str, ...] = attempts.of(f"tries_{at.key}", (start,))
    script = past[-1]
    text, words, view, outcome = board.parts()
    with text:
        prose.show(at)
    with words:
        prose.prompt(at)
        if at.step.knobs:
            _knobbed(at, past)
    with outcome:
        if not at.step.knobs:
            free.notice()
        _judged(at, start, past)
        _help(at, past, start)
        if not at.step.knobs:
            free.editor(at, past)
    act = None if at.step.knobs else free.act(at)
    with view:
        run, name = several.looked_at(at, goals.judged(at.lesson, at.step, script), f"run{len(past)}")
        board.whole(at, run.script, name, "start", act)


def _knobbed(at: At, past: tuple[str, ...]) -> None:
    if f"knob_{at.key}_{at.step.knobs[0][0]}" not in st.session_state:
        _turn(at, past[-1])
    held = trying.knobs(at, first_holes(at.step))
    asked = canonical(at.lesson, at.step.script or "", held)

    def run() -> None:
        reveal.ran(at.key, f"run{attempts.add(f'tries_{at.key}', asked)}")

    same = asked == past[-1]
    st.button(
        at.words("lesson.try"), type="primary", icon=":material/play_arrow:", disabled=same, on_click=run, key="run_try"
    )


def _judged(at: At, start: str, past: tuple[str, ...]) -> None:
    """The goal, clause by clause, what was touched that is fixed, and the count of changes beside par; and why, if it
    is reached. It is told when the run was watched; on the stage, at once."""
    script, name = past[-1], f"run{len(past)}"
    runs, broken = goals.judged(at.lesson, at.step, script), answers.touched(start, script, at.step.fixed)
    count = answers.changes(start, script)
    rows = [prose.goals(at, several.looked_at(at, runs, name)[0].script)]
    rows += [f"{prose.SIGNS[name not in broken]} {at.words(f'lesson.fixed_{name}')}" for name in at.step.fixed]
    solved = goals.reached(runs) and not broken
    if solved:
        log.put(log.get().finished(at.key))
    with reveal.place(at, name), st.container(border=True):
        st.markdown(f"**{at.words('lesson.goal')}**")
        if not reveal.told(at, name):
            reveal.waiting(at)
            return
        several.choose(at, runs, name)
        st.markdown("  \n".join(rows))
        st.caption(at.words("lesson.par", count=count, par=at.step.par))
    if solved:
        st.success(at.words("lesson.solved" if count <= at.step.par else "lesson.solved_over"), icon=":material/flag:")
        prose.show(at, "why", script)


def _help(at: At, past: tuple[str, ...], start: str) -> None:
    """Undo, hints one by one, the solution."""
    key, given = f"tries_{at.key}", attempts.of(f"hints_{at.key}") or 0

    def hint() -> None:
        attempts.keep(f"hints_{at.key}", given + 1)

    def back() -> None:
        attempts.back(key)
        _turn(at, attempts.of(key)[-1])

    def solve() -> None:
        solution = answers.solution_of(at.lesson, at.step)
        count = attempts.add(key, solution)
        _turn(at, solution)
        reveal.ran(at.key, f"run{count}")

    def restart() -> None:
        attempts.keep(key, (start,))
        _turn(at, start)

    for number in range(1, min(given, at.step.hints) + 1):
        st.info(prose.shown(at.lesson, at.step, at.words, at.text(f"hint {number}")), icon=":material/lightbulb:")
    with st.container(horizontal=True):
        alone = len(past) < 2
        tried = not alone or bool(attempts.of(f"tried_{at.key}"))
        attempts.keep(f"tried_{at.key}", tried)
        st.button(at.words("lesson.undo"), icon=":material/undo:", disabled=alone, on_click=back, key="undo_try")
        st.button(
            at.words("lesson.restart"),
            icon=":material/restart_alt:",
            disabled=alone,
            on_click=restart,
            key="restart_try",
        )
        if given < at.step.hints:
            st.button(at.words("lesson.hint"), icon=":material/lightbulb:", on_click=hint, key="hint")
        elif tried or not at.step.hints:
            st.button(at.words("lesson.solve"), icon=":material/key:", on_click=solve, key="solve")


def _turn(at: At, script: str) -> None:
    """The knobs as they stand in a script."""
    held = turned(at.lesson, at.step, script) if at.step.knobs else {}
    st.session_state.update({f"knob_{at.key}_{name}": value for name, value in (held or {}).items()})
