"""First seen, then told: while a new run is being watched, what came of it is held back.

Rules of this file
* A run is new until it was watched to its end, or to its last caption; the stage says when. A button says it too.
* A step that was done before is told at once: only the run that was asked for just now is new.
"""

from __future__ import annotations

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from pages.ui.lesson.position import Asked, At
from pages.ui.session import state as session

PLACE = "lesson_told"
"""The key of the container that a phone brings into view once it is told."""


def ran(key: str, name: str) -> None:
    """A run was asked for just now."""
    session.put(Asked(f"{key}/{name}"))


def fresh(at: At, name: str) -> bool:
    """Whether this run is the one that was asked for just now."""
    return session.get(Asked).ran == f"{at.key}/{name}"


def told(at: At, name: str) -> bool:
    """Whether what came of this run may be told."""
    asked = session.get(Asked)
    return not fresh(at, name) or asked.watched == asked.ran


def pending(at: At) -> bool:
    """Whether a run of this step is still to be watched."""
    asked = session.get(Asked)
    ran = asked.ran or ""
    return ran.startswith(f"{at.key}/") and asked.watched != ran


def place(at: At, name: str) -> DeltaGenerator:
    """Where it is told. A new run has one such place, and its name is known to the browser."""
    return st.container(key=PLACE if fresh(at, name) else None)


def watched() -> None:
    """The run was seen, or need not be."""
    session.change(Asked, watched=session.get(Asked).ran)


def waiting(at: At) -> None:
    """What stands in place of the words until the run was watched: a hint, and a button to go on."""
    st.markdown(f":gray[{at.words('lesson.watch')}]")
    st.button(at.words("lesson.reveal"), on_click=watched, type="tertiary", icon=":material/visibility:", key="reveal")
