"""The chosen way through the course: which lesson comes next, and which question comes back.

Rules of this file
* A way is a name of course.toml or a list of lessons, L01,L03; in the address it is `way`. Any text may stand there:
  what names no lesson that is written is passed over, and nothing left is the whole course.
* From a lesson that is not on the way, the course goes on in its own order.
"""

from __future__ import annotations

from dataclasses import dataclass

from lessons.course import TURNS_BACK, course
from lessons.loader import lesson
from pages.ui.session import state as session

WHOLE = "all"
OWN = "own"


@dataclass(frozen=True)
class Way:
    """name: of the way, WHOLE or OWN. lessons: of an own one, in its order."""

    name: str = WHOLE
    lessons: tuple[str, ...] = ()


def get() -> Way:
    """The way that is gone."""
    return session.get(Way)


def put(name: str, lessons: tuple[str, ...] = ()) -> None:
    """Choose a way; an own one without lessons is the whole course."""
    session.put(Way(name, lessons) if name != OWN or lessons else Way())


def read(text: str) -> None:
    """Take the way of an address."""
    if text in course().short:
        put(text)
    else:
        put(OWN, tuple(id for id in dict.fromkeys(text.split(",")) if id in course().written))


def text() -> str:
    """As it stands in an address; empty for the whole course."""
    way = get()
    return ",".join(way.lessons) if way.name == OWN else "" if way.name == WHOLE else way.name


def lessons() -> tuple[str, ...]:
    """The lessons of the way that are written, in its order."""
    way = get()
    ids = way.lessons or course().short.get(way.name, course().order)
    return tuple(id for id in ids if id in course().written and lesson(id))


def next_to(id: str, by: int = 1) -> str | None:
    """The lesson so many places on."""
    ids = lessons()
    if id not in ids:
        return course().next(id, by)
    place = ids.index(id) + by
    return ids[place] if 0 <= place < len(ids) else None


def earlier(id: str) -> str | None:
    """The lesson whose question comes back in this one."""
    return next_to(id, -TURNS_BACK)
