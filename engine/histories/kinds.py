"""What operations may be called, and which object they speak of.

Rules of this file
* NAMES gives the kind of each name. :add adds to a set, or to a counter where what was read are numbers.
* The kinds tell the model: a queue is enqueued, a mutex acquired, a bank transfers, and so on (MODELS); of the rest,
  text that is appended to or put is a key-value store, a list that is appended to a list; maps of numbers that are
  only read are the balances of a bank.
* Each object has its values in one form (FORMS), however a file writes them: what was read of a set is a SetValue, of a
  bank a MapValue from names of accounts to balances (a list gives accounts 0, 1, 2, ...), amounts are signed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Final

from engine.checks.history import MISMATCH
from engine.histories import transactions
from engine.histories.calls import Log
from engine.histories.values import name, one
from engine.model import Operation, Reason
from engine.model.values import MapValue, SetValue, map_value, set_value

NAMES: Final[Mapping[str, str]] = {
    "read": "read", "r": "read", "get": "read", "write": "write", "w": "write", "put": "write", "cas": "cas",
    "append": "append", "delete": "delete", "add": "add", "remove": "remove",
    "inc": "inc", "increment": "inc", "dec": "inc", "decrement": "inc",
    "enqueue": "enqueue", "dequeue": "dequeue", "drain": "drain", "acquire": "acquire", "release": "release",
    "transfer": "transfer",
}  # fmt: skip
"""What an operation may be called, and what it is."""
DOWN = ("dec", "decrement")
"""Names whose amount is taken away."""
LETTERS: Final[Mapping[str, str]] = {
    "read": "r", "write": "w", "cas": "c", "append": "a", "delete": "d", "add": "a", "remove": "m", "inc": "i",
    "enqueue": "e", "dequeue": "d", "drain": "d", "acquire": "a", "release": "e", "transfer": "t", "txn": "t",
}  # fmt: skip
"""What the name of an operation begins with that has none of its own."""
ANSWERED: Final = ("read", "dequeue", "drain")
"""Kinds whose value is what came back: without an answer there is none."""
MODELS: Final[Mapping[str, tuple[str, ...]]] = {
    "queue": ("enqueue", "dequeue", "drain"),
    "mutex": ("acquire", "release"),
    "bank": ("transfer",),
    "counter": ("inc",),
    "set": ("add", "remove"),
}
"""By model the kinds of which one is enough to tell it."""


def numbered(kind: str, counts: dict[str, int]) -> str:
    """A name for the next operation of a kind; counts: how many have each letter, kept up to date."""
    letter = LETTERS[kind]
    counts[letter] = counts.get(letter, 0) + 1
    return f"{letter}{counts[letter]}"


def amount(called: str, value: Any) -> Any:
    """What is added to a counter: 1 where nothing is said, less than nothing by a decrement."""
    number = 1 if value is None else value
    return -number if called in DOWN and isinstance(number, int | float) else number


def compared(key: str, value: Any, status: str) -> tuple[tuple[Any, Any], Reason | None] | None:
    """What a cas was to replace by what; if it was refused since its key held something else and says so, [from, to,
    that], why. None: it is neither."""
    if not isinstance(value, tuple) or len(value) not in ((2, 3) if status == "refused" else (2,)):
        return None
    pair = value[0], value[1]
    values = {"key": key, "expected": pair[0], "value": one(value[2])} if len(value) == 3 else None
    return pair, Reason(MISMATCH, values) if values else None


def recognised(operations: Sequence[Operation], kv: bool = False) -> tuple[tuple[Operation, ...], str]:
    """Operations in the form of the object that they speak of, and its name as a model. kv: was one called get or put?

    A list that a register gives is several values side by side, if nobody wrote a list.
    """
    model = suggested(operations, kv)
    if model in FORMS:
        return formed(operations, model), model
    siblings = "register" in model and not any(map(_holds_list, operations))
    return tuple(map(_side_by_side if siblings else _held, operations)), model


def formed(operations: Iterable[Operation], model: str) -> tuple[Operation, ...]:
    """Operations in the form of an object of FORMS."""
    return tuple(map(FORMS[model], operations))


def _holds_list(op: Operation) -> bool:
    if op.kind == "cas":
        return any(isinstance(value, tuple) for value in op.value)
    return op.kind == "write" and isinstance(op.value, tuple)


def suited(log: Log, model: str) -> Log:
    """The history for who asks for this model by name: adds to a set or a counter, operations as transactions, sets and
    maps as values of a register."""
    if model in transactions.MODELS:
        return log._replace(operations=transactions.wrapped(log.operations))
    if "register" in model and log.model != model:
        return log._replace(operations=tuple(map(_register, log.operations)))
    if model in ("set", "counter") and log.model in ("set", "counter"):
        return log._replace(operations=tuple(map(FORMS[model], log.operations)))
    return log


def suggested(operations: Iterable[Operation], kv: bool = False) -> str:
    """The model that a history's operations speak of."""
    kinds: dict[str, list[Operation]] = {}
    for op in operations:
        kinds.setdefault(op.kind, []).append(op)
    for model, own in MODELS.items():
        if any(kind in kinds for kind in own):
            return "counter" if model == "set" and _counts(kinds) else model
    if "append" in kinds:
        lists = any(isinstance(op.value, tuple) for op in kinds.get("read", ()))
        return "list-append" if lists or not all(isinstance(op.value, str) for op in kinds["append"]) else "kv"
    if kv and all(isinstance(op.value, str | None) for op in kinds.get("write", ())):
        return "kv"
    if set(kinds) == {"read"} and _balances(kinds["read"]):
        return "bank"
    return "cas-register" if "cas" in kinds else "register"


def _counts(kinds: Mapping[str, Sequence[Operation]]) -> bool:
    read = [op.value for op in kinds.get("read", ()) if op.value is not None]
    return bool(read) and "remove" not in kinds and all(isinstance(value, int | float) for value in read)


def _balances(reads: Sequence[Operation]) -> bool:
    """Are they of all accounts of a bank, as which nobody writes them?"""
    read = [op.value for op in reads if op.value is not None]
    return bool(read) and all(
        isinstance(value, MapValue) and all(isinstance(held, int | float) for _, held in value.items) for value in read
    )


def _held(op: Operation) -> Operation:
    """A register's list is one value, not several side by side."""
    if op.kind == "cas" and isinstance(op.value, tuple):
        return op._replace(value=tuple(map(one, op.value)))
    return op._replace(value=one(op.value))


def _register(op: Operation) -> Operation:
    return op._replace(value=one(op.value)) if isinstance(op.value, SetValue | MapValue) else op


def _side_by_side(op: Operation) -> Operation:
    return op._replace(value=tuple(map(one, op.value))) if isinstance(op.value, tuple) else _held(op)


def _list(op: Operation) -> Operation:
    value = tuple(map(one, op.value)) if isinstance(op.value, tuple) and op.kind == "read" else one(op.value)
    return op._replace(value=value)


def _set(op: Operation) -> Operation:
    if op.kind == "inc":
        return op._replace(kind="add")
    if op.kind == "read" and isinstance(op.value, tuple | SetValue):
        members = op.value if isinstance(op.value, tuple) else op.value.items
        return op._replace(value=set_value(map(one, members)))
    return op._replace(value=one(op.value))


def _counter(op: Operation) -> Operation:
    return op._replace(kind="inc", value=amount("", op.value)) if op.kind == "add" else op


def _versioned(op: Operation) -> Operation:
    if not (isinstance(op.value, tuple) and len(op.value) == 2):
        return op
    version, value = op.value
    return op._replace(value=(version, tuple(map(one, value)) if op.kind == "cas" and value else one(value)))


def _queue(op: Operation) -> Operation:
    value = tuple(map(one, op.value)) if isinstance(op.value, tuple) and op.kind == "drain" else one(op.value)
    return op._replace(value=value)


def _mutex(op: Operation) -> Operation:
    return op._replace(value=None)


def _bank(op: Operation) -> Operation:
    if op.kind == "read" and isinstance(op.value, tuple):
        return op._replace(value=map_value((str(account), held) for account, held in enumerate(op.value)))
    if not isinstance(op.value, MapValue):
        return op
    pairs = [(name(key), held) for key, held in op.value.items]
    if op.kind == "transfer":
        pairs = [(key, name(held) if key in ("from", "to") else held) for key, held in pairs]
    return op._replace(value=map_value(pairs))


FORMS: Final[Mapping[str, Callable[[Operation], Operation]]] = {
    "list-append": _list, "set": _set, "counter": _counter, "queue": _queue, "mutex": _mutex, "bank": _bank,
    "versioned-register": _versioned,
}  # fmt: skip
"""By model what it makes of an operation; all others hold one value."""
