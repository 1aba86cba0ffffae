"""What would you do? Each option has runs of its own, and is judged by all of them; it may be that none will do.

Rules of this file
* An option is shown in the first of its runs that misses the goal.
* The step is done when the option that reaches the goal was tried, or, where none does, when all were.
"""

from __future__ import annotations

from functools import partial

import streamlit as st

from lessons import answers, goals
from lessons.goals import Judged
from lessons.scripts import text_of
from pages.ui.lesson import asking, attempts, board, log, prose, reveal
from pages.ui.lesson.position import At
from pages.ui.session.error_text import literal


def options(at: At) -> None:
    """The step: choose, watch what comes of it, choose again."""
    tried: tuple[str, ...] = attempts.of(f"options_{at.key}", ())
    text, words, view, outcome = board.parts()
    with text:
        prose.show(at)
    with words:
        prose.prompt(at)
        names = {name: prose.plain(at, at.text(f"option {name}")) for name, _ in at.step.options}
        say = names.__getitem__
        label = at.words("lesson.choice")
        token = st.radio(label, list(names), index=None, format_func=say, key=f"ask_{at.key}")
        asking.unlocked(at, token, partial(_try, at, token), "run_option", hint="lesson.locked_gap")
    if not tried:
        with view:
            board.quiet(at, text_of(at.lesson, at.step.script or ""), at.step.until, None)
        return
    run, name = goals.worst(_runs(at, tried[-1])), f"{board.OPTION}{tried[-1]}_{len(tried)}"
    after = prose.shown(at.lesson, at.step, at.words, at.text(f"after {tried[-1]}"), run.script)
    with outcome:
        if came_of(at, names[tried[-1]], run, name, after):
            _over_or_not(at, tried)
    with view:
        board.whole(at, run.script, name, "start")


def _runs(at: At, option: str) -> tuple[Judged, ...]:
    return goals.option(at.lesson, at.step, dict(at.step.options)[option])


def _try(at: At, token: str | None) -> None:
    if token is None:
        return
    count = attempts.add(f"options_{at.key}", token)
    log.put(log.get().answered(at.key, token))
    if _over(at, attempts.of(f"options_{at.key}")):
        log.put(log.get().finished(at.key))
    reveal.ran(at.key, f"{board.OPTION}{token}_{count}")


def _over(at: At, tried: tuple[str, ...]) -> bool:
    """Whether nothing is left to be found out."""
    good = answers.good(at.lesson, at.step)
    return bool(set(good) & set(tried)) if good else {name for name, _ in at.step.options} <= set(tried)


def came_of(at: At, said: str, run: Judged, name: str, after: str) -> bool:
    """What came of an option, or a repair: its run clause by clause, and what to say to it; False while it is watched.

    said: what was chosen, in words. name: of the run on the stage. after: Markdown.
    """
    with reveal.place(at, name), st.container(border=True):
        st.markdown(f"**{literal(said)}**")
        if not reveal.told(at, name):
            reveal.waiting(at)
            return False
        st.markdown(prose.goals(at, run.script))
    if run.good:
        st.success(after, icon=":material/check:")
    else:
        st.warning(after, icon=":material/close:")
    return True


def _over_or_not(at: At, tried: tuple[str, ...]) -> None:
    """Why it is so, once nothing is left to be found out; till then, where none will do, how many were tried."""
    if _over(at, tried):
        prose.show(at, "why")
    elif at.step.impossible:
        st.caption(at.words("lesson.options_tried", count=len(set(tried)), of=len(at.step.options)))
