"""Histories from outside: untrusted text to operations, which the checks judge like those of a run.

Rules of this package
* read() answers a Log or raises ScriptError with line, column, code and values; nothing else, whatever the text.
* Nothing here calls itself on what it reads, nothing is quadratic in it, and all is bounded (limits.py).
* A format is a module with read(text, limits) and a line in FORMATS. Each says in its docstring what it takes.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Final

from engine.histories import jepsen, json_lines, lines, ours, reports, starts, tables
from engine.histories.calls import Log, NemesisEvent
from engine.histories.errors import expected, wrong
from engine.histories.files import decoded
from engine.histories.limits import APP, HEADLESS, HistoryLimits
from engine.script import ScriptError

__all__ = ["APP", "FORMATS", "HEADLESS", "HistoryLimits", "Log", "NemesisEvent", "decoded", "read", "sniff"]

FORMATS: Final[Mapping[str, Callable[[str, HistoryLimits], Log]]] = {
    "jepsen": jepsen.read,
    "log": lines.read,
    "porcupine": lines.porcupine,
    "json": ours.read,
    "jsonl": json_lines.read,
    "csv": tables.read,
}
CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f]")
HEADER = re.compile(r"\s*[A-Za-z_ ]+[,;\t][^\n]*")
SURROGATE = re.compile(r"\\u[dD][89a-fA-F]")
ESCAPED = re.compile(
    r"\\(?:u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|u[dD][89a-fA-F][0-9a-fA-F]{2}|.)", re.DOTALL
)
"""An escape in a string: two halves of a character, half a one, or any other."""
COMMENT = re.compile(r";[^\n]*")
NAMED = re.compile(r":(?:process|type|f|valid\?)[\s,]")
START = 100_000
"""Characters that tell the notation; of a log, which may say much before its first operation, all do."""


def read(text: str, form: str, limits: HistoryLimits = HEADLESS, init: Sequence[str] = ()) -> Log:
    """The history in a text; form: one of FORMATS, or 'auto'; init: start values as a command line tells them
    (starts.py). Raises ScriptError."""
    text = text.removeprefix("\ufeff")
    data = text[: limits.bytes + 1].encode("utf-8", "replace")
    if len(data) > limits.bytes:
        wrong(text, 0, "too_long", limit="history", size=max(len(text), len(data)), maximum=limits.bytes)
    text = ESCAPED.sub(_paired, data.decode()) if SURROGATE.search(text) else data.decode()
    found = CONTROL.search(text)
    if found is not None:
        wrong(text, found.start(), "bad_character", found=f"U+{ord(found[0]):04X}", expected="printable")
    if not text.strip():
        wrong(text, 0, "expected", expected="history", found=None)
    form = sniff(text) if form == "auto" else form
    if form not in FORMATS:
        expected(text, 0, "notation")
    try:
        log = FORMATS[form](text, limits)
    except ScriptError as error:
        raise ScriptError(error.line, error.column, error.code, {**error.values, "notation": form}) from None
    return starts.started(reports.beside(log, starts.beside(text)), init)


def _paired(found: re.Match[str]) -> str:
    """An escape as it stands; half a character as the sign for none."""
    return "\\ufffd" if len(found[0]) == 6 else found[0]


def sniff(text: str) -> str:
    """The format that a text seems to have; '' if it has none of them."""
    start = text[:START].lstrip()
    code = COMMENT.sub("", start).lstrip()
    if not code.startswith(("{", "[", "(")) and lines.BEGIN.search(text):
        return "porcupine" if lines.OLD.search(start) else "log"
    if code[:1] not in "{[(" and lines.ASKED.match(code):
        return "log"
    if HEADER.match(start) and not start.startswith(("{", "[", "(", ";", "#")):
        return "csv"
    if start.startswith((";", "(", "#")) or NAMED.search(code):
        return "jepsen"
    if start.startswith(("[", "{")) and json_lines.seems(start):
        return "jsonl"
    return "json" if start.startswith(("[", "{")) else ""
