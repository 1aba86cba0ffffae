"""Linearizability of the registers of a run: of those that were compared and set as of any such object.

Rules of this file
* A key on which nobody asked for a cas goes the way of registers (linearizable.py), any other that of objects/.
* A cas that succeeded is a read and a write in one. One that was refused never wrote; if it was told what the key
  held, it is a read of that.
* A break shows when the last operation of its proof has ended and whatever was refused meanwhile is known to be.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from engine.checks.history import by_key
from engine.checks.linearizable import BUDGET
from engine.checks.linearizable import judged as judged_plainly
from engine.checks.objects import verdicts
from engine.model import Operation, Value, Verdict


def judged(operations: Sequence[Operation], init: Mapping[str, Value]) -> list[tuple[Verdict, int | None]]:
    """One verdict a key, in order of keys, each with the tick from which on it is not 'kept'."""
    found: list[tuple[Verdict, int | None]] = []
    for key, ops in by_key(operations).items():
        if all(op.kind != "cas" for op in ops):
            found += judged_plainly(ops, init)
            continue
        (verdict,) = verdicts(ops, "cas-register", {key: init.get(key)}, BUDGET)
        found.append((verdict, None if verdict.outcome == "kept" else _since(ops, verdict)))
    return found


def _since(operations: Sequence[Operation], verdict: Verdict) -> int:
    told = [op.done for op in operations if op.done is not None]
    shown = max(
        (op.done for op in operations if op.done is not None and op.id in verdict.operations), default=max(told)
    )
    refused = (op for op in operations if op.status == "refused" and op.kind != "read" and op.issued <= shown)
    return max([shown, *(op.done for op in refused if op.done is not None)])
