"""Scenes as files: a script each, in a folder of its topic, with its facts beside it.

Rules of this file
* `<folder>/<topic>/<name>.script` and `<name>.toml`; scenes come in order of their names, read once, at import.
* A scene is a canonical script within the limits of the app; it comes to its point before it heals. Clients are alice,
  bob and carol, keys are plain words; its title and its words are in lessons/<lang>/scenes.toml.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True)
class Scene:
    """A script and what is told of it.

    promise: the check that it is about. at: the tick at which it stands when it is opened. ask: what is to be predicted
    there, a probe (lessons/probes.py). others: wrong answers to choose from, where those that the run suggests will not
    do. flip: one setting with another value, after which the answer is another one. view: the closer look that suits.
    """

    script: str
    promise: str
    at: int
    ask: str
    others: tuple[str, ...] = ()
    flip: str | None = None
    view: str | None = None


Scenes = Mapping[str, Mapping[str, Scene]]
"""By topic and name."""


def scenes_in(folder: Path) -> Scenes:
    """All scenes of a folder, by topic and name; none where there is no such folder."""
    return {
        topic.name: {path.stem: _scene(path) for path in sorted(topic.glob("*.script"))}
        for topic in sorted(folder.glob("*"))
        if topic.is_dir()
    }


def _scene(path: Path) -> Scene:
    facts: dict[str, Any] = tomllib.loads(path.with_suffix(".toml").read_text(encoding="utf-8"))
    others = tuple(facts.pop("others", ()))
    return Scene(path.read_text(encoding="utf-8"), others=others, **facts)
