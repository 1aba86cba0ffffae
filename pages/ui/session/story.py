"""What is told beside a run: the scene, the museum's exhibit or the common mistake that it was opened as.

Rules of this file
* A story belongs to a script, so undo, redo and branches find it again; a run that a gesture makes of another takes
  over its story. A script that is a scene's own needs none to be known.
* In an address it stands beside the run, by its kind: `scene=first`. Alone it names the run, too.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final, NamedTuple

import streamlit as st

from engine.catalog.museum import EXHIBITS
from engine.catalog.scenes import PRESETS, SCENES
from engine.flaws import FLAWS
from pages.ui.session import state
from pages.ui.session.undo import InHand

KNOWN: Final[Mapping[str, Mapping[str, object]]] = {
    "scene": SCENES,
    "exhibit": EXHIBITS,
    "mistake": FLAWS,
    "mended": FLAWS,
}
"""By kind, the names that there are. mistake, mended: a row of the flaws, by the wrong rule and by the right one."""

KEPT: Final = 400
"""Scripts of which a session remembers the story: more than undo and its branches reach."""


class Story(NamedTuple):
    """One of those that are KNOWN."""

    kind: str
    name: str


SCENE_OF: Final = {script: Story("scene", name) for name, script in PRESETS.items()}


@dataclass(frozen=True)
class Stories:
    """by_script: the last ones told, the newest last. read: the one in the address, once it was read."""

    by_script: Mapping[str, Story] = field(default_factory=dict)
    read: Story | None = None


def of(script: str) -> Story | None:
    """What is told beside a run."""
    return state.get(Stories).by_script.get(script) or SCENE_OF.get(script)


def in_hand() -> Story | None:
    """What is told beside the run on the desk."""
    desk = state.get(InHand).desk
    return of(desk.script) if desk else None


def query(script: str) -> dict[str, str]:
    """What an address says of it, beside the run."""
    story = of(script)
    return {story.kind: story.name} if story else {}


def tell(script: str, story: Story | None) -> None:
    """From now on this is told beside this run."""
    told = {one: other for one, other in state.get(Stories).by_script.items() if one != script}
    if story is not None:
        told[script] = story
    state.change(Stories, by_script=dict(list(told.items())[-KEPT:]))


def asked() -> Story | None:
    """What the address names."""
    return next((story for story in _named() if story.name in KNOWN[story.kind]), None)


def asked_in_vain() -> bool:
    """Does the address name what there is not?"""
    return asked() is None and any(_named())


def _named() -> Iterator[Story]:
    return (Story(kind, st.query_params[kind]) for kind in KNOWN if kind in st.query_params)


def newly_asked() -> Story | None:
    """What the address names, unless it was read before."""
    story, before = asked(), state.get(Stories).read
    if story != before:
        state.change(Stories, read=story)
    return story if story != before else None
