"""Operations as the intervals that a decision is made of, at the end of the history or at an earlier moment.

Rules of this file
* Ends have one order: by tick and, where several end in one tick, by issue. So does a search count them.
* At a moment, what ends later still runs, and what begins later is not there. What will be refused is left out from the
  first: it never happens.
"""

from __future__ import annotations

from collections.abc import Sequence

from engine.checks.objects.kind import ObjectKind
from engine.checks.spec import NEVER, Interval
from engine.model import Operation

Moment = tuple[float, int]
"""The end of an operation: its tick, and its place in the history."""

END: Moment = (NEVER, 0)


def intervals(
    operations: Sequence[Operation], kind: ObjectKind, until: Moment = END, without: str = ""
) -> list[Interval]:
    """What operations did up to a moment, by start. without: the id of one that is left out."""
    found: list[Interval] = []
    for place, op in enumerate(operations):
        if op.status == "refused" or op.id == without or op.issued > until[0]:
            continue
        ended = op.status == "ok" and op.done is not None and (op.done, place) <= until
        end = op.done if ended and op.done is not None else NEVER
        found += [Interval(op.id, f, value, op.issued, end) for f, value in kind.acts(op, ended)]
    return sorted(found, key=lambda interval: interval.start)


def ends(operations: Sequence[Operation]) -> list[tuple[Moment, Operation]]:
    """The operations that happened for certain, in order of their ends."""
    ended = [((op.done, place), op) for place, op in enumerate(operations) if op.status == "ok" and op.done is not None]
    return sorted(ended, key=lambda each: each[0])
