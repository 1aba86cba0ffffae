"""Operations and values from outside as they are said in a formula: x = 1, x → 1, x 1⇒2, a→b 5.

Rules of this file
* Signs and the field's names of operations, the same in every language. Text is not escaped here.
* What happens to an object without a key is said by its name: write 1.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from engine.model import Operation
from engine.model.values import MapValue, SetValue, Step
from pages.ui.plot.style import squeezed

SIGNS: Final = {"write": "=", "append": "+=", "delete": "=", "inc": "+="}
NAMED: Final = ("add", "remove", "enqueue", "dequeue", "drain", "acquire", "release")
"""Kinds that are said by their own name."""
ANSWERED: Final = ("read", "dequeue", "drain")
"""Kinds whose value is an answer, which is known only if they happened."""


def text(op: Operation) -> str:
    """An operation as it would be said in a formula."""
    if op.kind in SIGNS and not op.key:
        return op.kind if op.value is None else f"{op.kind} {plain(op.value)}"
    return f"{'' if op.kind == 'txn' else squeezed(op.key, 8)} {done(op)}".strip()


def done(op: Operation) -> str:
    """The same without the key."""
    if op.kind == "txn":
        return " ".join(plain(step) for step in op.value)
    name = f"{op.kind} " if op.kind in NAMED else ""
    if op.kind in ANSWERED:
        return f"{name}→ {plain(op.value) if op.status == 'ok' else '?'}"
    if name:
        return name.strip() if op.value is None else f"{name}{plain(op.value)}"
    if op.kind == "cas":
        old, new = (plain(value) for value in op.value)
        return f"{old}⇒{new}"
    if op.kind == "transfer" and isinstance(op.value, MapValue):
        return _transfer({str(key).removeprefix(":"): value for key, value in op.value.items})
    return f"{SIGNS.get(op.kind, op.kind)} {plain(op.value)}"


def briefly(op: Operation) -> str:
    """The value alone, where a sign stands before it."""
    sign, _, value = done(op).partition(" ")
    return value if sign in ("→", "=", "+=") else done(op)


def _transfer(value: Mapping[str, Any]) -> str:
    return f"{plain(value.get('from'))}→{plain(value.get('to'))} {plain(value.get('amount'))}"


def plain(value: Any) -> str:
    """A value as it stands on a bar: ∅ for nothing, quotes only where they are needed."""
    match value:
        case None:
            return "∅"
        case tuple():
            return f"[{', '.join(map(plain, value))}]"
        case SetValue(items):
            return f"{{{', '.join(map(plain, items))}}}"
        case MapValue(pairs):
            return f"{{{', '.join(f'{plain(key)}: {plain(held)}' for key, held in pairs)}}}"
        case Step("r", key, held):
            return f"{key}→{plain(held)}"
        case Step("append", key, held):
            return f"{key}+={plain(held)}"
        case Step(_, key, held):
            return f"{key}={plain(held)}"
        case str() if not value or " " in value:
            return f'"{value}"'
        case _:
            return str(value)
