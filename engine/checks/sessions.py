"""The four session guarantees (Terry et al., 1994), judged against the version order that the engine knows.

Rules of this file
* A session is one client's operations on one key: guarantees that span keys (monotonic writes, writes follow reads)
  are judged key by key.
* Within a session a comes before b iff b was issued at or after the end of a, and stands after it; in a run, where
  the events are known, iff a's client had been told by the event at which b was issued.
* A cas counts as a write: it was decided on what it found, but nobody was told the version of that.
* Only operations that ended 'ok' promise anything, and only they are held to it.
* An absent answer without a version is excused where a delete that may have happened explains it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple, cast

from engine.checks.history import by_key, known
from engine.clocks.version_order import covers, floor, follows, join
from engine.model import Operation, Reason, Verdict

Placed = tuple[int, int, Operation]
"""An operation with the tick that counts (its end or its issue) and its event, or else its place in the history."""


class Guarantee(NamedTuple):
    """After an operation of one kind, one of the other kind must agree with it: agrees(later, earlier version)."""

    earlier_reads: bool
    later_reads: bool
    agrees: Callable[[Any, Any], bool]


PROMISES = {
    "read_your_writes": Guarantee(False, True, covers),
    "monotonic_reads": Guarantee(True, True, covers),
    "monotonic_writes": Guarantee(False, False, follows),
    "writes_follow_reads": Guarantee(True, False, follows),
}


def sessions(operations: Sequence[Operation], check: str, until: int | None = None) -> tuple[Verdict, ...]:
    """One verdict a key, in order of keys; what breaks it is the pair that ends first."""
    return tuple(verdict for verdict, _ in judged(known(operations, until), check))


def judged(operations: Sequence[Operation], check: str) -> list[tuple[Verdict, int | None]]:
    """One verdict a key, each with the tick from which on it is broken. check: a name of PROMISES."""
    return [_judge(key, ops, check) for key, ops in by_key(operations).items()]


def _judge(key: str, operations: Sequence[Operation], check: str) -> tuple[Verdict, int | None]:
    pairs = [pair for client in _clients(operations) if (pair := _first(operations, client, PROMISES[check]))]
    if not pairs:
        return Verdict(check, key, "kept"), None
    a, b = min(pairs, key=lambda pair: (_done(pair[1]), pair[1].issued))
    values = {"client": b.client, "first": a.id, "first_value": a.written, "second": b.id, "second_value": b.written}
    return Verdict(check, key, "broken", (a.id, b.id), Reason(check, values)), b.done


def _clients(operations: Sequence[Operation]) -> list[str]:
    return list(dict.fromkeys(op.client for op in operations))


def _done(op: Operation) -> int:
    return cast(int, op.done)


def _first(operations: Sequence[Operation], client: str, promise: Guarantee) -> tuple[Operation, Operation] | None:
    """The client's first pair, in order of ends, that breaks the promise."""
    mine = [(i, op) for i, op in enumerate(operations) if op.client == client and op.status == "ok"]
    ended = [(_done(a), i if a.last is None else a.last, a) for i, a in mine]
    ends = sorted((one for one in ended if (one[2].kind == "read") == promise.earlier_reads), key=lambda one: one[:2])
    later = [(b.issued, i if b.first < 0 else b.first, b) for i, b in mine if (b.kind == "read") == promise.later_reads]
    for issued, place, b in sorted(_suspects(ends, later, promise), key=lambda suspect: _done(suspect[2])):
        before = [a for done, i, a in ends if (done, i) < (issued, place)]
        guilty = [a for a in before if not promise.agrees(b.version, a.version) and not _erased(b, a, operations)]
        if guilty:
            return guilty[-1], b
    return None


def _suspects(ends: Sequence[Placed], later: Sequence[Placed], promise: Guarantee) -> list[Placed]:
    """The later operations that disagree with all that had ended by then, taken together: one sweep in time."""
    seen, done, suspects = None, 0, []
    for suspect in later:
        while done < len(ends) and ends[done][:2] < suspect[:2]:
            seen = join(seen, floor(ends[done][2].version))
            done += 1
        if not promise.agrees(suspect[2].version, seen):
            suspects.append(suspect)
    return suspects


def _erased(b: Operation, a: Operation, operations: Sequence[Operation]) -> bool:
    """May b have found the key absent because a delete not older than a took even its version away?"""
    if b.kind != "read" or b.version is not None:
        return False
    deletes = [op for op in operations if op.kind == "delete" and op.status != "refused" and op.issued <= _done(b)]
    return any(op.id == a.id or follows(op.version, a.version) for op in deletes)
