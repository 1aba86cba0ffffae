"""Registers, key-value stores with append, lists with append.

Rules of this file
* A register that was only read and written goes the way of registers: zones where values tell their writer (zones.py),
  and the proofs of linearizable.py. All else is searched, but for two cas that cannot both have been.
* A delete writes what an absent key holds. Of several values read side by side one is as good as plain.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any, Final

from engine.checks.history import register_value
from engine.checks.linearizable import linearizable
from engine.checks.objects.kind import Decision, ObjectKind, Proof, broken, by_search, earliest
from engine.checks.register import decide
from engine.checks.search import Stop
from engine.checks.spec import CAS_REGISTER, KV_APPEND, LIST_APPEND, NEVER, REGISTER, Interval
from engine.model import Operation, Reason, Verdict

TEXT: Final = {"read": "get", "write": "put", "append": "append", "delete": "put"}


def _register_acts(op: Operation, ended: bool) -> Sequence[tuple[str, Any]]:
    if op.kind == "read":
        return (("read", register_value(op)),) if ended else ()
    return (("cas", op.value),) if op.kind == "cas" else (("write", register_value(op)),)


def _decide(intervals: Sequence[Interval], start: Any, budget: int, stop: Stop | None) -> Decision:
    if any(interval.f == "cas" for interval in intervals):
        twice = _replaced_twice(intervals, start)
        return broken(twice) if twice else by_search(CAS_REGISTER)(intervals, start, budget, stop)
    found = decide(intervals, start, budget, stop, ordered=False)
    return Decision(found.outcome, found.order, found.shown, spent=found.spent)


def _replaced_twice(intervals: Sequence[Interval], start: Any) -> Proof | None:
    """Two cas that have both replaced a value which cannot have stood there more than once."""
    came = Counter(op.value[1] if op.f == "cas" else op.value for op in intervals if op.f != "read")
    came[start] += 1
    first: dict[Any, Interval] = {}
    found = []
    for op in sorted((op for op in intervals if op.f == "cas" and op.end != NEVER), key=lambda op: op.end):
        old, new = op.value
        if old == new or came[old] > 1:
            continue
        if old in first:
            values = {"first": first[old].id, "read": op.id, "value": old}
            found.append(Proof((first[old].id, op.id), Reason("cas_twice", values), op.end))
        first.setdefault(old, op)
    return earliest(found)


def _explain(key: str, operations: Sequence[Operation], start: Any, budget: int) -> Verdict | None:
    plain = [op._replace(object="register") for op in operations if op.kind != "cas" or op.status != "refused"]
    if any(op.kind == "cas" for op in plain):
        return None
    (told,) = linearizable(plain, {key: start}, budget=budget)
    return told if told.outcome == "broken" else None


def _holds_pair(op: Operation) -> bool:
    return op.kind != "cas" or (isinstance(op.value, tuple) and len(op.value) == 2)


def _text_acts(op: Operation, ended: bool) -> Sequence[tuple[str, Any]]:
    value = "" if op.kind == "delete" or op.value is None else op.value
    return ((TEXT[op.kind], value),) if ended or op.kind != "read" else ()


def _holds_text(op: Operation) -> bool:
    return isinstance(op.value, str) or (op.value is None and op.kind != "append")


def _list_acts(op: Operation, ended: bool) -> Sequence[tuple[str, Any]]:
    if op.kind == "read":
        return (("read", op.value or ()),) if ended else ()
    return ((op.kind, op.value),)


def _holds_list(op: Operation) -> bool:
    return op.kind == "append" or op.value is None or isinstance(op.value, tuple)


PLAIN: Final = ObjectKind(
    REGISTER, ("read", "write", "delete"), lambda _: True, _register_acts, lambda told: told, _decide, explain=_explain
)
WITH_CAS: Final = ObjectKind(
    CAS_REGISTER,
    ("read", "write", "delete", "cas"),
    _holds_pair,
    _register_acts,
    lambda told: told,
    _decide,
    explain=_explain,
)
TEXT_STORE: Final = ObjectKind(
    KV_APPEND,
    tuple(TEXT),
    _holds_text,
    _text_acts,
    lambda told: told if isinstance(told, str) else None,
    by_search(KV_APPEND),
)
LIST: Final = ObjectKind(
    LIST_APPEND,
    ("read", "append"),
    _holds_list,
    _list_acts,
    lambda told: told if isinstance(told, tuple) else None,
    by_search(LIST_APPEND),
)
