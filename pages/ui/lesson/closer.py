"""Closer looks below the stage of a step: versions, logs, beliefs and so on, as of where the stage stands.

Rules of this file
* While a question is open they show the run up to it, as the stage does.
"""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from engine.trace import Trace
from pages.ui.lesson.position import At
from pages.ui.session import state as session
from pages.ui.views import VIEWS


@dataclass(frozen=True)
class Stood:
    """Where the stage has come to rest: in which run (its name on the stage), at which event."""

    name: str = ""
    event: int = 0


def stands(name: str, event: int) -> None:
    """The stage has come to rest somewhere else."""
    session.put(Stood(name, event))


def event(name: str, begins: int) -> int:
    """The event at which the looks are taken. begins: where the stage of this run begins."""
    stood = session.get(Stood)
    return stood.event if stood.name == name else begins


def show(at: At, trace: Trace, event: int) -> None:
    """Every look that the step asks for and this run has something for."""
    index = max(0, min(event, trace.last))
    for name in at.step.views:
        if (view := VIEWS[name]).applies(trace):
            with st.container(border=True, key=f"closer_{name}"):
                st.markdown(
                    f"**{at.words(f'view.{name}')}** · {at.words('lesson.tick', tick=trace.events[index].tick)}"
                )
                view.show(at.words, trace, index)
