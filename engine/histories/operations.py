"""Calls of a log to operations: keys, values and what the history speaks of.

Rules of this file
* What came back with `ok` counts: a read's value, and of anything else what it brings where it brings something. The
  amount of a counter is what was asked for.
* Of what nobody knows the end of, and of what failed, the value that it began with counts; a read has none. A cas
  that failed may come back with what it found as a third value.
* Where each value is asked for beside a version that is not known yet, [nil 3], and comes back with one, [7 3], the
  object is a register that counts its changes.
* Values of independent keys, [key value], are told by all operations having such a pair; then each key is judged alone.
* A history is one of transactions if one of its operations is called txn, or if all hold steps (transactions.py).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from engine.histories import transactions
from engine.histories.calls import Call, LogEvent
from engine.histories.errors import expected
from engine.histories.kinds import ANSWERED, NAMES, amount, compared, formed, numbered, recognised
from engine.histories.values import checked, name
from engine.model import Operation
from engine.script import ScriptError

STATUS = {"ok": "ok", "fail": "refused", "info": "unknown"}


def told(calls: Sequence[Call], text: str) -> tuple[tuple[Operation, ...], str]:
    """The operations of a log, and the model that they speak of. Raises ScriptError."""
    begun = [call.begin for call in calls if _is_txn(call.begin)]
    if any(event.f == "txn" for event in begun) or (calls and len(begun) == len(calls)):
        ends = [call.end for call in calls if call.end and call.end.value is not None and _is_txn(call.end)]
        if not transactions.single(event.value for event in (*begun, *ends)):
            return _transactions(calls, text)
        calls = [_both(call, text, _only_step) for call in calls]
    elif not _versioned(calls) and _independent([call.begin for call in calls]):
        calls = [_both(call, text, _split) for call in calls]
    counts: dict[str, int] = {}
    found = [_operation(call, counts, text) for call in calls]
    if _versioned(calls):
        return formed(found, "versioned-register"), "versioned-register"
    return recognised(found, any(call.begin.f in ("get", "put") for call in calls))


def _is_txn(event: LogEvent) -> bool:
    return event.f == "txn" or transactions.looks_so(event.value)


def _both(call: Call, text: str, change: Callable[[LogEvent, str], LogEvent]) -> Call:
    return call._replace(begin=change(call.begin, text), end=call.end and change(call.end, text))


def _independent(events: Sequence[LogEvent]) -> bool:
    """Has every operation a pair of key and value? Of cas operations alone, only a pair within a pair tells."""
    if not all(isinstance(event.value, tuple) and len(event.value) == 2 for event in events):
        return False
    plain = [event for event in events if event.key is None]
    others = [event for event in plain if event.f != "cas"]
    nested = [event for event in plain if event.f == "cas" and isinstance(event.value[1], tuple)]
    return len(plain) == len(events) and bool(others or nested)


def _versioned(calls: Sequence[Call]) -> bool:
    """Is each value asked for beside a version that nobody knows yet, [nil 3], and does one come back with it?"""
    if not all(NAMES[call.begin.f] in ("read", "write", "cas") and _unknown(call.begin.value) for call in calls):
        return False
    ends = [call.end.value for call in calls if call.end is not None and call.end.type == "ok"]
    back = any(isinstance(value, tuple) and len(value) == 2 and type(value[0]) is int for value in ends)
    return back and any(call.begin.value is not None for call in calls)


def _unknown(value: object) -> bool:
    return value is None or (isinstance(value, tuple) and len(value) == 2 and value[0] is None)


def _split(event: LogEvent, _: str) -> LogEvent:
    if not (isinstance(event.value, tuple) and len(event.value) == 2):
        return event
    key, value = event.value
    return event._replace(key="nil" if key is None else key, value=value)


def _only_step(event: LogEvent, text: str) -> LogEvent:
    """A transaction of one operation as that operation: [[:append 3 1]], [[:r 3 nil]]."""
    if event.value is None or not _is_txn(event):
        return event
    ((f, key, value),) = event.value
    f = str(f).removeprefix(":")
    if f not in NAMES:
        expected(text, event.at, tuple(NAMES))
    return event._replace(f=f, key="nil" if key is None else key, value=value)


def _operation(call: Call, counts: dict[str, int], text: str) -> Operation:
    event, kind = call.begin, NAMES[call.begin.f]
    status = "pending" if call.end is None else STATUS[call.end.type]
    said = _said(call, kind)
    value = checked(None if said is None else said.value, text, event.at if said is None else said.at)
    value = amount(event.f, value) if kind == "inc" else value
    key = "" if event.key is None else name(checked(event.key, text, event.at))
    reason = None
    if kind == "cas":
        told = compared(key, value, status)
        if told is None:
            expected(text, event.at if said is None else said.at, "from_to")
        value, reason = told
    done = None if status == "unknown" else call.done
    return Operation(numbered(kind, counts), kind, _client(event), "", key, value, call.issued, done, status, reason)


def _said(call: Call, kind: str) -> LogEvent | None:
    """The event whose value counts, None where none is known."""
    begin, end = call.begin, call.end
    if kind in ANSWERED:
        return end if end is not None and end.type == "ok" else None
    if kind == "cas" and end is not None and (not isinstance(end.value, tuple) or len(end.value) == 3):
        return end if isinstance(end.value, tuple) else begin
    if end is None or end.value is None or (begin.value is not None and (end.type != "ok" or kind == "inc")):
        return begin
    return end


def _client(event: LogEvent) -> str:
    return str(event.process) if event.client is None else event.client


def _transactions(calls: Sequence[Call], text: str) -> tuple[tuple[Operation, ...], str]:
    counts: dict[str, int] = {}
    found = [(_transaction if _is_txn(call.begin) else _operation)(call, counts, text) for call in calls]
    return transactions.settled(found, text, [call.begin.at for call in calls])


def _transaction(call: Call, counts: dict[str, int], text: str) -> Operation:
    begin, status = call.begin, "pending" if call.end is None else STATUS[call.end.type]
    said = begin if call.end is None or status != "ok" else call.end
    try:
        value = transactions.steps(said.value, text, said.at, status == "ok")
    except ScriptError:
        if begin.value is not None:  # a mistake is told where it stands first
            transactions.steps(begin.value, text, begin.at, False)
        raise
    done = None if status == "unknown" else call.done
    return Operation(numbered("txn", counts), "txn", _client(begin), "", "", value, call.issued, done, status)
