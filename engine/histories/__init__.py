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

from engine.histories import jepsen, ours, porcupine, reports, starts, tables
from engine.histories.calls import Log, NemesisEvent
from engine.histories.errors import wrong
from engine.histories.limits import APP, HEADLESS, HistoryLimits
from engine.script import ScriptError

__all__ = ["APP", "FORMATS", "HEADLESS", "HistoryLimits", "Log", "NemesisEvent", "decoded", "read", "sniff"]

FORMATS: Final[Mapping[str, Callable[[str, HistoryLimits], Log]]] = {
    "jepsen": jepsen.read,
    "porcupine": porcupine.read,
    "json": ours.read,
    "csv": tables.read,
}
CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f]")
HEADER = re.compile(r"\s*[A-Za-z_ ]+[,;\t][^\n]*")


def read(text: str, form: str, limits: HistoryLimits = HEADLESS, init: Sequence[str] = ()) -> Log:
    """The history in a text; form: one of FORMATS, or 'auto'; init: start values as a command line tells them
    (starts.py). Raises ScriptError."""
    text = text.removeprefix("\ufeff")
    size = len(text) if len(text) > limits.bytes else len(text.encode("utf-8", "replace"))
    if size > limits.bytes:
        wrong(text, 0, "too_long", limit="history", size=size, maximum=limits.bytes)
    found = CONTROL.search(text)
    if found is not None:
        wrong(text, found.start(), "bad_character", found=f"U+{ord(found[0]):04X}", expected="printable")
    if not text.strip():
        wrong(text, 0, "expected", expected="history", found=None)
    log = FORMATS[sniff(text) if form == "auto" else form](text, limits)
    return starts.started(reports.beside(log, starts.beside(text)), init)


def sniff(text: str) -> str:
    """The format that a text seems to have."""
    start = text.lstrip()[:2_000]
    if porcupine.BEGIN.search(start):
        return "porcupine"
    if HEADER.match(start) and not start.startswith(("{", "[", "(", ";", "#")):
        return "csv"
    code = re.sub(r";[^\n]*", "", start)
    if start.startswith((";", "(", "#")) or re.search(r":(?:process|type|f)\s", code):
        return "jepsen"
    return "json"


def decoded(data: bytes) -> str:
    """The text of a file; what is not UTF-8 is a mistake with a place. Raises ScriptError."""
    try:
        return data.decode()
    except UnicodeDecodeError as error:
        before = data[: error.start].decode()
        line, column = before.count("\n") + 1, len(before) - before.rfind("\n")
        values = {"expected": "utf-8", "found": f"0x{data[error.start]:02X}"}
        raise ScriptError(line, column, "expected", values) from None
