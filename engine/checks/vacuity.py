"""Vacuous verdicts: a promise that is kept because nothing has happened yet that could have broken it.

Rules of this file
* A function here says of the operations that a check speaks of whether one of them was a test of it: `True` never
  becomes `False` as a history goes on.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from engine.checks.history import as_read
from engine.model import Operation

Tested = Callable[[Sequence[Operation]], bool]
"""Could these operations have broken the promise?"""

BLIND = ("write", "delete")
"""What tells its client nothing but that it was done."""


def _ok(operations: Sequence[Operation]) -> list[Operation]:
    return [op for op in operations if op.status == "ok"]


def asked(operations: Sequence[Operation]) -> bool:
    """Somebody asked for something."""
    return bool(operations)


def told(operations: Sequence[Operation]) -> bool:
    """Somebody was told what is stored, or that it was, or was not, what it was compared with."""
    return any(op.kind not in BLIND for op in _ok(tuple(map(as_read, operations))))


def changed(operations: Sequence[Operation]) -> bool:
    """Somebody may have changed what is stored."""
    return any(op.kind != "read" and op.status in ("ok", "unknown") for op in operations)


def acknowledged(operations: Sequence[Operation]) -> bool:
    """Somebody was told that something is stored."""
    return any(op.kind != "read" for op in _ok(operations))


def followed(earlier_reads: bool, later_reads: bool) -> Tested:
    """A client who was told of a read (else of a change) of a key was told of a read (a change) of it after that."""

    def tested(operations: Sequence[Operation]) -> bool:
        ends: dict[tuple[str, str], int] = {}
        for op in _ok(operations):
            session, reads = (op.client, op.key), op.kind == "read"
            if reads == later_reads and session in ends and ends[session] <= op.issued:
                return True
            if reads == earlier_reads and op.done is not None:
                ends[session] = min(op.done, ends.get(session, op.done))
        return False

    return tested
