"""Operations with ticks of their own: those of `python -m engine run`, and of tables.

Rules of this file
* An operation: id, kind, client, key, value, issued, done, status. What shares a tick is concurrent.
* Without a status, an operation that has an end is ok, and one that has none is pending.
* Calls of services are no reads and no writes. A degraded answer is one if it was kept data, as `answer` tells; if not,
  it counts as refused, as an answer without data.
* A read of several values at once is a list; of a report's own key that is no register, nothing is judged.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from typing import Any, get_args

from engine.checks.history import MISMATCH
from engine.histories import errors, transactions
from engine.histories.calls import Log, NemesisEvent
from engine.histories.errors import expected, wrong
from engine.histories.kinds import ANSWERED, NAMES, amount, compared, numbered, recognised
from engine.histories.limits import TICK_MAX, HistoryLimits
from engine.histories.values import checked, name
from engine.model import Fault, Operation
from engine.model.setting_kinds import Choice
from engine.protocols import PROTOCOLS, configured, protocol_of
from engine.script import HEADLESS, ScriptError, parse, print_command

STATUS = ("ok", "refused", "unknown", "pending")
FAULTS = get_args(Fault)
_TYPES = PROTOCOLS["multi_value"].settings["crdt"]
OBJECTS = ("register", *(_TYPES.codes if isinstance(_TYPES, Choice) else ()))
"""What keys may be told to be."""
ALSO = {"fail": "refused", "info": "unknown", "degraded": "refused"}
"""Other names for a status."""


def bounded(elements: Iterable[tuple[int, Any]], text: str, limits: HistoryLimits) -> list[tuple[int, Any]]:
    """No more operations than may be."""
    rows: list[tuple[int, Any]] = []
    for at, value in elements:
        if len(rows) == limits.operations:
            wrong(text, at, "too_many", limit="operations", maximum=limits.operations)
        rows.append((at, value))
    return rows


def log(rows: Sequence[tuple[int, Any]], more: Mapping[str, Any], text: str) -> Log:
    """Rows with their offsets, each a map, as a history. more: the script or the values at the start."""
    counts: dict[str, int] = {}
    names: set[str] = set()
    operations: list[Operation] = []
    places: list[int] = []
    apart = transactions.single(row.get("value") for _, row in rows if isinstance(row, dict) and _called(row) == "txn")
    for at, row in rows:
        if not isinstance(row, dict):
            expected(text, at, "operation")
        op = _operation(_only_step(row) if apart else row, at, counts, text)
        if op is not None:
            if op.id in names:
                wrong(text, at, "duplicate", found=op.id, expected="another")
            names.add(op.id)
            operations.append(op)
            places.append(at)
    if any(op.kind == "txn" for op in operations):
        told, model = transactions.settled(operations, text, places)
    else:
        told, model = recognised(operations, any(_called(row) in ("get", "put") for _, row in rows))
    history = tuple(sorted(told, key=lambda op: op.issued))
    where = zip((op.id for op in told), errors.places(text, places), strict=True)
    return beside(Log(history, faults(more), model, {}, dict(where)), more)


def beside(log: Log, more: Mapping[str, Any]) -> Log:
    """A history with what is told beside its operations: the values at the start, what its keys are."""
    kind = _object(more)
    if kind is not None:
        log = log._replace(operations=tuple(op._replace(object=kind) for op in log.operations))
    return log._replace(init=log.init | inits(more))


def faults(more: Mapping[str, Any]) -> tuple[NemesisEvent, ...]:
    """Faults of the network: as rows of a table tell them, or the script."""
    events = list(more.get("faults") or ())
    with suppress(ScriptError):
        commands = parse(more["script"], HEADLESS).commands if isinstance(more.get("script"), str) else ()
        for command in commands:
            if isinstance(command, FAULTS):
                tick, what, *rest = print_command(command).split(" ", 2)
                events.append(NemesisEvent(int(tick), what, "".join(rest)))
    return tuple(sorted(events, key=lambda event: event.tick))


def inits(more: Mapping[str, Any]) -> dict[str, Any]:
    """The values at the start: as they stand there, or as the script gives them."""
    values: dict[str, Any] = {}
    if isinstance(more.get("script"), str):
        with suppress(ScriptError):  # what it was run from is no part of what happened
            values |= dict(parse(more["script"], HEADLESS).init)
    given = more.get("init")
    if isinstance(given, dict):
        values |= {name(key): value for key, value in given.items()}
    elif given is not None:
        values[""] = given
    return values


def _object(more: Mapping[str, Any]) -> str | None:
    """What the keys are, where that is told: by name, or by the script of a report."""
    if more.get("object") in OBJECTS:
        return str(more["object"])
    try:
        system = parse(more["script"], HEADLESS).system
    except (KeyError, TypeError, AttributeError, ScriptError):
        return None
    return protocol_of(system).object(configured(system))


def _called(row: Mapping[str, Any]) -> Any:
    return row.get("kind", row.get("op"))


def _only_step(row: Mapping[str, Any]) -> Mapping[str, Any]:
    """A transaction of one operation as that operation."""
    if not isinstance(row, dict) or _called(row) != "txn":
        return row
    ((f, key, value),) = row["value"]
    return {**row, "kind": f, "key": key, "value": value}


def _operation(row: Mapping[str, Any], at: int, counts: dict[str, int], text: str) -> Operation | None:
    said = _called(row)
    if said == "call":
        return None
    kind = NAMES.get(said, "txn" if said == "txn" else None) if isinstance(said, str) else None
    if kind is None:
        expected(text, at, (*NAMES, "txn"))
    named = numbered(kind, counts)
    issued, done = _tick(row.get("issued"), at, text, "issued"), _tick(row.get("done"), at, text, "done")
    if issued is None:
        expected(text, at, "issued")
    status = row.get("status") or ("pending" if done is None else "ok")
    if status == "degraded" and row.get("answer") == "kept":
        status = "ok"
    status = ALSO.get(status, status) if isinstance(status, str) else ""
    if status not in STATUS:
        wrong(text, at, "unknown_type", found=str(row.get("status")), expected=STATUS)
    if done is None and status in ("ok", "refused"):
        expected(text, at, "done")
    if done is not None and done < issued:
        wrong(text, at, "ends_early", found=done, issued=issued, expected="done")
    key = str(checked(_plain(row.get("key")), text, at) or "")
    value, reason = _value(kind, said, row.get("value"), status, text, at), None
    if kind == "cas":
        told = compared(key, _with_found(value, status, row.get("reason"), text, at), status)
        if told is None:
            expected(text, at, "from_to")
        value, reason = told
    return Operation(
        str(checked(row["id"], text, at)) if row.get("id") else named,
        kind,
        str(checked(_plain(row.get("client")), text, at)),
        str(checked(_plain(row.get("node")), text, at) or ""),
        key,
        value,
        issued,
        None if status in ("pending", "unknown") and kind != "read" else done,
        status,
        reason,
    )


def _value(kind: str, called: str, said: object, status: str, text: str, at: int) -> Any:
    if kind == "txn":
        return transactions.steps(said, text, at, status == "ok")
    value = checked(said, text, at)
    if kind in ANSWERED and status != "ok":
        return None
    return amount(called, value) if kind == "inc" else value


def _with_found(value: Any, status: str, reason: object, text: str, at: int) -> Any:
    """The value of a cas beside what it found, where a report's reason says that it was refused for that."""
    if status != "refused" or not isinstance(value, tuple) or len(value) != 2 or not isinstance(reason, dict):
        return value
    values = reason.get("values") if reason.get("code") == MISMATCH else None
    return (*value, checked(values["value"], text, at)) if isinstance(values, dict) and "value" in values else value


def _plain(value: object) -> object:
    return None if isinstance(value, dict | tuple) else value


def _tick(value: object, at: int, text: str, name: str) -> int | None:
    if value is None or value == "":
        return None
    if type(value) is not int or not 0 <= value <= TICK_MAX:
        wrong(text, at, "bad_number", found=str(value), expected=name, low=0, high=TICK_MAX)
    return value
