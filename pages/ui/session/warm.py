"""What the first visitors would wait for, made ready beside them: words, the course, scenes and pictures.

Rules of this file
* It begins once a process, when the first page has been drawn, and yields after each piece. From then on the threads of
  visitors share the interpreter in short slices. At its end it takes over the collection of garbage.
* Everything it makes would be made anyway, later: a piece that fails is left to whoever asks for it.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import partial
from threading import Lock, Thread

import streamlit as st

from engine.catalog.scenes import PRESETS
from lessons import answers, course, loader
from lessons.words import languages, load
from pages.ui.session import collector
from pages.ui.session import run_cache as runs
from pages.ui.session.turns import short_slices

PAUSE = 0.02
"""Seconds between two pieces, in which the threads of visitors go on."""


_begun = Lock()
"""Taken once and for ever: several visitors may be the first."""


def begin() -> None:
    """Begin, where a server runs and it has not begun yet."""
    if _serves() and _begun.acquire(blocking=False):
        short_slices()
        Thread(target=_work, name="warm", daemon=True).start()


def _serves() -> bool:
    """Does a server run, and not a test that stands in for one?"""
    return st.runtime.exists() and type(st.runtime.get_instance()) is st.runtime.Runtime


def _work() -> None:
    for piece in pieces():
        with suppress(Exception):  # whoever asks for it will be told
            piece()
        time.sleep(PAUSE)
    collector.take_over()


def pieces() -> Iterator[Callable[[], object]]:
    """What is made ready, the likeliest first."""
    for lang in languages():
        yield partial(load, lang)
    known = course.course()
    for id in (*known.written, *known.cards):
        yield partial(_lesson, id)
    for lang in languages():
        for script in PRESETS.values():
            yield partial(runs.picture, script, lang)


def _lesson(id: str) -> None:
    """A lesson and what its questions ask."""
    if (found := loader.lesson(id)) is not None:
        for step in found.steps:
            if step.kind == "predict":
                answers.question(found, step)
