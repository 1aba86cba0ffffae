"""What the course refers to: the glossary, by subject, and the sources; each with the lessons where it is used.

Rules of this file
* A term is found by its name in any language and by what it means in this one.
* Sources stand in the order of their years; documentation, which has none, stands last.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import streamlit as st

from lessons.course import course, sources
from lessons.course import glossary as subjects
from lessons.loader import lesson
from lessons.prose import terms
from lessons.words import Words, languages, load
from pages.ui.lesson import prose
from pages.ui.session import state as session


@dataclass(frozen=True)
class Searched:
    """The term of the link that was taken last."""

    address: str | None = None


def glossary(words: Words) -> None:
    """Every term in all languages, with what it means in this one."""
    state, named = st.session_state, f"term.{st.query_params.get('term', '')}"
    if words.has(named) and session.get(Searched).address != named:
        session.change(Searched, address=named)
        state["glossary_search"] = words(named)
    asked = st.text_input(words("course.search"), key="glossary_search", max_chars=60).strip().lower()
    shown = {name: [code for code in codes if _fits(words, code, asked)] for name, codes in subjects().items()}
    for name, codes in shown.items():
        if codes:
            st.markdown(f"### {words(f'term_subject.{name}')}")
            half = (len(codes) + 1) // 2
            for column, part in zip(st.columns(2, gap="medium"), (codes[:half], codes[half:]), strict=True):
                column.markdown("\n\n".join(_entry(words, code) for code in part))
    if not any(shown.values()):
        st.caption(words("course.not_found"))


def bibliography(words: Words) -> None:
    """Who said it; and in which lessons."""
    st.caption(words("course.sources_help"))
    lines = []
    for id, one in sources().items():
        using = tuple(name for name in _all() if _cites(name, id))
        lines.append(f"- {prose.reference(words, one)} · {_links(words, using)}")
    st.markdown("\n".join(lines))


def _fits(words: Words, code: str, asked: str) -> bool:
    names = [load(lang)(f"term.{code}") for lang in languages()]
    return asked in " ".join([*names, words(f"term_help.{code}")]).lower()


def _entry(words: Words, code: str) -> str:
    others = [load(lang)(f"term.{code}") for lang in languages() if lang != words.lang]
    using = _links(words, tuple(name for name in _all() if code in _terms(name, words.lang)))
    head = " · ".join([f"**{words(f'term.{code}')}**", *others, *([using] if using else [])])
    return f"{head}  \n{words(f'term_help.{code}')}"


def _all() -> tuple[str, ...]:
    return (*course().written, *course().cards)


def _links(words: Words, ids: tuple[str, ...]) -> str:
    return ", ".join(f"[{id}](lesson?lesson={id}&lang={words.lang})" for id in ids)


def _cites(name: str, source: str) -> bool:
    found = lesson(name)
    return found is not None and source in (*found.sources, *(id for step in found.steps for id in step.sources))


@cache
def _terms(name: str, lang: str) -> frozenset[str]:
    """The terms that a lesson's words name."""
    found = lesson(name)
    return frozenset(code for part in (found.words(lang).parts.values() if found else ()) for code in terms(part.text))
