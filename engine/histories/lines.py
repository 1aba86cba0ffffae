"""Logs with an operation a line: Jepsen's log of any age, its history.txt, and Porcupine's etcd logs, which are such.

Rules of this file
* history.txt: PROCESS :TYPE :F VALUE, divided by tabs, and after one more tab what went wrong, which is passed over.
  Every line that holds anything is one.
* A log has other lines too, and before each operation who says so: `INFO  jepsen.util - ` (2014),
  `INFO [2018-06-07 11:48:13,012] jepsen worker 0 - jepsen.util ` (2016 on),
  `2022-07-28 07:56:05,331{GMT}	INFO	[jepsen worker 0] jepsen.util: ` (2021 on).
  Lines of others, and the maps that later ones print, are passed over; a line of jepsen.util that begins like an
  operation and goes on otherwise is a mistake.
* A value is a form in EDN. Of what failed or timed out the one that it began with counts, so it is not read again.
* Porcupine's key-value logs are maps with :key, a line each: Jepsen's notation, and read as such.

Sources: github.com/jepsen-io/jepsen, jepsen.util/log-op; github.com/anishathalye/porcupine, test_data.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from engine.histories import jepsen
from engine.histories.calls import TYPES, Log, LogEvent
from engine.histories.edn import whole
from engine.histories.errors import expected
from engine.histories.events import log
from engine.histories.limits import HistoryLimits

BEGIN = re.compile(
    r"^(?:INFO[ \t]+(?:\[[^\]\n]*\][^\n]{0,100}?-[ \t]+)?|[\d-]{10}[^\n\t]{0,40}\tINFO\t\[[^\]\n]*\][ \t]+)"
    r"jepsen\.util\b[ \t:-]*(?<=[ \t])",
    re.MULTILINE,
)
"""Who says so, at the beginning of a line."""
OLD = re.compile(r"^INFO[ \t]+jepsen\.util[ \t]+-", re.MULTILINE)
"""The same in 2014: what Porcupine's logs have."""
ASKED = re.compile(r"(\S+)[ \t]+:(\w+)[ \t]+:([^\s]+)(?:[ \t]+(?=[^\s]))?")
"""Process, type and name of an operation; what follows is its value."""
LIKE = re.compile(r"\d|:|[^\n]*[ \t]:(?:invoke|ok|fail|info)\b")


def read(text: str, limits: HistoryLimits) -> Log:
    """The history in a text. Raises ScriptError."""
    return log(_events(text), text, limits)


def porcupine(text: str, limits: HistoryLimits) -> Log:
    """The history in one of Porcupine's logs. Raises ScriptError."""
    return read(text, limits) if BEGIN.search(text) else jepsen.read(text, limits)


def _events(text: str) -> Iterator[LogEvent]:
    said, alone = BEGIN.search(text) is not None, OLD.search(text) is not None
    at = 0
    for line in text.split("\n"):
        begin = BEGIN.match(text, at, at + len(line)) if said else None
        if begin is not None:
            if LIKE.match(text, begin.end(), at + len(line)):
                yield _event(text, at, begin.end(), at + len(line.rstrip()), "log_line")
        elif line.strip() and line[0] != ";" and (not said or (alone and line[0] in "{[(")):
            yield _event(text, at, at, at + len(line.rstrip()), "log_line" if said else "history_line")
        at += len(line) + 1


def _event(text: str, line: int, begin: int, end: int, wanted: str) -> LogEvent:
    """The operation that stands between two offsets; line: where its line begins."""
    found = ASKED.match(text, begin, end)
    if found is None:
        expected(text, line, wanted)
    process, kind, f = found.groups()
    value = text[found.end() : end].partition("\t")[0]
    if process in (":nemesis", "nemesis"):
        return LogEvent(line, None, kind, f, None, value or None)
    if process.isdecimal() and len(process) > 18:
        expected(text, line, "process")
    if kind not in TYPES:
        expected(text, found.start(2) - 1, tuple(f":{name}" for name in TYPES))
    held = whole(text, found.end(), found.end() + len(value)) if value and kind in ("invoke", "ok") else None
    who = int(process) if process.isascii() and process.isdecimal() else process
    return LogEvent(line, who, kind, f, None, held)
