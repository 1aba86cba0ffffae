"""Where a learner stands: which lesson, which step, in which language; and how to move.

Rules of this file
* The address is read when it is not the one that this session wrote itself; then it is written. One that names the
  lesson at hand and no step asks for nothing new: the page may run again before its browser has the step.
* A lesson or step that is not there leads to the first one, never to an error.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import streamlit as st

from lessons.lesson import Lesson, Mistake, Prose, Step
from lessons.loader import lesson, needed_of, ordered, read_own, returning
from lessons.loader import needed as needed_of_course
from lessons.own import linked, unpacked
from lessons.warnings import warnings
from lessons.words import Words
from pages.ui.lesson import log, way
from pages.ui.session import address
from pages.ui.session import language as here
from pages.ui.session import state as session

OWN = "own"
"""The name in the address of a lesson that somebody brought along."""
FILE = "lesson.toml"
"""What a lesson without a file is called where its faults are told."""


@dataclass(frozen=True)
class Stands:
    """Where the learner stands: lesson and step ('' at first), and the address that the page wrote itself."""

    lesson: str = ""
    step: str = ""
    address: tuple[str, str] | None = None


@dataclass(frozen=True)
class Own:
    """A lesson that was brought along: itself, its text, what in it should be looked at; what is wrong with the last
    one; the word of a link that the address has or had.
    """

    lesson: Lesson | None = None
    text: str = ""
    warnings: tuple[Mistake, ...] = ()
    faults: tuple[Mistake, ...] = ()
    word: str | None = None


@dataclass(frozen=True)
class Asked:
    """The run that was asked for last in this step, and the last that was watched; as step/name of the run."""

    ran: str | None = None
    watched: str | None = None


@dataclass(frozen=True, slots=True)
class At:
    """A step in a lesson, with all that is needed to show it. key: its name in the learner's log."""

    lesson: Lesson
    step: Step
    prose: Prose
    words: Words

    @property
    def key(self) -> str:
        """L01/acked."""
        return f"{self.lesson.id}/{self.step.id}"

    def text(self, part: str = "") -> str:
        """The words of a part of this step."""
        return self.prose.text(self.step.id, part)


def opened(id: str) -> Lesson | None:
    """A lesson of the course, a card, or the one that was brought along."""
    if id == OWN:
        return session.get(Own).lesson
    return lesson(id)


def steps(id: str, asked: str | None = None) -> tuple[tuple[str, str], ...]:
    """The steps of a lesson as (lesson, step). asked: the step that is to be opened; else the one at hand."""
    found = opened(id)
    if found is None:
        return ()
    return ordered(found) if id == OWN else (*_back(id, asked), *ordered(found))


def _back(id: str, step: str | None) -> tuple[tuple[str, str], ...]:
    """The question of an earlier lesson that comes back in this one: where the learner has done that lesson, or is at
    the question, or has answered it.
    """
    earlier, done = way.earlier(id), log.get().done
    asked = returning(earlier) if earlier else ()
    learnt = bool(asked) and all(f"{owner}/{name}" in done for owner, name in needed_of_course(earlier or ""))
    stands = session.get(Stands)
    at = step or (stands.step if stands.lesson == id else None)
    return tuple((owner, name) for owner, name in asked if learnt or name == at or f"{owner}/{name}" in done)


def needed(id: str) -> tuple[tuple[str, str], ...]:
    """The steps without which a lesson is not done; those for whoever wants more come after them."""
    return needed_of(steps(id), opened)


def projector() -> bool:
    """Whether the lesson is shown to a class."""
    return bool(st.session_state.get("lesson_projector"))


def link() -> str:
    """The address of this very step, as it is shown."""
    stands, words = session.get(Stands), here.words()
    asked = {"lesson": stands.lesson, "step": stands.step, "lang": words.lang}
    if on := way.text():
        asked["way"] = on
    if projector():
        asked["view"] = "projector"
    if word := _word():
        asked["own"] = word
    return address.asking(**asked)


def _word() -> str | None:
    """The lesson that was brought along, as a link holds it, while the learner stands in it."""
    return linked(session.get(Own).text, here.lang())[0] if session.get(Stands).lesson == OWN else None


def arrive() -> None:
    """Take lesson and step from the address where that is new, else go on where this session was."""
    state, query = st.session_state, st.query_params
    if "own" in query and query["own"] != session.get(Own).word:
        session.change(Own, word=query["own"])
        bring(query["own"])
    if query.get("way", way.text()) != way.text():
        way.read(query["way"])
    faults = session.get(Own).faults
    asked, stands = (query.get("lesson"), query.get("step")), session.get(Stands)
    if any(asked) and asked not in (stands.address, (stands.lesson, None)):
        go(str(asked[0] or session.get(Stands).lesson), asked[1])
    if opened(session.get(Stands).lesson) is None:
        go(next_undone())
    session.change(Own, faults=faults)
    if "lesson_projector" not in state:
        state["lesson_projector"] = query.get("view") == "projector"


def bring(word: str) -> None:
    """Open a lesson that a link holds."""
    try:
        text = unpacked(word)
    except ValueError:
        session.change(Own, faults=(Mistake(FILE, 1, "bad_link"),))
        return
    take(FILE, text)


def take(file: str, text: str) -> None:
    """Open a lesson that was brought along, or keep what is wrong with it; a good one that is here stays."""
    own, faults = read_own(file, text)
    if own:
        session.change(Own, lesson=replace(own, id=OWN), text=text, warnings=warnings(own))
        go(OWN)
    session.change(Own, faults=faults)


def go(id: str, step: str | None = None) -> None:
    """Open a lesson at a step; without one, at the first that is not done."""
    if opened(id) is None:
        id = next_undone()
    names = [name for _, name in steps(id, step)]
    done = log.get().of(id)
    first = next((name for name in names if name not in done), names[0])
    stand(step if step in names else first, id)


def stand(step: str, lesson: str | None = None) -> None:
    """Go to a step, of the lesson at hand or of another, where no run was asked for yet; faults were told before."""
    session.change(Own, faults=())
    session.change(Stands, step=step, lesson=session.get(Stands).lesson if lesson is None else lesson)
    session.put(Asked())


def move(by: int) -> None:
    """To the step that many places on; past the end: to the next lesson."""
    stands = session.get(Stands)
    names = [name for _, name in steps(stands.lesson)]
    place = names.index(stands.step) + by
    if 0 <= place < len(names):
        stand(names[place])
    elif place >= len(names) and (after := way.next_to(stands.lesson)):
        go(after, steps(after)[0][1])


def current() -> At:
    """Where the learner stands."""
    held = steps(session.get(Stands).lesson)
    names = [name for _, name in held]
    if session.get(Stands).step not in names:
        session.change(Stands, step=names[0])
    owner, name = held[names.index(session.get(Stands).step)]
    found = opened(owner)
    assert found is not None
    return At(found, found.step(name), found.words(here.lang()), here.words())


def write() -> None:
    """Let the address bar hold lesson and step."""
    stands, query = session.get(Stands), st.query_params
    held = {"lesson": stands.lesson, "step": stands.step}
    word = _word()
    free = {"view": "projector" if projector() else "", "way": way.text(), "own": word}
    for name, value in (held | free).items():
        if value and query.get(name) != value:
            query[name] = value
        elif not value and name in query:
            del query[name]
    session.change(Stands, address=(stands.lesson, stands.step))
    if word:
        session.change(Own, word=word)


def next_undone() -> str:
    """The first lesson of the way with a step that is not done."""
    done, ids = log.get().done, way.lessons()
    rest = [id for id in ids if any(f"{owner}/{name}" not in done for owner, name in needed_of_course(id))]
    return (rest or ids)[0]
