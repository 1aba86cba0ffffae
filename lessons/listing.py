"""The chapter's lines as a reader sees them: numbered from 1, with comments in the reader's language.

Rules of this file
* lessons/brief.toml has the lines as they stand in the chapter. Comments and docstrings are words, [code_comment], by
  row and number of line; nothing else is changed, and nothing here is ever run.
* A comment that has a line to itself stands for the line below it.
"""

from __future__ import annotations

import re
from textwrap import dedent
from typing import NamedTuple

from lessons.course import brief
from lessons.words import Words

COMMENT = re.compile(r'((?:^|\s)# |""")(.+?)("""|)$')
LEFT_OUT = "..."


class Line(NamedTuple):
    """A line without the indent that all of its part have, and its number."""

    number: str
    text: str

    @property
    def indent(self) -> int:
        """How far it stands to the right."""
        return len(self.text) - len(self.text.lstrip())

    @property
    def shown(self) -> bool:
        """Whether it says anything."""
        return self.text.strip() not in ("", LEFT_OUT)

    @property
    def statement(self) -> bool:
        """Whether it does anything."""
        return self.shown and COMMENT.sub("", self.text).strip() != ""


def listing(row: str, words: Words) -> tuple[Line, ...]:
    """All lines of a row, in a language."""
    parts = [dedent(part).strip("\n") for part in brief()[row].split(f"{LEFT_OUT}\n")]
    flush = f"\n{LEFT_OUT}\n".join(parts).splitlines()
    return tuple(Line(f"{k}", _said(row, k, line, words)) for k, line in enumerate(flush, 1))


def statements(row: str, words: Words) -> tuple[str, ...]:
    """The numbers of the lines that do something."""
    return tuple(line.number for line in listing(row, words) if line.statement)


def meant(row: str, number: str, words: Words) -> str:
    """The line that is pointed at with another."""
    below = listing(row, words)[int(number) - 1 :]
    found = next((line for line in below if line.statement or not line.shown), below[0])
    return found.number if found.statement else number


def numbered(row: str, words: Words) -> str:
    """The lines with their numbers, as one text."""
    return "\n".join(
        f"{line.number:>2}  {line.text}".rstrip() if line.shown else line.text for line in listing(row, words)
    )


def _said(row: str, number: int, line: str, words: Words) -> str:
    return COMMENT.sub(lambda found: found[1] + words(f"code_comment.{row}_{number}") + found[3], line)
