"""What clients saw, as Jepsen's EDN, as events in JSON, as CSV: to be read again, here or elsewhere.

Rules of this file
* Two events an operation, in order of ticks; of one tick, what begins stands before what ends, so that what shares a
  tick stays concurrent. An operation that nobody knows the end of ends with info, one that still waits does not end.
* A process does one thing at a time: what a client does beside it is another process. In JSON that is alice~2 (and
  alice~1, where the name alone would be taken for something else); in EDN processes are numbers, after an info a new
  one each time, and :client says whose they are.
* The values at the start, and what the keys are where they are no registers, stand beside the events: as members in
  JSON, as rows in CSV, in EDN as comments, which all its readers pass over (engine/histories/starts.py).
* A degraded answer is what the checks take it for (History). Calls of services are left out.
* A cas that was refused since its key held another value has that as a third one: [from, to, that].
* Faults are what the nemesis does; in CSV, rows whose op is fault.
* Several keys stand as [key value], as Jepsen's independent tests have them; one key stands in :key.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from engine.checks.history import answered, as_read
from engine.model import Operation
from engine.script import print_command
from engine.trace import Trace

TYPES = {"ok": "ok", "refused": "fail", "unknown": "info"}
HAND = re.compile(r"~\d+$")
COLUMNS = ("id", "op", "client", "node", "key", "value", "issued", "done", "status")


class _Event(NamedTuple):
    """One end of an operation; hand: which of its client's hands does it, from 0. Or a fault: verb and where."""

    tick: int
    type: str
    operation: Operation
    hand: int
    fault: tuple[str, str] | None = None


def events_json(trace: Trace) -> str:
    """An object: init, object, and events, a list of [process, type, f, key, value], one a line."""
    rows = []
    for event in _events(trace):
        op = event.operation
        if event.fault is not None:
            rows.append(json.dumps(["nemesis", "info", event.fault[0], None, event.fault[1]], ensure_ascii=False))
            continue
        process = _process(op.client, event.hand)
        rows.append(json.dumps([process, event.type, _f(op), op.key, _value(event)], ensure_ascii=False))
    init = json.dumps(dict(trace.scenario.init), ensure_ascii=False)
    return f'{{"init": {init}, "object": "{object_of(trace)}", "events": [\n' + ",\n".join(rows) + "\n]}\n"


def _process(client: str, hand: int) -> str:
    strange = client == "nemesis" or HAND.search(client)
    return f"{client}~{hand + 1}" if hand or strange else client


def object_of(trace: Trace) -> str:
    """What the keys of a run are to its clients: registers, or another data type."""
    return next((op.object for op in trace.operations), "register")


def jepsen(trace: Trace) -> str:
    """A vector of maps, one a line, below comments."""
    events = _events(trace)
    several = len({event.operation.key for event in events if event.fault is None}) > 1
    numbers: dict[tuple[str, int, int], int] = {}
    lost: dict[tuple[str, int], int] = {}
    rows = []
    for index, event in enumerate(events):
        op, who = event.operation, (event.operation.client, event.hand)
        if event.fault is not None:
            rows.append(_nemesis(index, event))
            continue
        process = numbers.setdefault((*who, lost.get(who, 0)), len(numbers))
        if event.type == "info":
            lost[who] = lost.get(who, 0) + 1
        value = _edn(_value(event))
        told = f"[{_edn(op.key)} {value}]" if several else value
        key = "" if several else f", :key {_edn(op.key)}"
        rows.append(
            f"{{:index {index}, :time {event.tick * 1_000_000}, :type :{event.type}, :process {process}, "
            f":f :{_f(op)}, :value {told}{key}, :client {_edn(op.client)}}}"
        )
    return _comments(trace) + "[" + "\n ".join(rows) + "]\n"


def _comments(trace: Trace) -> str:
    init = ", ".join(f"{_edn(key)} {_edn(value)}" for key, value in trace.scenario.init)
    kind = object_of(trace)
    return f"; init {{{init}}}\n" * bool(init) + f"; object {kind}\n" * (kind != "register")


def _nemesis(index: int, event: _Event) -> str:
    what, more = event.fault or ("", "")
    return (
        f"{{:index {index}, :time {event.tick * 1_000_000}, :type :info, :process :nemesis, "
        f":f :{what}, :value {_edn(more)}}}"
    )


def table(trace: Trace) -> str:
    """A row an operation, with ticks."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    for key, value in trace.scenario.init:
        writer.writerow(("", "init", "", "", _cell(key), _cell(value), 0, "", ""))
    if object_of(trace) != "register":
        writer.writerow(("", "object", "", "", "", object_of(trace), "", "", ""))
    for tick, what, more in _faults(trace):
        writer.writerow(("", "fault", "", "", "", f"{what} {more}".strip(), tick, "", ""))
    for op in _told(trace):
        done = "" if op.done is None else op.done
        names = _cell(op.client), op.node, _cell(op.key)
        writer.writerow((_cell(op.id), _f(op), *names, _cell(_found(op)), op.issued, done, op.status))
    return out.getvalue()


def _faults(trace: Trace) -> Iterator[tuple[int, str, str]]:
    """What befell the network: tick, verb and where."""
    for event in trace.events:
        if event.kind == "fault":
            _, what, *more = print_command(event.cause).split(" ", 2)
            yield event.tick, what, "".join(more)


def _told(trace: Trace) -> tuple[Operation, ...]:
    return answered(trace.operations)


def _value(event: _Event) -> Any:
    """What stands beside one end of an operation."""
    op = event.operation
    if op.kind == "read" and event.type != "ok":
        return None
    return _found(op) if event.type == "fail" else op.value


def _found(op: Operation) -> Any:
    """The value of an operation; of a cas that was refused with what its key held, that as a third."""
    read = as_read(op)
    return (*op.value, read.value) if read is not op else op.value


def _f(op: Operation) -> str:
    return "write" if op.kind == "delete" and op.value is None else op.kind


def _events(trace: Trace) -> list[_Event]:
    """Both ends of every operation, in order."""
    free: dict[str, list[int]] = {}
    found: list[tuple[int, int, int, _Event]] = []
    for place, op in enumerate(sorted(_told(trace), key=lambda op: op.issued)):
        hands = free.setdefault(op.client, [])
        hand = next((i for i, until in enumerate(hands) if until < op.issued), len(hands))
        hands[hand : hand + 1] = [_until(op)]
        found.append((op.issued, 0, place, _Event(op.issued, "invoke", op, hand)))
        if op.status in TYPES and op.done is not None:
            found.append((op.done, 1, place, _Event(op.done, TYPES[op.status], op, hand)))
    for place, (tick, what, more) in enumerate(_faults(trace) if found else ()):
        event = _Event(tick, "info", trace.operations[0], 0, (what, more))
        found.append((tick, 0, place - len(trace.events), event))
    return [event for _, _, _, event in sorted(found, key=lambda one: one[:3])]


def _until(op: Operation) -> int:
    """The tick up to which an operation keeps a hand."""
    return 10**18 if op.done is None else op.done


def _edn(value: object) -> str:
    match value:
        case None:
            return "nil"
        case tuple() | list():
            return f"[{' '.join(map(_edn, value))}]"
        case str():
            return json.dumps(value, ensure_ascii=False)
        case _:
            return str(value)


def _cell(value: object) -> str:
    """A value for a cell; text that a spreadsheet or a reader could take for something else stands in quotes."""
    if value is None:
        return ""
    plain = isinstance(value, str) and value[:1].isalpha() and value == value.strip() and value.isprintable()
    return str(value) if plain else json.dumps(value, ensure_ascii=False)
