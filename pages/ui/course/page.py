"""The course page: all lessons and what they need as a map with progress, short ways through, cards, glossary, sources.

Rules of this file
* Lessons that are not written yet stand on the map and say so.
* Done, begun, ready and to come are told by a mark, not by colour alone.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

import streamlit as st

from lessons import course as courses
from lessons.loader import lesson, needed
from lessons.minutes import minutes
from lessons.words import Words
from pages.ui.course import cards
from pages.ui.course import glossary as reference
from pages.ui.course import map as coursemap
from pages.ui.head import head
from pages.ui.help.link import to_help
from pages.ui.lesson import log, own_faults, own_link, way
from pages.ui.lesson import position as places
from pages.ui.session import language as here
from pages.ui.session.error_text import literal

MARKS = {"done": "✓", "begun": "◐", "ready": "○", "later": "·"}


def show() -> None:
    """Draw the course page."""
    log.keep()
    words = here.words()
    head(words, "course")
    parts: dict[str, Callable[[Words], None]] = {
        "map": _map, "cards": _cards, "glossary": reference.glossary, "sources": reference.bibliography, "own": _own,
    }  # fmt: skip
    asked = st.query_params.get("part")
    names = [words(f"course.{name}") for name in parts]
    default = names[list(parts).index(asked)] if asked in parts else None
    for tab, draw in zip(st.tabs(names, default=default, key=f"course_{words.lang}"), parts.values(), strict=True):
        with tab:
            draw(words)


def state_of(id: str) -> str:
    """How far a lesson or card is: 'done', 'begun', 'ready' or 'later'."""
    if lesson(id) is None:
        return "later"
    done = log.get().done
    held = [f"{owner}/{name}" in done for owner, name in needed(id)]
    return "done" if all(held) else "begun" if any(held) else "ready"


def _map(words: Words) -> None:
    known = courses.course()
    ready = [id for id in known.order if lesson(id)]
    _on(words)
    st.caption(words("course.intro", count=len(ready), all=len(known.order)))
    ids = _way(words)
    _lessons(words, ids)
    with st.expander(words("course.graph"), expanded=True, icon=":material/account_tree:"):
        marks = " · ".join(f"{mark} {words(f'course.state_{name}')}" for name, mark in MARKS.items())
        st.caption(f"{words('course.arrows')} {marks}")
        asked = coursemap.show(words, ids, {id: state_of(id) for id in known.order}, MARKS)
        if asked and lesson(asked):
            _open(asked)


def _way(words: Words) -> tuple[str, ...]:
    """The way through the course, to be chosen; its lessons, those to come among them."""
    known, state = courses.course(), st.session_state
    state.setdefault("course_way", way.get().name)
    state.setdefault("course_own", list(way.get().lessons))
    chosen = st.segmented_control(
        words("course.way"),
        [way.WHOLE, *known.short, way.OWN],
        format_func=lambda name: words(f"course.way_{name}"),
        required=True,
        key="course_way",
    )
    if chosen == way.OWN:
        ready = [id for id in known.order if lesson(id)]
        named = {id: f"{id} {words(f'lesson_title.{id}')}" for id in ready}
        own = st.multiselect(words("course.own_way"), ready, format_func=named.__getitem__, key="course_own")
        way.put(way.OWN, tuple(own))
        st.caption(words("course.own_way_help"))
        return tuple(own) or known.order
    way.put(chosen or way.WHOLE)
    return known.short.get(chosen or way.WHOLE, known.order)


def _lessons(words: Words, ids: tuple[str, ...]) -> None:
    """A list of buttons; what is still to come cannot be pressed."""
    columns = [column.container(gap="xsmall") for column in st.columns(2)]
    for k, id in enumerate(ids):
        state = state_of(id)
        with columns[k * 2 // max(1, len(ids))]:
            label = f"{MARKS[state]} **{id}** {words(f'lesson_title.{id}')}"
            found = lesson(id)
            more = words("lesson.minutes", minutes=minutes(found, words.lang)) if found else words("course.state_later")
            kind: Literal["secondary", "tertiary"] = "secondary" if found else "tertiary"
            if st.button(f"{label} · {more}", key=f"open_{id}", type=kind, width="stretch", disabled=not found):
                _open(id)


def _on(words: Words) -> None:
    """One way in for whoever does not want to choose."""
    id = places.next_undone()
    label = words("course.go_on" if log.get().done else "course.start", lesson=f"{id} {words(f'lesson_title.{id}')}")
    if st.button(label, icon=":material/arrow_forward:", type="primary", key="course_on"):
        _open(id)


def _open(id: str) -> None:
    places.go(id)
    st.switch_page("pages/lesson.py")


def _cards(words: Words) -> None:
    cards.show(words, lambda row: MARKS[state_of(row)], _open)


def _own(words: Words) -> None:
    """A lesson that somebody brings along."""
    st.markdown(words("course.own_help"))
    to_help(words, "lessons")
    given = st.file_uploader(words("course.own_file"), type=["toml", "txt", "md"], key="own_file", max_upload_size=1)
    text = st.text_area(words("course.own_text"), height=200, key="own_text")
    if given is not None:
        text = given.getvalue().decode("utf-8", errors="replace")
    if st.button(words("course.own_check"), type="primary", disabled=not text.strip(), key="own_check"):
        places.take(given.name if given else places.FILE, text)
    own_faults.show(words)
    own = places.opened(places.OWN)
    if own is not None:
        st.success(words("course.own_good", title=literal(own.words(words.lang).title)))
        own_faults.warn(words)
        own_link.show(words)
        if st.button(words("course.own_open"), icon=":material/open_in_new:", key="own_open"):
            _open(places.OWN)
