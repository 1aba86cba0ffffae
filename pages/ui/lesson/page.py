"""The frame of a lesson: its title, its steps, the step itself, and the way on.

Rules of this file
* Page Up and Page Down, the keys of a presenter's remote, go back and on.
* On a projector the header is one line and everything is larger (lesson_projector.css).
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Final

import streamlit as st

from lessons import sheet
from lessons.course import course
from lessons.minutes import minutes
from lessons.words import Words
from pages.ui.head import title
from pages.ui.help.link import to_help
from pages.ui.lesson import asking, cards, challenge, ending, log, options, own_faults, own_link, reveal, trying, way
from pages.ui.lesson import position as here
from pages.ui.lesson.position import OWN, At
from pages.ui.session import state as session
from pages.ui.session.error_text import literal
from pages.ui.stage.component import load_stage

KINDS = {
    "read": asking.watch,
    "watch": asking.watch,
    "where": asking.watch,
    "predict": asking.predict,
    "gap": trying.gap,
    "own": trying.own,
    "challenge": challenge.challenge,
    "options": options.options,
    "flaw": cards.flaw,
    "card": cards.card,
}

CSS: Final = Path(__file__).parent.parent / "css"
STEP, STEP_LARGE = 44, 38
"""Width of a step's button in pixels; on a projector they share a line with the lesson's name."""


def show() -> None:
    """Draw the lesson page."""
    here.arrive()
    st.html(CSS / "lesson.css")
    load_stage()
    _page()


@st.fragment
def _page() -> None:
    at, large = here.current(), here.projector()
    if large:
        st.html(CSS / "lesson_projector.css")
    _head(at, large)
    own_faults.show(at.words)
    if not large:
        _steps(at.words)
        _front(at)
    st.header(at.prose.titles.get(at.step.id, ""), anchor=False)
    if at.step.later and session.get(here.Stands).lesson != at.lesson.id:
        st.caption(at.words("lesson.comes_back", lesson=at.words(f"lesson_title.{at.lesson.id}")))
    with st.container(key="lesson_step"):
        KINDS[at.step.kind](at)
        ending.show(at)
        _way(at)
    if large:
        _front(at)
    here.write()
    log.keep()


def _head(at: At, large: bool) -> None:
    """Which lesson this is, and what can be had of it; on a projector one line, with the steps."""
    id, words = session.get(here.Stands).lesson, at.words
    shown = here.opened(id)
    assert shown is not None
    with st.container(horizontal=True, vertical_alignment="center", key="lesson_head"):
        name = shown.words(words.lang).title
        name = words("lesson.card", title=name) if id in course().cards else name
        name = name if id == OWN else f"{id} · {name}"
        st.title(literal(name), anchor=False)
        title(words, name)
        if large:
            _steps(words, STEP_LARGE)
        with st.popover(words("lesson.steps"), icon=":material/toc:", type="tertiary"):
            _named(words)
        if not large and st.button(words("lesson.map"), icon=":material/map:", type="tertiary", key="to_map"):
            st.switch_page("pages/course.py")
        with st.popover(words("lesson.teacher"), icon=":material/school:", type="tertiary"):
            st.toggle(words("lesson.projector"), key="lesson_projector", help=words("lesson.projector_help"))
            if id == OWN:
                own_link.show(words, here.link())
            else:
                st.caption(words("lesson.link_help"))
                st.code(here.link(), language=None, wrap_lines=True)
            label, made = words("lesson.sheet"), partial(sheet.html, shown, words)
            st.download_button(label, made, f"cap-lab-{id}.html", "text/html", icon=":material/print:", key="sheet")
            to_help(words, "lessons")
        if not large:
            with st.popover(words("lesson.progress"), icon=":material/save:", type="tertiary"):
                log.files(words)


def _front(at: At) -> None:
    """What a lesson is for, how long it takes and what it builds on: above its first step."""
    id, words = session.get(here.Stands).lesson, at.words
    shown = here.opened(id)
    if shown is None or here.steps(id)[0] != (at.lesson.id, at.step.id):
        return
    needs = [one for one in course().needs.get(id, ()) if here.opened(one)]
    facts = [words("lesson.minutes", minutes=minutes(shown, words.lang))]
    if needs:
        facts.append(words("lesson.builds_on", lessons=words("expected.comma").join(needs)))
    if (ids := way.lessons()) and way.text() and id in ids:
        name, place = words(f"course.way_{way.get().name}"), ids.index(id) + 1
        facts.append(words("lesson.on_way", way=name, place=place, count=len(ids)))
    with st.container(border=True, width=760, key="lesson_front"):
        st.markdown(f"**{words('lesson.goal')}** {shown.words(words.lang).text('', 'goal')}")
        st.caption(" · ".join(facts))
        if last := next((step.id for step in shown.steps if step.kind == "challenge" and not step.extra), None):
            label, icon = words("lesson.to_challenge"), ":material/fast_forward:"
            st.button(label, icon=icon, type="tertiary", on_click=here.stand, args=(last,), key="to_challenge")


def _listed(words: Words) -> Iterator[tuple[int, str, str, str]]:
    """All steps: their place, name, sign (number or +, and whether it is done) and title."""
    done = log.get().done
    for k, (owner, name) in enumerate(here.steps(session.get(here.Stands).lesson), 1):
        found = here.opened(owner)
        said = literal(found.words(words.lang).titles.get(name, "")) if found else ""
        mark = "+" if found and found.step(name).extra else f"{k}"
        yield k, name, f"{mark} ✓" if f"{owner}/{name}" in done else mark, said


def _named(words: Words) -> None:
    """The steps by their titles, to be opened."""
    for k, name, sign, named in _listed(words):
        st.button(f"{sign} · {named}", type="tertiary", on_click=here.stand, args=(name,), key=f"named_{k}")


def _steps(words: Words, width: int = STEP) -> None:
    """All steps of the lesson, with what is done; each can be opened. Its title is heard, and seen as a tooltip."""
    held = tuple(_listed(words))
    if len(held) < 2:
        return
    with st.container(horizontal=True, gap="xxsmall", key="lesson_steps"):
        for k, name, sign, named in held:
            st.button(
                f"{sign} *{named}*" if named else sign,
                help=named,
                type="primary" if name == session.get(here.Stands).step else "secondary",
                width=width,
                on_click=here.stand,
                args=(name,),
                key=f"step_{k}",
            )


def _way(at: At) -> None:
    """Back and on."""
    words = at.words
    names = [name for _, name in here.steps(session.get(here.Stands).lesson)]
    place = names.index(session.get(here.Stands).step)
    last = place == len(names) - 1
    end = len(here.needed(session.get(here.Stands).lesson)) - 1
    after = way.next_to(session.get(here.Stands).lesson)
    with st.container(horizontal=True, horizontal_alignment="distribute", key="lesson_way"):
        st.button(
            words("lesson.back"),
            icon=":material/arrow_back:",
            disabled=place == 0,
            on_click=here.move,
            args=(-1,),
            shortcut="PageUp",
            key="lesson_back",
        )
        if place == end and not last:
            label = words("lesson.more", count=len(names) - 1 - end)
            st.button(label, icon=":material/add:", on_click=here.move, args=(1,), key="lesson_more")
        if after or place not in (end, len(names) - 1):
            over = last or place == end
            on = at.key in log.get().done and not reveal.pending(at)
            st.button(
                words("lesson.next_lesson", lesson=after or "") if over else words("lesson.next"),
                icon=":material/arrow_forward:",
                type="primary" if on else "secondary",
                on_click=here.move,
                args=(len(names) if over else 1,),
                shortcut="PageDown",
                key="lesson_next",
            )
        elif st.button(words("lesson.to_map"), icon=":material/map:", type="primary", key="lesson_end"):
            st.switch_page("pages/course.py")
