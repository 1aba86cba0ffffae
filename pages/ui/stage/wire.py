"""A picture on its way to the browser: only what the browser does not have yet.

Rules of this file
* Every picture that is sent has a name of its own. The browser keeps the last ones by name (wire.js), and a gesture
  says by `have` which one it stands on. Only on one that was named is another built: a message may never arrive, or
  never be looked at.
* A patch says of a value: nothing (it is the same), ["v", new], ["d", {key: patch}, [keys that are gone]] or
  ["l", length, {index: patch}].
* A browser that lacks what a patch is built on says so, and gets the whole picture.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final, NamedTuple
from uuid import uuid4

from pages.ui.stage.picture.frame_schema import Framed

KEPT: Final = 4
"""Pictures that a session remembers to have sent, so that one of them can be built on."""

SAME: Final[Any] = object()
"""The patch of a value that has not changed."""


class Sent(NamedTuple):
    """A picture that was sent, and the run that it shows as a script."""

    script: str
    picture: Framed


@dataclass(frozen=True)
class Line:
    """What one stage of one session was sent. pictures: the last ones by name, oldest first; named: the one that the
    browser named last; gesture: the last one that it told of; prefix: what names begin with, so that no two sessions
    use the same.
    """

    pictures: Mapping[str, Sent] = field(default_factory=dict)
    named: str | None = None
    gesture: str | None = None
    count: int = 0
    prefix: str = field(default_factory=lambda: uuid4().hex[:10])

    @property
    def base(self) -> Sent | None:
        """What the next picture is built on."""
        return self.pictures.get(self.named) if self.named else None

    @property
    def last(self) -> Sent | None:
        """What was sent last."""
        return list(self.pictures.values())[-1] if self.pictures else None


def heard(line: Line, have: object, gesture: object) -> Line:
    """The browser tells of a gesture, and on which picture it stands; one that is not known is as good as none."""
    known = have if isinstance(have, str) and have in line.pictures else None
    return replace(line, named=known, gesture=gesture if isinstance(gesture, str) and len(gesture) < 40 else None)


def lost(line: Line) -> Line:
    """The browser lacks what a patch was built on: nothing that was sent counts any more."""
    return replace(line, pictures={}, named=None)


def send(line: Line, script: str, picture: Framed) -> tuple[Line, bytes]:
    """The line after a picture was sent over it, and the message; a picture that was sent last keeps its name."""
    last, base = line.last, line.base
    since = _since(last, picture)
    patch = since if base is last else _since(base, picture)
    if since is SAME:
        name = list(line.pictures)[-1]
    else:
        name = f"{line.prefix}.{line.count}"
        pictures = _kept({**line.pictures, name: Sent(script, picture)}, line.named)
        line = replace(line, pictures=pictures, count=line.count + 1)
    message = {
        "name": name,
        "base": None if base is None else line.named,
        "patch": None if patch is SAME else patch,
        "gesture": line.gesture,
    }
    return line, json.dumps(message, ensure_ascii=False, separators=(",", ":")).encode()


def _since(sent: Sent | None, picture: Framed) -> Any:
    """The patch that makes a picture of one that was sent; all of it where none was."""
    return ["v", picture] if sent is None else diff(sent.picture, picture)


def _kept(pictures: Mapping[str, Sent], named: str | None) -> Mapping[str, Sent]:
    """The last KEPT pictures and the one that was named."""
    last = list(pictures)[-KEPT:]
    return {name: sent for name, sent in pictures.items() if name in last or name == named}


def diff(old: Any, new: Any) -> Any:
    """How to make one value of another, or SAME."""
    if old is new:
        return SAME
    if type(old) is dict and type(new) is dict:
        return _of_dicts(old, new)
    if type(old) is list and type(new) is list:
        return _of_lists(old, new)
    return SAME if type(old) is type(new) and old == new else ["v", new]


def _of_dicts(old: dict[str, Any], new: dict[str, Any]) -> Any:
    patches = {key: diff(old[key], value) if key in old else ["v", value] for key, value in new.items()}
    changed = {key: patch for key, patch in patches.items() if patch is not SAME}
    gone = [key for key in old if key not in new]
    if not changed and not gone:
        return SAME
    return ["d", changed, gone] if 2 * len(changed) <= len(new) + 2 else ["v", new]


def _of_lists(old: list[Any], new: list[Any]) -> Any:
    pairs = enumerate(zip(old, new, strict=False))
    items = {place: patch for place, (one, other) in pairs if (patch := diff(one, other)) is not SAME}
    if not items and len(old) == len(new):
        return SAME
    return ["l", len(new), items | {place: ["v", new[place]] for place in range(len(old), len(new))}]
