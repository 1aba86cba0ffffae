"""What a learner has predicted and done: a frozen value, kept in a session, in the browser and as a small file.

Rules of this file
* A step is named "L01/acked". Its first prediction stays; done is done.
* A file can come from anyone: what is not of this shape is refused, what is too much is cut off.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

NAME = re.compile(r"[A-Za-z][\w-]{0,39}/[A-Za-z][\w-]{0,39}")
ENTRIES_MAX = 2000
TOKEN_MAX = 200
BYTES_MAX = 200_000
"""Answers, characters of one, and bytes of all: several times what the course has; a file may be anyone's."""


@dataclass(frozen=True, slots=True)
class Progress:
    """answers: the first prediction at each step. done: the steps that are finished, in the order of finishing."""

    answers: Mapping[str, str] = field(default_factory=dict)
    done: tuple[str, ...] = ()

    def answered(self, step: str, token: str) -> Progress:
        """With a prediction stored, if it is the first."""
        return self if step in self.answers else replace(self, answers={**self.answers, step: token[:TOKEN_MAX]})

    def finished(self, step: str) -> Progress:
        """The same with a step finished."""
        return self if step in self.done else replace(self, done=(*self.done, step))

    def of(self, lesson: str) -> tuple[str, ...]:
        """The steps of a lesson that are done."""
        return tuple(name.partition("/")[2] for name in self.done if name.startswith(f"{lesson}/"))

    def joined(self, other: Progress) -> Progress:
        """Both together; where both have a prediction, this one's."""
        done = dict.fromkeys((*self.done, *other.done))
        return Progress({**other.answers, **self.answers}, tuple(done))


def to_text(progress: Progress) -> str:
    """The text of a progress file: JSON."""
    table = {"cap_lab_progress": 1, "answers": dict(progress.answers), "done": list(progress.done)}
    return json.dumps(table, ensure_ascii=False)


def from_text(text: str) -> Progress:
    """The progress in such a text, cut to what is allowed. Raises ValueError where it is not such a text."""
    if len(text) > BYTES_MAX:
        raise ValueError("too long")
    try:
        table = json.loads(text)
    except RecursionError as error:
        raise ValueError("too deep") from error
    if not isinstance(table, dict) or table.get("cap_lab_progress") != 1:
        raise ValueError("not a file of this app")
    answers, done = table.get("answers", {}), table.get("done", [])
    if not isinstance(answers, dict) or not isinstance(done, list):
        raise ValueError("not a file of this app")
    kept = {
        name: _whole(token)[:TOKEN_MAX] for name, token in answers.items() if _named(name) and isinstance(token, str)
    }
    names = dict.fromkeys(name for name in done if _named(name))
    return Progress(dict(list(kept.items())[:ENTRIES_MAX]), tuple(names)[:ENTRIES_MAX])


def _whole(token: str) -> str:
    """A token without halves of characters, which JSON can write and no text that goes to a browser can hold."""
    return token.encode("utf-8", "ignore").decode("utf-8")


def _named(name: Any) -> bool:
    return isinstance(name, str) and NAME.fullmatch(name) is not None
