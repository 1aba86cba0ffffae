"""Scenes as files: a script each, in a folder of its topic.

Rules of this file
* `<folder>/<topic>/<name>.script`; scenes come in order of their names, read once, at import.
* A scene is a canonical script within the limits of the app; it comes to its point before it heals. Clients are alice,
  bob and carol, keys are plain words; its title and its words are in lessons/<lang>/.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

Scenes = Mapping[str, Mapping[str, str]]
"""By topic and name, scripts."""


def scenes_in(folder: Path) -> Scenes:
    """All scenes of a folder, by topic and name; none where there is no such folder."""
    return {
        topic.name: {path.stem: path.read_text(encoding="utf-8") for path in sorted(topic.glob("*.script"))}
        for topic in sorted(folder.glob("*"))
        if topic.is_dir()
    }
