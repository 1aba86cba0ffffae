"""What is right, by trying every order: plain enough to be believed, and slow.

Rules of this file
* Nothing here is shared with the judges that are held against it but the shape of an operation.
* a comes before b iff a ended before the tick in which b began. What is refused never happened; what nobody knows the
  end of may happen at any time after its begin, or never; a read without an answer says nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from engine.model import Operation

STARTS: dict[str, Any] = {"register": None, "cas-register": None, "kv": "", "list-append": ()}


def legal(operations: Sequence[Operation], model: str, start: Any) -> bool:
    """Is there an order of these operations of one key that explains every answer?"""
    happened = [op for op in operations if op.status == "ok"]
    perhaps = [op for op in operations if op.status in ("unknown", "pending") and op.kind != "read"]
    return _from(happened, perhaps, model, start)


def _from(happened: Sequence[Operation], perhaps: Sequence[Operation], model: str, state: Any) -> bool:
    if not happened:
        return True
    for op in (*happened, *perhaps):
        if any(ended(other) < op.issued for other in happened if other is not op):
            continue
        fits, after = step(model, state, op)
        rest = [other for other in happened if other is not op], [other for other in perhaps if other is not op]
        if fits and _from(*rest, model, after):
            return True
    return False


def ended(op: Operation) -> int:
    """The tick in which an operation ended that happened."""
    assert op.done is not None
    return op.done


def follows(order: Sequence[Operation], model: str, start: Any) -> bool:
    """Is this one order a legal one?"""
    for i, op in enumerate(order):
        if any(other.status == "ok" and ended(other) < op.issued for other in order[i + 1 :]):
            return False
        fits, start = step(model, start, op)
        if not fits:
            return False
    return True


def step(model: str, state: Any, op: Operation) -> tuple[bool, Any]:
    """Could this happen now? And what the object holds then."""
    nothing: Any = "" if model == "kv" else () if model == "list-append" else None
    value = nothing if op.value is None or op.kind == "delete" else op.value
    match op.kind:
        case "read":
            return state == value, state
        case "write" | "delete":
            return True, value
        case "cas":
            return state == value[0], value[1]
        case "append":
            return True, (*state, value) if model == "list-append" else state + value
    raise ValueError(op.kind)
