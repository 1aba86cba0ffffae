"""Histories in JSON lines: an event or an operation a line, as in JSON (ours.py), without brackets and commas around.

Rules of this file
* The first line says what all are: events have a process and a type, or are lists; operations have ticks.
* A line holds one value and nothing else; empty lines are passed over.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from engine.histories import ours, reports
from engine.histories.calls import Log
from engine.histories.errors import expected
from engine.histories.events import log
from engine.histories.limits import HistoryLimits
from engine.script import ScriptError

FIRST_MAX = 100_000
"""Characters of a first line that is looked at."""


def read(text: str, limits: HistoryLimits) -> Log:
    """The history in a text. Raises ScriptError."""
    ours.shallow(text)
    rows = _rows(text)
    if "issued" in _first(text):
        return reports.log(reports.bounded(((at, ours.row(value)) for at, value in rows), text, limits), {}, text)
    return log((ours.event(text, at, value) for at, value in rows), text, limits)


def seems(text: str) -> bool:
    """Is the first line an event or an operation on its own?"""
    held = _first(text)
    return isinstance(held, list) or {"process", "type"} <= held.keys() or "issued" in held


def _first(text: str) -> Any:
    """The event or object that stands in the first line; an empty one where that is no value on its own."""
    line = text[:FIRST_MAX].lstrip().split("\n", 1)[0]
    try:
        ours.shallow(line)
        value, end = ours.decoded(line, 0)
    except ScriptError:
        return {}
    event = isinstance(value, list) and len(value) == 5 and not isinstance(value[0], list | dict)
    return value if not line[end:].strip() and (event or isinstance(value, dict)) else {}


def _rows(text: str) -> Iterator[tuple[int, Any]]:
    at = 0
    for line in text.split("\n"):
        if line.strip():
            begin = at + len(line) - len(line.lstrip())
            if text[begin] not in "{[":
                expected(text, at, "json_line")
            value, end = ours.decoded(text, begin)
            if end > at + len(line) or text[end : at + len(line)].strip():
                expected(text, at, "json_line")
            yield begin, value
        at += len(line) + 1
