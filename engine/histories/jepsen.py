"""Jepsen's histories: maps in EDN with :process, :type, :f and :value, in one vector or one after another.

Rules of this file
* The order of keys, and keys that are not asked for, do not matter. :key, where it is there, names the object.
* :nemesis is no client: what it does is a fault. Events without any :process are those of one client (Elle's examples).
* results.edn holds a verdict of Jepsen's, no history: it is refused by its name.

Source: github.com/jepsen-io/jepsen, the history of a test.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from engine.histories.calls import ALONE, TYPES, Log, LogEvent
from engine.histories.edn import Form, forms
from engine.histories.errors import expected, wrong
from engine.histories.events import log
from engine.histories.limits import HistoryLimits
from engine.histories.transactions import called


def read(text: str, limits: HistoryLimits) -> Log:
    """The history in a text. Raises ScriptError."""
    return log(_events(text), text, limits)


def _events(text: str) -> Iterator[LogEvent]:
    for form in forms(text):
        yield event(text, form)


def event(text: str, form: Form) -> LogEvent:
    """One map as an event. Raises ScriptError."""
    fields = form.value
    if not isinstance(fields, dict):
        expected(text, form.at, "event_map")
    if ":valid?" in fields and ":type" not in fields:
        wrong(text, form.at, "results", expected="history.edn")
    process, type_, f = fields.get(":process", ALONE), fields.get(":type"), fields.get(":f")
    if process == ":nemesis" or process == "nemesis":
        process = None
    elif not isinstance(process, int | str):
        expected(text, form.at, ":process")
    kind = type_.removeprefix(":") if isinstance(type_, str) else ""
    if process is not None and kind not in TYPES:
        expected(text, form.at, tuple(f":type :{name}" for name in TYPES))
    f = called(f.removeprefix(":") if isinstance(f, str) else f, fields.get(":value"))
    if not isinstance(f, str) or not f:
        expected(text, form.at, ":f")
    client = fields.get(":client")
    session = client if isinstance(client, str) else None
    return LogEvent(form.at, process, kind, f, _key(fields), fields.get(":value"), session)


def _key(fields: dict[Any, Any]) -> Any:
    key = fields.get(":key")
    return key.removeprefix(":") if isinstance(key, str) else key
