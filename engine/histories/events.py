"""Events to operations: what every reader of a log ends in.

Rules of this file
* An operation is an `invoke` and the next event of the same process. ok: it happened. fail: it certainly did not, and
  is refused. info, or no second event: nobody knows; it may happen at any later time, or never.
* The place of an event is its time: the only clock of a log. A read's value is the one that its `ok` brings.
* What a process without a number does (the nemesis) is a fault, kept as a mark on the same axis.
* Values of independent keys, [key value], are told by all operations having such a pair; then each key is judged alone.
* A value is nothing, a number, text, or (what a read of a list returned, cas) a flat list of these.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

from engine.histories.errors import expected, wrong
from engine.histories.limits import ITEMS_MAX, VALUE_MAX, HistoryLimits
from engine.model import Operation, Value

TYPES = ("invoke", "ok", "fail", "info")
KINDS = {
    "read": "read", "r": "read", "get": "read", "write": "write", "w": "write", "put": "write", "cas": "cas",
    "append": "append", "delete": "delete",
}  # fmt: skip
"""What an operation may be called, and what it is."""
STATUS = {"ok": "ok", "fail": "refused", "info": "unknown"}
LETTERS = {"read": "r", "write": "w", "cas": "c", "append": "a", "delete": "d"}


class LogEvent(NamedTuple):
    """One line of a log, and its offset. client: whose session it belongs to, where that is not the process."""

    at: int
    process: int | str
    type: str
    f: str
    key: Value
    value: Any
    client: str | None = None


class NemesisEvent(NamedTuple):
    """What the nemesis, Jepsen's process that makes faults, did: the place of its event, its name, more as text."""

    tick: int
    what: str
    more: str


class Log(NamedTuple):
    """A history from outside. operations: issued and done in ticks, or in places of events. model: the object that its
    operations suggest. init: the value of each key at the start ('': of all keys)."""

    operations: tuple[Operation, ...]
    faults: tuple[NemesisEvent, ...]
    model: str
    init: dict[str, Value]


class _Open(NamedTuple):
    """An operation that has begun; place: its number among all."""

    event: LogEvent
    place: int


def log(events: Iterable[LogEvent], text: str, limits: HistoryLimits) -> Log:
    """Pair invocations with responses: a history. text: what the events' offsets count in. Raises ScriptError."""
    running: dict[int | str, _Open] = {}
    begun: list[tuple[LogEvent, int]] = []
    ends: dict[int, tuple[LogEvent, int]] = {}
    faults: list[NemesisEvent] = []
    processes: set[int | str] = set()
    for tick, event in enumerate(events):
        if event.f and event.process == "":
            faults.append(NemesisEvent(tick, event.f, "" if event.value is None else shown(event.value)))
        elif event.type == "invoke":
            _may_begin(event, running, text)
            running[event.process] = _Open(event, len(begun))
            begun.append((event, tick))
            processes.add(event.process)
            _counted(len(begun), len(processes), event.at, text, limits)
        else:
            _ended(event, tick, running, ends, text)
    return _told(begun, ends, tuple(faults), text)


def _counted(operations: int, processes: int, at: int, text: str, limits: HistoryLimits) -> None:
    if operations > limits.operations:
        wrong(text, at, "too_many", limit="operations", maximum=limits.operations)
    if processes > limits.processes:
        wrong(text, at, "too_many", limit="processes", maximum=limits.processes)


def _may_begin(event: LogEvent, running: dict[int | str, _Open], text: str) -> None:
    if event.f not in KINDS and event.f != "txn":
        expected(text, event.at, tuple(KINDS))
    if event.process in running:
        ends = ("ok", "fail", "info")
        wrong(text, event.at, "still_running", process=event.process, expected=ends)


def _ended(
    event: LogEvent, tick: int, running: dict[int | str, _Open], ends: dict[int, tuple[LogEvent, int]], text: str
) -> None:
    if event.type not in TYPES:
        wrong(text, event.at, "unknown_type", found=event.type, expected=TYPES)
    opened = running.pop(event.process, None)
    if opened is None:
        wrong(text, event.at, "not_running", process=event.process, expected="invoke")
    if opened.event.f != event.f:
        wrong(text, event.at, "other_operation", process=event.process, found=event.f, expected=opened.event.f)
    ends[opened.place] = (event, tick)


def _told(
    begun: list[tuple[LogEvent, int]],
    ends: dict[int, tuple[LogEvent, int]],
    faults: tuple[NemesisEvent, ...],
    text: str,
) -> Log:
    pairs = [_transaction(event, text) for event, _ in begun]
    ended = {place: (_transaction(event, text), tick) for place, (event, tick) in ends.items()}
    if _independent(pairs):
        pairs = [_split(event) for event in pairs]
        ended = {place: (_split(event), tick) for place, (event, tick) in ended.items()}
    kv = any(event.f in ("get", "put") for event in pairs)
    counts = dict.fromkeys(LETTERS, 0)
    operations = []
    for place, event in enumerate(pairs):
        kind = KINDS[event.f]
        counts[kind] += 1
        name = f"{LETTERS[kind]}{counts[kind]}"
        operations.append(_operation(name, kind, event, begun[place][1], ended.get(place), text))
    model = suggested(operations, kv)
    return Log(tuple(_plain(op, model) for op in operations), faults, model, {})


def _operation(
    name: str, kind: str, event: LogEvent, issued: int, end: tuple[LogEvent, int] | None, text: str
) -> Operation:
    status, done, said = "pending", None, event
    if end is not None:
        status, done = STATUS[end[0].type], end[1]
        said = end[0] if kind == "read" or event.value is None else event
    value = checked(said.value if kind != "read" or status == "ok" else None, text, said.at)
    if kind == "cas" and not (isinstance(value, tuple) and len(value) == 2):
        expected(text, said.at, "from_to")
    key = "" if event.key is None else str(checked(event.key, text, event.at))
    client = str(event.process) if event.client is None else event.client
    return Operation(name, kind, client, "", key, value, issued, None if status == "unknown" else done, status)


def _independent(events: list[LogEvent]) -> bool:
    """Has every operation a pair of key and value? Of cas operations alone, only a pair within a pair tells."""
    values = [event.value for event in events]
    if not all(isinstance(value, tuple) and len(value) == 2 for value in values):
        return False
    plain = [event for event in events if event.key is None]
    others = [event for event in plain if event.f != "cas"]
    nested = [event for event in plain if event.f == "cas" and isinstance(event.value[1], tuple)]
    return len(plain) == len(events) and bool(others or nested)


def _split(event: LogEvent) -> LogEvent:
    if not (isinstance(event.value, tuple) and len(event.value) == 2):
        return event
    key, value = event.value
    return event._replace(key="nil" if key is None else key, value=value)


def _transaction(event: LogEvent, text: str) -> LogEvent:
    """A transaction of one operation as that operation: [[:append 3 1]], [[:r 3 nil]]."""
    if event.f != "txn":
        return event
    found = event.value
    if not (isinstance(found, tuple) and len(found) == 1 and isinstance(found[0], tuple) and len(found[0]) == 3):
        wrong(text, event.at, "transaction", expected="one_operation")
    f, key, value = found[0]
    f = str(f).removeprefix(":")
    if f not in KINDS:
        expected(text, event.at, tuple(KINDS))
    return event._replace(f=f, key="nil" if key is None else key, value=value)


def checked(value: object, text: str, at: int) -> object:
    """A value that a history may hold. Raises ScriptError."""
    if isinstance(value, str):
        if len(value) > VALUE_MAX:
            wrong(text, at, "too_long", limit="value", size=len(value), maximum=VALUE_MAX)
        return value.encode("utf-8", "replace").decode()
    if isinstance(value, tuple):
        if len(value) > ITEMS_MAX:
            wrong(text, at, "too_many", limit="items", maximum=ITEMS_MAX)
        if any(isinstance(item, tuple) for item in value):
            wrong(text, at, "bad_value", expected="plain_value")
        return tuple(checked(item, text, at) for item in value)
    if value is not None and not isinstance(value, int | float):
        wrong(text, at, "bad_value", expected="plain_value")
    return value


def suggested(operations: Iterable[Operation], kv: bool = False) -> str:
    """The model that a history's operations speak of."""
    kinds: dict[str, list[Operation]] = {}
    for op in operations:
        kinds.setdefault(op.kind, []).append(op)
    if "append" in kinds:
        lists = any(isinstance(op.value, tuple) for op in kinds.get("read", ()))
        return "list-append" if lists or not all(isinstance(op.value, str) for op in kinds["append"]) else "kv"
    if kv:
        return "kv"
    return "cas-register" if "cas" in kinds else "register"


def _plain(op: Operation, model: str) -> Operation:
    """A register's list is one value, not several side by side: it is kept as text."""
    if model == "list-append" or op.kind == "cas" or not isinstance(op.value, tuple):
        return op
    return op._replace(value=shown(op.value))


def shown(value: object) -> str:
    """A value as one would write it, short; lists in lists are cut."""
    match value:
        case None:
            return "nil"
        case tuple():
            return f"[{' '.join('[…]' if isinstance(item, tuple) else shown(item) for item in value[:ITEMS_MAX])}]"
        case dict():
            return "{…}"
        case _:
            return str(value)
