"""Histories as CSV: one row an operation, or one row an event.

Rules of this file
* The first row names the columns, in any order: op, client, key, value, issued, done, status (and id), or process,
  type, f, key, value. Other columns are passed over.
* A row whose op (of events: whose type) is init gives the value of a key at the start; one whose op is fault says at
  `issued` and in `value` what happened to the network; one whose op is object, what all keys are.
* A cell that is a number is one, an empty cell is nothing; what stands in [] or {} is a list or a map, as in JSON;
  text may stand in quotes of its own, so that "7" can be text; so may names. Columns are divided by commas, semicolons
  or tabs.
"""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterator
from math import isfinite
from typing import Any

from engine.histories import ours, reports
from engine.histories.calls import TYPES, Log, LogEvent, NemesisEvent
from engine.histories.errors import expected, wrong
from engine.histories.events import log
from engine.histories.limits import DEPTH_MAX, NUMBER_MAX, VALUE_MAX, HistoryLimits
from engine.histories.values import checked, plain

OPERATIONS = ("op", "client", "key", "value", "issued", "done", "status")
EVENTS = ("process", "type", "f", "key", "value")
NEEDED = ({"op", "issued"}, {"process", "type", "f"})
FRACTION = re.compile(r"-?[0-9]{1,400}(?=[.eE])(?:\.[0-9]{1,400})?(?:[eE][+-]?[0-9]{1,3})?")
CELL_MAX = 25_000
"""Characters of a cell: a value of the greatest length, in quotes."""


def read(text: str, limits: HistoryLimits) -> Log:
    """The history in a text. Raises ScriptError."""
    rows = _rows(text)
    at, header = next(rows, (0, []))
    names = [name.strip().lower().replace("kind", "op") for name in header]
    if NEEDED[0] <= set(names):
        cells = reports.bounded(((at, _named(names, row, text, at)) for at, row in rows), text, limits)
        begun = {row.get("key") or "": checked(row["value"], text, at) for at, row in cells if row.get("op") == "init"}
        faults = [_fault(row, text, at) for at, row in cells if row.get("op") == "fault"]
        kind = next((row["value"] for _, row in cells if row.get("op") == "object"), None)
        rest = [(at, row) for at, row in cells if row.get("op") not in ("init", "fault", "object")]
        return reports.log(rest, {"init": begun, "faults": faults, "object": kind}, text)
    if not NEEDED[1] <= set(names):
        expected(text, at, (",".join(OPERATIONS), ",".join(EVENTS)))
    starts: dict[str, Any] = {}
    history = log(_events(names, rows, text, starts), text, limits)
    return reports.beside(history, {"init": starts})


def _rows(text: str) -> Iterator[tuple[int, list[str]]]:
    """The rows that hold anything, each with its offset."""
    header = text.lstrip().split("\n", 1)[0]
    divider = max(",;\t", key=header.count)
    offsets = [0]
    reader = csv.reader(_lines(text, offsets), delimiter=divider, strict=True)
    while True:
        at = offsets[-1]
        try:
            row = next(reader, None)
        except csv.Error:
            expected(text, at, "csv")
        if row is None:
            return
        if any(cell.strip() for cell in row):
            yield at, row


def _lines(text: str, offsets: list[int]) -> Iterator[str]:
    for line in text.split("\n"):
        offsets.append(offsets[-1] + len(line) + 1)
        if len(line) > 4 * CELL_MAX:
            wrong(text, offsets[-2], "too_long", limit="row", size=len(line), maximum=4 * CELL_MAX)
        yield line.rstrip("\r") + "\n"


def _named(names: list[str], row: list[str], text: str, at: int) -> dict[str, Any]:
    if len(row) > len(names):
        wrong(text, at, "too_many_cells", expected=len(names), found=len(row))
    cells = dict(zip(names, row, strict=False))
    row_values: dict[str, Any] = {name: (cell.strip() or None) for name, cell in cells.items()}
    for name in ("value", "issued", "done"):
        row_values[name] = cell(cells.get(name, ""), text, at)
    for name in ("id", "client", "key", "process"):
        if (cells.get(name) or "").lstrip().startswith('"'):
            row_values[name] = str(cell(cells[name], text, at))
    return row_values


def _fault(row: dict[str, Any], text: str, at: int) -> NemesisEvent:
    if type(row["issued"]) is not int or not isinstance(row["value"], str):
        expected(text, at, "fault_row")
    what, _, more = row["value"].partition(" ")
    return NemesisEvent(row["issued"], what, more[:VALUE_MAX])


def cell(said: str, text: str, at: int) -> Any:
    """The value of a cell: nothing, a whole number, a list or map in JSON, or text. Raises ScriptError."""
    said = said.strip()
    if not said:
        return None
    whole = said.removeprefix("-")
    if whole.isascii() and whole.isdigit():
        if len(whole) > 19 or int(whole) > NUMBER_MAX:
            wrong(text, at, "bad_number", found=said, expected="number", low="-2^63", high="2^63 - 1")
        return int(said)
    if FRACTION.fullmatch(said) and isfinite(float(said)):
        return float(said)
    if said[0] in '[{"':
        if ours.too_deep(said) is not None:
            wrong(text, at, "too_deep", expected="less", maximum=DEPTH_MAX)
        try:
            return plain(ours.DECODER.decode(said))
        except (json.JSONDecodeError, ValueError):
            return said
    return said


def _events(
    names: list[str], rows: Iterator[tuple[int, list[str]]], text: str, starts: dict[str, Any]
) -> Iterator[LogEvent]:
    """The events; starts gets the values at the start."""
    for at, row in rows:
        cells = _named(names, row, text, at)
        if cells.get("type") == "init":
            starts[cells.get("key") or ""] = checked(cells["value"], text, at)
        else:
            yield _event(cells, text, at)


def _event(cells: dict[str, Any], text: str, at: int) -> LogEvent:
    process, kind, f = cells.get("process"), cells.get("type"), cells.get("f")
    if process is None or f is None:
        expected(text, at, "event_row")
    if process.isascii() and process.isdigit() and len(process) < 19:
        process = int(process)
    if process == "nemesis":
        return LogEvent(at, None, "info", f, None, cells["value"])
    if kind not in TYPES:
        expected(text, at, TYPES)
    client = ours.HAND.sub("", process) if isinstance(process, str) else None
    return LogEvent(at, process, kind, f, cells.get("key"), cells["value"], client)
