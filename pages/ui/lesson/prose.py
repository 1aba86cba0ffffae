"""The words of a step on a page: what is computed in them put in, terms linked to the glossary.

Rules of this file
* Lessons are Markdown that Streamlit shows without HTML. A value comes out letter by letter, and a picture from
  outside is never fetched: `![` is shown as it stands.
* A moment, `t = 40`, and a quorum, R = 2, stay on one line.
"""

from __future__ import annotations

import re

import streamlit as st

from lessons import citing, clauses, labels
from lessons.anchors import ProbeError
from lessons.goals import met
from lessons.lesson import Lesson, Source, Step
from lessons.own_sources import source
from lessons.probes import ask
from lessons.prose import filled, terms
from lessons.scripts import first_holes, text_of, trace
from lessons.words import Words
from pages.ui.lesson.position import At
from pages.ui.session.error_text import literal

EQUATION = re.compile(r"(?<![A-Za-z])([tRWN]) (\\?=) (?=[\dRWN])")
SIGNS = {False: "✕", True: "✓"}


def show(at: At, part: str = "", script: str | None = None) -> None:
    """A part of a step's words, if there is any, and its terms."""
    text = at.text(part)
    if text:
        st.markdown(shown(at.lesson, at.step, at.words, text, script))
        _terms(at, text)


def prompt(at: At) -> None:
    """What is asked: all of it is bold, so nothing in it is."""
    said = shown(at.lesson, at.step, at.words, at.text("prompt"))
    st.markdown(f"**{said.replace('**', '')}**")


def shown(lesson: Lesson, step: Step, words: Words, text: str, script: str | None = None) -> str:
    """A text as Markdown for the page."""
    said = _put_in(lesson, step, words, re.sub(r"!\[", r"!\\[", text), script, marked=True)
    return EQUATION.sub("\\1\u00a0\\2\u00a0", said)


def plain(at: At, text: str, script: str | None = None) -> str:
    """A text without the marks of Markdown: captions and labels."""
    return re.sub(r"[*`]", "", _put_in(at.lesson, at.step, at.words, text, script, marked=False))


def _put_in(lesson: Lesson, step: Step, words: Words, text: str, script: str | None, marked: bool) -> str:
    run = script or (text_of(lesson, step.script, first_holes(step)) if step.script else None)

    def value(hole: str) -> str:
        try:
            found = ask(trace(run), hole) if run else None
        except ProbeError:
            found = None
        said = labels.label(words, found.kind, found.token) if found else "–"
        return f"**{literal(said)}**" if marked else said

    def term(code: str, said: str | None) -> str:
        name = said or words(f"term.{code}")
        return f"[{name}](course?part=glossary&term={code}&lang={words.lang})" if marked else name

    return filled(text, value, term)


def goals(at: At, script: str) -> str:
    """The goal as a list, clause by clause, met by a run or not: in the lesson's words, else in those of the clause."""
    good = met(script, at.step.goal)
    own = [shown(at.lesson, at.step, at.words, at.text(f"goal {k + 1}"), script) for k in range(len(good))]
    said = [mine or literal(made) for mine, made in zip(own, clauses.goal(at.words, at.step), strict=True)]
    return "  \n".join(f"{SIGNS[each]} {one}" for each, one in zip(good, said, strict=True))


def cited(at: At) -> str:
    """The sources of a step as lines; the title is a link."""
    named = (source(at.lesson, id) for id in at.step.sources)
    return "\n".join(f"- {reference(at.words, one)}" for one in named if one)


def reference(words: Words, one: Source) -> str:
    """A source as a line of Markdown."""
    return citing.cited(words, one, literal, lambda title: f"[*{title}*]({one.link})" if one.link else f"*{title}*")


def _terms(at: At, text: str) -> None:
    """Each term of the glossary that was used: a small button that opens what it means."""
    used = [code for code in terms(text) if at.words.has(f"term.{code}")]
    if not used:
        return
    with st.container(horizontal=True, gap="small", key=f"terms_{at.lesson.id}_{at.step.id}_{used[0]}"):
        for code in used:
            with st.popover(at.words(f"term.{code}"), type="tertiary", icon=":material/menu_book:"):
                st.markdown(at.words(f"term_help.{code}"))
