"""The scenes to begin with, by topic."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import streamlit as st

from engine.catalog.scenes import PRESETS, TOPICS
from lessons.words import Words
from pages.ui.session import state as session


@dataclass(frozen=True)
class Chosen:
    """The topic that was opened last."""

    topic: str | None = None


def show(words: Words, open_script: Callable[..., object]) -> None:
    """A button that opens them; who takes one closes it."""
    popover = st.popover(words("toolbar.scene_hint"), icon=":material/movie:", key="scenes", on_change="rerun")
    if popover.open:
        with popover:
            _offered(words, open_script)


def _offered(words: Words, open_script: Callable[..., object]) -> None:
    state = st.session_state
    state["topic"] = session.get(Chosen).topic or next(iter(TOPICS))
    topic = st.pills(
        words("toolbar.topic"),
        list(TOPICS),
        required=True,
        format_func=lambda one: words(f"topic.{one}"),
        key="topic",
        on_change=lambda: session.change(Chosen, topic=state["topic"]),
        label_visibility="collapsed",
    )
    assert topic is not None
    with st.container(gap=None):
        for name in TOPICS[topic]:
            title = words(f"scene.{name}")
            st.button(title, key=f"scene_{name}", on_click=_take, args=(name, open_script), type="tertiary")


def _take(name: str, open_script: Callable[..., object]) -> None:
    open_script(PRESETS[name], play=True)
    st.session_state["scenes"] = False
