"""Histories in JSON: a list of events, or the report of `python -m engine run`.

Rules of this file
* An event is a list [process, type, f, key, value], or a map with these names. A process is a number or a name; a
  number that follows a '~' is not part of it: alice~2 is a second thing that alice does at the same time.
* A report is an object with `operations` (and `script`, for the values at the start); its ticks are kept, and what
  shares a tick is concurrent. An object may hold `events` in place of them, `init` beside them.
* Lists are read element by element, so that a mistake has a place, and a file is refused before all of it is read.
* Before that, brackets and strings are measured: the standard reader calls itself on the ones, and takes much memory
  for the others.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from engine.histories import reports
from engine.histories.calls import ALONE, TYPES, Log, LogEvent
from engine.histories.errors import expected, wrong
from engine.histories.events import log
from engine.histories.limits import DEPTH_MAX, NUMBER_MAX, STRING_MAX, HistoryLimits
from engine.histories.transactions import called
from engine.histories.values import checked, plain

BLANK = re.compile(r"[ \t\r\n]*")
BRACKET = re.compile(r'"[^"\\]*+(?:\\.[^"\\]*+)*+(?:"|\\?\Z)|[\[\]{}]', re.DOTALL)
"""A bracket, or a string, which may contain some; one that is not closed goes on to the end."""
HAND = re.compile(r"~\d+$")
MEMBERS = ("events", "operations", "script", "init", "object")


def read(text: str, limits: HistoryLimits) -> Log:
    """The history in a text. Raises ScriptError."""
    shallow(text)
    at = _blank(text, 0)
    if text.startswith("{", at):
        return _object(text, at, limits)
    if not text.startswith("[", at):
        expected(text, at, ("[", "{"))
    ends: list[int] = []
    history = log((event(text, at, value) for at, value in _elements(text, at, ends)), text, limits)
    if _blank(text, ends[0]) < len(text):
        expected(text, _blank(text, ends[0]), "nothing")
    return history


def _object(text: str, at: int, limits: HistoryLimits) -> Log:
    """The members of an object that are asked for."""
    history: Log | None = None
    operations: list[tuple[int, Any]] | None = None
    more: dict[str, Any] = {}
    at = _blank(text, at + 1)
    while not text.startswith("}", at):
        name, at = decoded(text, at)
        at = _blank(text, at)
        if not isinstance(name, str) or not text.startswith(":", at):
            expected(text, at, ":")
        at = _blank(text, at + 1)
        ends: list[int] = []
        if name == "events" and text.startswith("[", at):
            history = log((event(text, at, value) for at, value in _elements(text, at, ends)), text, limits)
            at = ends[0]
        elif name == "operations" and text.startswith("[", at):
            operations = reports.bounded(((at, row(each)) for at, each in _elements(text, at, ends)), text, limits)
            at = ends[0]
        else:
            begin = at
            value, at = decoded(text, at)
            more[name if name in MEMBERS else ""] = _starts(text, begin, value) if name == "init" else value
        at = _next(text, at, "}")
    if operations is not None:
        return reports.log(operations, more, text)
    if history is None:
        expected(text, 0, ("events", "operations"))
    return reports.beside(history, more)


def _starts(text: str, at: int, given: object) -> object:
    """The values at the start: one for all keys, or one a key."""
    if isinstance(given, dict):
        return {key: checked(plain(value), text, at) for key, value in given.items()}
    return checked(plain(given), text, at)


def row(row: object) -> object:
    """An operation whose value is one that a history can hold."""
    return {**row, "value": plain(row.get("value"))} if isinstance(row, dict) else row


def _elements(text: str, at: int, ends: list[int]) -> Iterator[tuple[int, object]]:
    """The elements of the list that begins here, each with its offset; ends gets where the list ends."""
    at = _blank(text, at + 1)
    while not text.startswith("]", at):
        begin = at
        value, at = decoded(text, at)
        yield begin, value
        at = _next(text, at, "]")
    ends.append(at + 1)


def _next(text: str, at: int, close: str) -> int:
    """Past a comma, if there is one: the closing bracket or what comes next."""
    at = _blank(text, at)
    if text.startswith(",", at):
        at = _blank(text, at + 1)
        if text.startswith(close, at):
            expected(text, at, "value")
    elif not text.startswith(close, at):
        expected(text, at, (",", close))
    return at


def shallow(text: str) -> None:
    """Refuse brackets too deep within brackets before anything is read, as the standard reader calls itself: raises
    ScriptError."""
    deep = too_deep(text)
    if deep is not None:
        wrong(text, deep, "too_deep", expected="less", maximum=DEPTH_MAX)


def too_deep(text: str) -> int | None:
    """Where brackets stand too deep within brackets. Raises ScriptError where a string is too long."""
    depth = 0
    for match in BRACKET.finditer(text):
        sign = match[0]
        if sign in "[{":
            depth += 1
            if depth > DEPTH_MAX:
                return match.start()
        elif sign in "]}":
            depth -= 1
        elif len(sign) > STRING_MAX:
            wrong(text, match.start(), "too_long", limit="value", size=len(sign), maximum=STRING_MAX)
    return None


def _blank(text: str, at: int) -> int:
    match = BLANK.match(text, at)
    return match.end() if match else at


class _Number(ValueError):
    """A number that is too large; its text."""


def _whole(digits: str) -> int:
    if len(digits) > 20 or abs(int(digits)) > NUMBER_MAX:
        raise _Number(digits)
    return int(digits)


def _broken(digits: str) -> float:
    value = float(digits) if len(digits) < 400 else float("inf")
    if abs(value) == float("inf"):
        raise _Number(digits)
    return value


def _none(word: str) -> float:
    raise _Number(word)


DECODER = json.JSONDecoder(parse_int=_whole, parse_float=_broken, parse_constant=_none)


def decoded(text: str, at: int) -> tuple[object, int]:
    """The value that begins here, and where it ends. Raises ScriptError."""
    try:
        return DECODER.raw_decode(text, at)
    except _Number as error:
        wrong(text, at, "bad_number", found=str(error), expected="number", low="-2^63", high="2^63 - 1")
    except json.JSONDecodeError as error:
        expected(text, error.pos, "json")


def event(text: str, at: int, found: object) -> LogEvent:
    """A list of five, or a map with their names, as an event. Raises ScriptError."""
    if isinstance(found, dict):
        found = [found.get("process", ALONE), *(found.get(name) for name in ("type", "f", "key", "value"))]
    if not isinstance(found, list) or len(found) != 5:
        expected(text, at, "event_list")
    process, kind, f, key, value = found
    value = plain(value)
    f = called(f, value)
    if not (isinstance(process, str) or type(process) is int):
        expected(text, at, "process")
    if not isinstance(f, str):
        expected(text, at, "f")
    if process == "nemesis":
        return LogEvent(at, None, "info", f, None, value)
    if kind not in TYPES:
        expected(text, at, TYPES)
    client = HAND.sub("", process) if isinstance(process, str) else None
    return LogEvent(at, process, kind, f, plain(key), value, client)
