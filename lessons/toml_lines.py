"""Where things stand in a .toml file: tomllib says what is there, not where.

Rules of this file
* A path is a name ("id"), a table's entry ("scripts.main") or one of a step ("step.2.ask", steps counted from 0).
* A path that is not found has the line of what it is in, and in the end line 1.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from lessons.lesson import Mistake

HEAD = re.compile(r"\s*\[(\[?)\s*([\w.\"-]+)\s*\]")
ENTRY = re.compile(r"\s*([\w-]+|\"[^\"]*\")\s*=\s*(.*)")
QUOTES = ('"""', "'''")


@dataclass(frozen=True, slots=True)
class TomlLines:
    """One file's lines by path; `shift` is added to each (a lesson in one file has its parts one after the other)."""

    file: str
    lines: Mapping[str, int]

    def line(self, path: str) -> int:
        """The line of a path, or of what it is in."""
        while path not in self.lines and "." in path:
            path = path.rpartition(".")[0]
        return self.lines.get(path, 1)

    def mistake(self, path: str, code: str, **values: Any) -> Mistake:
        """A mistake at a path, with the file and line of it."""
        return Mistake(self.file, self.line(path), code, values)


def toml_lines(file: str, text: str, shift: int = 0) -> TomlLines:
    """Every path of a file, with its line."""
    return TomlLines(file, dict(_found(text, shift)))


def _found(text: str, shift: int) -> Iterator[tuple[str, int]]:
    inside, counts, within = "", {"": 0}, ""
    for number, line in enumerate(text.splitlines(), 1 + shift):
        if within:
            within = "" if within in line else within
            continue
        if head := HEAD.match(line):
            name = head[2].replace('"', "")
            inside = name
            if head[1]:
                inside = f"{name}.{counts.get(name, 0)}"
                counts[name] = counts.get(name, 0) + 1
                yield name, number
            elif name.partition(".")[0] in counts:
                first, _, rest = name.partition(".")
                inside = f"{first}.{counts[first] - 1}.{rest}"
            yield inside, number
        elif entry := ENTRY.match(line):
            yield f"{inside}.{entry[1].strip(chr(34))}".lstrip("."), number
            within = next((each for each in QUOTES if entry[2].count(each) == 1), "")
