"""Transactions of several steps: [[:append 3 1] [:r 3 nil] [:w 4 5]], as Jepsen's and Elle's histories have them.

Rules of this file
* A step is f, key and value; f is r, w or append. A transaction is an operation of kind txn without a key; its value
  is its steps.
* Of one that is ok the steps that came back count, of any other those that it began with, and nothing that it read.
* Where every transaction has one step, each is that operation, and the object is judged as it always was; as
  transactions they are judged when such a model is asked for by name.
* Lists are appended to or values written: one history does not do both.

Source: Kingsbury, Alvaro: Elle (VLDB 2020), section 2; github.com/jepsen-io/elle.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Final

from engine.histories.errors import expected, wrong
from engine.histories.values import as_text, checked, name, one
from engine.model import Operation
from engine.model.values import Step

STEPS: Final = {"r": "r", "read": "r", "get": "r", "w": "w", "write": "w", "put": "w", "append": "append"}
"""What a step may be called, and what it is."""
LIST, REGISTER = "txn-list-append", "txn-rw-register"
MODELS: Final = (LIST, REGISTER)
STEP = {"read": "r", "write": "w", "append": "append"}
"""The step that a plain operation is."""


def looks_so(value: object) -> bool:
    """Is it a list of steps?"""
    return isinstance(value, tuple) and bool(value) and all(_is_step(step) for step in value)


def called(f: object, value: object) -> object:
    """What an operation is called whose value this is: a list of steps is a transaction, if it is called nothing, or a
    read or a write (Jepsen's long fork)."""
    return "txn" if f in (None, "read", "write") and looks_so(value) else f


def _is_step(value: object) -> bool:
    return (
        isinstance(value, tuple)
        and len(value) == 3
        and isinstance(value[0], str)
        and value[0].removeprefix(":") in STEPS
    )


def single(values: Iterable[object]) -> bool:
    """Has each transaction one step?"""
    return all(
        isinstance(value, tuple) and len(value) == 1 and isinstance(value[0], tuple) and len(value[0]) == 3
        for value in values
    )


def steps(value: object, text: str, at: int, answered: bool) -> tuple[Step, ...]:
    """The steps of a transaction; answered: does what it read count? Raises ScriptError."""
    if not isinstance(value, tuple):
        wrong(text, at, "transaction", expected="steps", found=as_text(value))
    found = []
    for each in value:
        if not isinstance(each, tuple) or len(each) != 3:
            wrong(text, at, "transaction", expected="steps", found=as_text(each))
        f = STEPS.get(each[0].removeprefix(":")) if isinstance(each[0], str) else None
        if f is None:
            wrong(text, at, "transaction", expected=("r", "w", "append"), found=as_text(each))
        held = checked(each[2], text, at)
        found.append(Step(f, name(checked(each[1], text, at)), _held(f, held) if answered or f != "r" else None))
    return tuple(found)


def _held(f: str, value: Any) -> Any:
    """What was read may be a list; what was written is one value."""
    return tuple(map(one, value)) if f == "r" and isinstance(value, tuple) else one(value)


def settled(operations: Sequence[Operation], text: str, places: Sequence[int]) -> tuple[tuple[Operation, ...], str]:
    """Transactions, and their model; plain operations amid them are of one step. places: the offset of each. Raises
    ScriptError where lists and values mix, or where an operation can be no step."""
    found = wrapped(operations)
    for op, at in zip(found, places, strict=True):
        if op.kind != "txn":
            expected(text, at, ("txn", *STEPS))
    appends = any(step.f == "append" for op in found for step in op.value)
    for op, at in zip(found, places, strict=True):
        write = next((step for step in op.value if step.f == "w"), None) if appends else None
        if write is not None:
            said = f"[:w {write.key} {as_text(write.value)}]"
            wrong(text, at, "transaction", reason="mixed_steps", expected=("r", "append"), found=said)
    if appends:
        return found, LIST
    return tuple(op._replace(value=tuple(map(_one_value, op.value))) for op in found), REGISTER


def _one_value(step: Step) -> Step:
    return Step(step.f, step.key, one(step.value))


def wrapped(operations: Iterable[Operation]) -> tuple[Operation, ...]:
    """Each plain read, write or append as a transaction of one step; what is a transaction, or none of these, stays."""
    return tuple(
        op._replace(kind="txn", key="", value=(Step(STEP[op.kind], op.key, op.value),)) if op.kind in STEP else op
        for op in operations
    )
