"""The scenes to begin with: one after the other, or from a list with a line each, to search in.

Rules of this file
* The list is drawn while it is open; who takes a scene closes it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import Literal

import streamlit as st

from engine.catalog.scenes import SCENES, TOPICS
from lessons.words import Words
from pages.ui.finding import Found, stems
from pages.ui.playground import stories
from pages.ui.session import run_cache as runs
from pages.ui.session import story as telling
from pages.ui.session.story import Story

Open = Callable[[Story], None]


def show(words: Words, open_story: Open) -> None:
    """Where the scene in hand stands among all, what opens the list, and the ways to its neighbours."""
    story, order = telling.in_hand(), stories.ORDER
    label = words("toolbar.scenes")
    if story in order:
        label = words("toolbar.scene_of", number=order.index(story) + 1, count=len(order))
    _step(words, "back", stories.beside(story, -1), open_story)
    popover(words, open_story, label)
    _step(words, "forward", stories.beside(story, 1), open_story)


def popover(words: Words, open_story: Open, label: str) -> None:
    """What opens the list."""
    box = st.popover(label, icon=":material/movie:", key="scenes", on_change="rerun", help=words("toolbar.scenes_help"))
    if box.open:
        with box:
            _list(words, open_story)


def _step(words: Words, way: str, to: Story, open_story: Open) -> None:
    title = words("toolbar.scene_to", title=words(f"scene.{to.name}"))
    ends = to == telling.in_hand()
    icon = {"back": ":material/chevron_left:", "forward": ":material/chevron_right:"}[way]
    st.button(
        words(f"toolbar.scene_{way}"),
        icon=icon,
        key=f"scene_{way}",
        on_click=open_story,
        args=(to,),
        disabled=ends,
        help=None if ends else title,
    )


def _list(words: Words, open_story: Open) -> None:
    in_hand = telling.in_hand()
    wanted = st.text_input(
        words("toolbar.search"),
        key="scenes_search",
        live=True,
        placeholder=words("toolbar.search"),
        icon=":material/search:",
        label_visibility="collapsed",
    )
    found = {topic: fit for topic, names in TOPICS.items() if (fit := _fitting(words, topic, names, wanted))}
    if not found:
        st.caption(words("toolbar.no_scene"))
    with st.container(height=400, border=False, gap=None, key="scenes_list"):
        for topic, names in found.items():
            st.markdown(f"**{words(f'topic.{topic}')}**")
            for name in names:
                label = f"**{words(f'scene.{name}')}** :gray[{words(f'scene_says.{name}')}]"
                kind: Literal["secondary", "tertiary"] = "secondary" if in_hand == Story("scene", name) else "tertiary"
                press = partial(st.button, type=kind, width="stretch", on_click=_take, args=(name, open_story))
                press(label, key=f"scene_{name}")


def _fitting(words: Words, topic: str, names: tuple[str, ...], wanted: str) -> list[str]:
    """The scenes of a topic in whose words, or in the name of whose promise or system, all of what is wanted stands."""
    asked = Found(stems(wanted))

    def said(name: str) -> Iterator[str]:
        yield words(f"topic.{topic}")
        yield words(f"check.{SCENES[name].promise}")
        yield words(f"system.{runs.scenario(SCENES[name].script).system.protocol}")
        yield from (words(f"{section}.{name}") for section in ("scene", "scene_says", "scene_look"))

    return [name for name in names if asked.fits(topic, said(name))]


def _take(name: str, open_story: Open) -> None:
    open_story(Story("scene", name))
    st.session_state["scenes"] = False
