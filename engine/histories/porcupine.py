"""Porcupine's text logs: etcd's (one register), and those of key-value stores.

Rules of this file
* etcd: `INFO  jepsen.util - PROCESS :TYPE :F VALUE` a line; other lines of the log are passed over, but a line that
  begins so and goes on otherwise is a mistake. Values: nil, a whole number, [from to], :timed-out.
* Key-value: a map a line, with :key; that is Jepsen's notation, and read as such.

Source: github.com/anishathalye/porcupine, test_data; the etcd logs come from Jepsen.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from engine.histories import jepsen
from engine.histories.calls import TYPES, Log, LogEvent
from engine.histories.edn import forms
from engine.histories.errors import expected
from engine.histories.events import log
from engine.histories.limits import HistoryLimits

BEGIN = re.compile(r"INFO\s+jepsen\.util\s+-\s+")
LINE = re.compile(r"INFO[ \t]+jepsen\.util[ \t]+-[ \t]+(\S+)[ \t]+:(\w+)[ \t]+:(\S+)(?:[ \t]+(\S[^\n]*))?")
TIMED_OUT = ":timed-out"


def read(text: str, limits: HistoryLimits) -> Log:
    """The history in a text. Raises ScriptError."""
    if BEGIN.search(text) is None:
        return jepsen.read(text, limits)
    return log(_events(text), text, limits)


def _events(text: str) -> Iterator[LogEvent]:
    at = 0
    for line in text.split("\n"):
        if line.startswith("INFO"):
            found = LINE.fullmatch(line.rstrip())
            if found is not None:
                yield _event(text, at, found)
            elif BEGIN.match(line):
                expected(text, at, "etcd_line")
        elif line.strip() and line[0] in "{[(":
            expected(text, at, "etcd_line")
        at += len(line) + 1


def _event(text: str, at: int, found: re.Match[str]) -> LogEvent:
    process, kind, f, value = found.groups()
    if not (process.isascii() and process.isdigit()):
        return LogEvent(at, None, kind, f, None, value)
    if len(process) > 18:
        expected(text, at, "process")
    if kind not in TYPES:
        expected(text, at + found.start(2) - 1, tuple(f":{name}" for name in TYPES))
    return LogEvent(at, int(process), kind, f, None, _value(text, at + found.start(4), value))


def _value(text: str, at: int, said: str | None) -> object:
    if said in (None, TIMED_OUT):
        return None
    held = list(forms(f"({said})"))
    if len(held) != 1:
        expected(text, at, "value")
    return held[0].value
