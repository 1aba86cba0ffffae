"""Mutexes: a lock that one client holds at a time.

Rules of this file
* Specification: `acquire` is granted only while nobody holds the lock, to its holder neither; `release` only to the
  client who holds it. An acquire or a release that failed says nothing.
* A client is who holds it from the end of its acquire to the begin of its next release. Two acquires clash if neither
  client had begun to release when the other's was granted: then neither can have been first.
* The rest is searched: the state is the holder, so there are few.

Sources: Knossos' model `mutex`, and `owner-aware-mutex` of Jepsen's test of Hazelcast, which knows whose lock it is;
Wing and Gong 1993 for the search.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import accumulate, pairwise
from typing import Any, Final

from engine.checks.objects.kind import Decision, ObjectKind, Proof, broken, by_search, earliest
from engine.checks.search import Stop
from engine.checks.spec import NEVER, Interval, SequentialSpec
from engine.model import Operation, Reason


def _step(state: str | None, f: str, value: str) -> tuple[bool, str | None]:
    return (state is None, value) if f == "acquire" else (state == value, None)


MUTEX: Final = SequentialSpec(None, _step, (), ())


def _decide(intervals: Sequence[Interval], start: str | None, budget: int, stop: Stop | None) -> Decision:
    proof = earliest([*_two_holders(intervals, start), *_not_held(intervals, start)])
    return broken(proof) if proof else by_search(MUTEX)(intervals, start, budget, stop)


class _Releases:
    """The releases of one client: when did the first begin that may have come after some tick?"""

    def __init__(self, ops: Sequence[Interval]) -> None:
        late = sorted(ops, key=lambda op: -op.end)
        self._ends = [-op.end for op in late]
        self._first = list(accumulate((op.start for op in late), min))

    def after(self, tick: float) -> float:
        count = bisect_right(self._ends, -tick)
        return self._first[count - 1] if count else NEVER


def _by_client(intervals: Sequence[Interval], f: str) -> dict[str, list[Interval]]:
    found: dict[str, list[Interval]] = {}
    for op in intervals:
        if op.f == f:
            found.setdefault(op.value, []).append(op)
    return found


def _two_holders(intervals: Sequence[Interval], start: str | None) -> Iterator[Proof]:
    """Two acquires that were both granted before either client had begun to release."""
    releases = {client: _Releases(ops) for client, ops in _by_client(intervals, "release").items()}

    def let_go(op: Interval) -> float:
        return releases[op.value].after(op.start) if op.value in releases else NEVER

    granted = sorted((op for op in intervals if op.f == "acquire" and op.end != NEVER), key=lambda op: op.end)
    for first, second in pairwise(granted):
        if let_go(first) > second.end and let_go(second) > first.end:
            values = {"first": first.id, "client": first.value, "read": second.id, "value": second.value}
            code = "mutex_again" if first.value == second.value else "mutex_held"
            yield Proof((first.id, second.id), Reason(code, values), second.end)
    for op in granted[:1]:
        if start is not None and (start not in releases or releases[start].after(-1) > op.end):
            values = {"client": start, "read": op.id, "value": op.value}
            yield Proof((op.id,), Reason("mutex_held_start", values), op.end)


def _not_held(intervals: Sequence[Interval], start: str | None) -> Iterator[Proof]:
    """A release by a client that had not so much as asked for the lock, or has released it since."""
    acquires: dict[str, list[float]] = {} if start is None else {start: [-1]}
    for client, ops in _by_client(intervals, "acquire").items():
        acquires.setdefault(client, []).extend(op.start for op in ops)
    done: dict[str, list[Interval]] = {}
    for op in sorted((op for op in intervals if op.f == "release" and op.end != NEVER), key=lambda op: op.end):
        before = done.setdefault(op.value, [])
        before.append(op)
        asked = bisect_right(acquires.get(op.value, []), op.end)
        if asked < len(before):
            values = {"read": op.id, "value": op.value, "count": asked}
            code = "mutex_not_asked" if not asked else "mutex_not_held"
            yield Proof(tuple(each.id for each in before[-asked - 1 :]), Reason(code, values), op.end)
            return


def _acts(op: Operation, _: bool) -> Sequence[tuple[str, Any]]:
    return ((op.kind, op.client),)


def _start(told: Any) -> str | None:
    return str(told) if isinstance(told, str | int) else None


MUTEXES: Final = ObjectKind(MUTEX, ("acquire", "release"), lambda _: True, _acts, _start, _decide)
