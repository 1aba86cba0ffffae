"""A question on the page: how it is answered, and prediction and observation side by side.

Rules of this file
* The button that runs is locked until there is an answer; the first answer is what the log keeps.
* Right or wrong is never told by colour alone.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

import streamlit as st

from lessons import answers, labels
from lessons.answers import Question
from lessons.course import course
from lessons.scripts import canonical, text_of, trace
from pages.ui.lesson import attempts, board, log, predictions, prose, reveal, scroll, several, way
from pages.ui.lesson.position import At
from pages.ui.session.error_text import literal


def predict(at: At) -> None:
    """A step that asks, runs and compares."""
    text, words, view, outcome = board.parts()
    question = answers.question(at.lesson, at.step)
    script = canonical(at.lesson, at.step.script or "")
    runs = answers.each(at.lesson, at.step, script) if at.step.ask else ()
    given = predictions.now(at.key)
    with text:
        prose.show(at)
    with words:
        prose.prompt(at)
        if given is None:
            token = field(at, question)
            predictions.because(at)
            gate(at, token)
    with outcome:
        if given is not None and compare(at, question, given):
            several.choose(at, runs, "run")
            _before(at, question)
            prose.show(at, "why", script)
            st.button(
                at.words("lesson.again"),
                type="tertiary",
                icon=":material/replay:",
                on_click=predictions.anew,
                args=(at.key,),
                key="again",
            )
    with view:
        if given is None:
            board.quiet(at, script, at.step.until, at.step.ask)
        elif at.step.runs:
            run, name = several.looked_at(at, runs, "run")
            board.whole(at, run.script, name, "start")
        else:
            board.whole(at, script, since=at.step.until)


def gate(at: At, token: str | None) -> None:
    """The button that runs, with which the step is done: locked until there is an answer."""

    def run() -> None:
        predictions.give(at.key, token or "")
        log.put(log.get().finished(at.key))
        reveal.ran(at.key, "run")

    unlocked(at, token, run, "run_run")


def unlocked(
    at: At,
    token: str | None,
    run: Callable[[], None],
    key: str,
    label: str = "lesson.run",
    icon: str = ":material/play_arrow:",
    hint: str = "lesson.locked",
) -> None:
    """A button that nobody can press before there is an answer; until then a hint says so (none if it is empty)."""
    icon = icon if token else ":material/lock:"
    st.button(at.words(label), type="primary", icon=icon, disabled=not token, on_click=run, key=key)
    if hint and not token:
        st.caption(at.words(hint))


def field(at: At, question: Question, name: str = "ask") -> str | None:
    """How the question is answered; the token of what is chosen, or None."""
    key = f"{name}_{at.key}"

    def named(token: str) -> str:
        return literal(labels.answer(at.words, at.prose, at.step, question.kind, token))

    label = at.words("lesson.prediction")
    match at.step.form:
        case "value":
            return (st.text_input(label, key=key, max_chars=80) or "").strip() or None
        case "number":
            low, high = map(int, at.step.range)
            moved = partial(attempts.keep, f"moved_{key}", True)
            number = st.slider(label, low, high, key=key, on_change=moved)
            return str(number) if attempts.of(f"moved_{key}") else None
        case "nodes":
            nodes = trace(text_of(at.lesson, at.step.script or "")).scenario.system.names
            chosen = st.pills(label, nodes, selection_mode="multi", key=key)
            return " ".join(node for node in nodes if node in chosen) or None
        case "order":
            return _ordered(at, question, key)
        case _:
            return st.radio(label, question.choices, index=None, format_func=named, key=key)


def _ordered(at: At, question: Question, key: str) -> str | None:
    """Moments, put in order by choosing one after the other."""
    placed: tuple[str, ...] = attempts.of(key, ())

    def choose(name: str) -> None:
        attempts.add(key, name)

    st.caption(at.words("lesson.order"))
    if placed:
        st.markdown(_listed(at, placed))
    for name in question.choices:
        if name not in placed:
            text = labels.answer(at.words, at.prose, at.step, "order", name)
            st.button(literal(text), key=f"{key}_{name}", on_click=choose, args=(name,), width="stretch")
    if placed:
        st.button(
            at.words("lesson.order_back"),
            type="tertiary",
            icon=":material/undo:",
            on_click=attempts.back,
            args=(key,),
            key="unplace",
        )
    return " ".join(placed) if len(placed) == len(question.choices) else None


def _listed(at: At, names: Sequence[str]) -> str:
    texts = (labels.answer(at.words, at.prose, at.step, "order", name) for name in names)
    return "\n".join(f"{k}. {literal(text)}" for k, text in enumerate(texts, 1))


def compare(at: At, question: Question, given: str, name: str = "run") -> bool:
    """Prediction and observation, side by side, and what to say to this answer; False while the run is watched."""
    told = reveal.told(at, name)
    if question.kind == "order":
        shown = [_listed(at, token.split()) for token in (given, question.right)]
    else:
        shown = [f"**{literal(labels.label(at.words, question.kind, token))}**" for token in (given, question.right)]
    with reveal.place(at, name), st.container(key=f"compared_{at.step.id}"):
        for column, code, said in zip(st.columns(2), ("predicted", "observed"), shown, strict=True):
            with column, st.container(border=True, height="stretch"):
                st.caption(at.words(f"lesson.{code}"))
                if told or code == "predicted":
                    st.markdown(said)
                else:
                    reveal.waiting(at)
                if code == "predicted" and (reason := predictions.reason(at.key)):
                    st.caption(literal(at.words("lesson.for_reason", said=reason)))
    if told:
        _respond(at, question, given)
    return told


def _respond(at: At, question: Question, given: str) -> None:
    """What to say to this answer."""
    if answers.agrees(at.step, question, given):
        st.success(at.words("lesson.same"), icon=":material/check:")
    else:
        feedback = at.text(f"other {question.origins.get(given, '')}")
        said = prose.shown(at.lesson, at.step, at.words, feedback) if feedback else at.words("lesson.other")
        st.info(said, icon=":material/compare_arrows:")


def _before(at: At, question: Question) -> None:
    """What was predicted before, the first at the beginning."""
    said = [labels.answer(at.words, at.prose, at.step, question.kind, token) for token in predictions.before(at.key)]
    if said:
        st.caption(literal(at.words("lesson.predicted_before", said=at.words("lesson.then").join(said))))


def watch(at: At) -> None:
    """A narrated run without a question, or words alone."""
    if at.step.script is None:
        scroll.to(at.key)
        with st.container(width=760):
            if at.step.kind == "where":
                _where(at)
            else:
                prose.show(at)
        log.put(log.get().finished(at.key))
        return
    text, _, view, _ = board.parts()
    script = text_of(at.lesson, at.step.script)
    with text:
        prose.show(at)
    with view:
        board.whole(at, script)
    log.put(log.get().finished(at.key))


def _where(at: At) -> None:
    prose.show(at)
    with st.expander(at.words("lesson.sources"), icon=":material/menu_book:"):
        st.markdown(prose.cited(at))
    if at.lesson.id in course().written and way.next_to(at.lesson.id) is None:
        st.caption(at.words("lesson.more_to_come"))
