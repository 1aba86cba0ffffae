"""Sets: elements are added and removed one by one, and read all at once.

Rules of this file
* Specification: to add what is there, or to remove what is not, changes nothing. A read returns all elements.
* Where nothing was ever removed there is no search. Reads must grow: ordered by size, each holds all of the one before
  (a level). An element comes in right before the first level that has it, so every read, and the first add of every
  element, has its place; others that add the element come no earlier. A legal order exists iff nothing that must
  come later ended before something that must come earlier began. O(n log n), and the elements of all reads.
* Where elements were removed, an answer that no add or remove can explain is found element by element; the rest is
  searched, a state being a whole number with a bit for each element.

Sources: Herlihy and Wing 1990 (locality of the elements does not hold: a read sees all); Jepsen's checkers `set` and
`set-full` for what is customary (lost, stale, never read).
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate, pairwise
from typing import Any, Final, NamedTuple

from engine.checks.objects.kind import KEPT, Decision, ObjectKind, Proof, broken, earliest, searched, told_by
from engine.checks.search import Stop
from engine.checks.spec import NEVER, Interval, SequentialSpec
from engine.checks.zones import BEFORE_ALL
from engine.model import Operation, Reason
from engine.model.values import SetValue, set_value

Elements = frozenset[Any]

MOST_PAIRS = 300_000
"""Pairs of a read and an element that are looked at where elements were removed."""


def _step(state: Elements, f: str, value: Any) -> tuple[bool, Elements]:
    if f == "read":
        return state == value, state
    return True, state | {value} if f == "add" else state - {value}


def _bits(state: int, f: str, value: int) -> tuple[bool, int]:
    if f == "read":
        return state == value, state
    return True, state | value if f == "add" else state & ~value


SET: Final = SequentialSpec(frozenset(), _step, ("read",), ())


class _Place(NamedTuple):
    """Where an operation must stand. slot: 2i right before the reads of level i, 2i + 1 among them. element: what it
    adds; None for a read."""

    op: Interval
    slot: int
    element: Any


def _decide(intervals: Sequence[Interval], start: Elements, budget: int, stop: Stop | None) -> Decision:
    if not any(interval.f == "remove" for interval in intervals):
        proof = _growing(intervals, start)
        return broken(proof) if proof else KEPT
    proof = earliest([*_misfits(intervals, start)])
    return broken(proof) if proof else _search(intervals, start, budget, stop)


def _search(intervals: Sequence[Interval], start: Elements, budget: int, stop: Stop | None) -> Decision:
    numbers: dict[Any, int] = {}

    def bits(elements: Iterable[Any]) -> int:
        return sum(1 << numbers.setdefault(element, len(numbers)) for element in elements)

    coded = [op._replace(value=bits(op.value if op.f == "read" else (op.value,))) for op in intervals]
    return searched(coded, SequentialSpec(bits(start), _bits, SET.pure, SET.blind), budget, stop)


def _growing(intervals: Sequence[Interval], start: Elements) -> Proof | None:
    """Why no legal order exists of reads and adds alone, if none does."""
    reads = sorted((op for op in intervals if op.f == "read"), key=lambda op: (len(op.value), op.end))
    disagreeing = [_disagree(a, b) for a, b in pairwise(reads) if not a.value <= b.value]
    short = [_missing(read, start) for read in reads[:1] if not start <= read.value]
    if disagreeing or short:
        return earliest([*disagreeing, *short])
    level, levels = dict.fromkeys(start, 0), 0
    placed: list[_Place] = []
    before: Elements = frozenset()
    for read in reads:
        if read.value != before or not placed:
            levels += len(placed) > 0
            level |= {element: levels for element in read.value - before if element not in level}
            before = read.value
        placed.append(_Place(read, 2 * levels + 1, None))
    return _clash(placed, [op for op in intervals if op.f == "add"], level, start)


def _clash(reads: list[_Place], adds: Sequence[Interval], level: dict[Any, int], start: Elements) -> Proof | None:
    """The first two that cannot both stand where they must."""
    unseen = reads[-1].slot + 1 if reads else 0
    places = [_Place(op, 2 * level[op.value] if op.value in level else unseen, op.value) for op in adds]
    places = [place for place in places if place.element not in start]
    first: dict[Any, _Place] = {}
    for place in places:
        first[place.element] = min(first.get(place.element, place), place, key=lambda each: each.op.start)
    seen = {read.slot: read for read in reversed(reads)}
    unknown = level.keys() - first.keys() - start
    if unknown:
        element = min(set_value(unknown).items, key=level.__getitem__)
        return _unheard(seen[2 * level[element] + 1].op, element)
    later = sorted((place for place in [*reads, *places] if place.op.end != NEVER), key=lambda place: place.op.end)
    most = list(accumulate(later, _later))
    ends = [place.op.end for place in later]
    proofs = []
    for early in [*reads, *first.values()]:
        count = bisect_left(ends, early.op.start)
        if count and most[count - 1].slot > early.slot:
            proofs.append(_told(most[count - 1], early, seen))
    return earliest(proofs)


def _later(a: _Place, b: _Place) -> _Place:
    return b if b.slot > a.slot else a


def _told(late: _Place, early: _Place, seen: dict[int, _Place]) -> Proof:
    """`late` must stand after `early`, and had ended before that began."""
    if early.element is None and late.element is None:
        element = set_value(late.op.value - early.op.value).items[0]
        values = {"first": late.op.id, "value": element, "read": early.op.id}
        return Proof((late.op.id, early.op.id), Reason("set_gone", values), early.op.end)
    if early.element is None:
        return _lost(late.op, early.op)
    if late.element is None:
        return _unheard(late.op, early.element)
    read = seen[early.slot + 1].op
    values = {"op": late.op.id, "value": late.element, "other": early.op.id, "other_value": early.element}
    end = max(late.op.end, read.end)
    return Proof((late.op.id, early.op.id, read.id), Reason("set_skipped", {**values, "read": read.id}), end)


def _lost(add: Interval, read: Interval) -> Proof:
    return Proof((add.id, read.id), Reason("set_lost", {"op": add.id, "value": add.value, "read": read.id}), read.end)


def _unheard(read: Interval, element: Any) -> Proof:
    return Proof((read.id,), Reason("set_unheard", {"read": read.id, "value": element}), read.end)


def _missing(read: Interval, start: Elements) -> Proof:
    values = {"read": read.id, "value": set_value(start - read.value).items[0]}
    return Proof((read.id,), Reason("set_missing", values), read.end)


def _disagree(a: Interval, b: Interval) -> Proof:
    one, other = sorted((a, b), key=lambda op: (op.end, op.start))
    values = {"first": one.id, "first_value": set_value(one.value - other.value).items[0]}
    values |= {"read": other.id, "value": set_value(other.value - one.value).items[0]}
    return Proof((one.id, other.id), Reason("set_disagree", values), other.end)


def _misfits(intervals: Sequence[Interval], start: Elements) -> Iterator[Proof]:
    """Reads that lack what must be there, or have what cannot be, whatever the order."""
    reads = [op for op in intervals if op.f == "read"]
    changes: dict[Any, dict[str, list[Interval]]] = {
        element: {"add": [Interval("", "add", element, BEFORE_ALL, BEFORE_ALL)], "remove": []}
        for element in set_value(start).items
    }
    for op in intervals:
        if op.f != "read":
            changes.setdefault(op.value, {"add": [], "remove": []})[op.f].append(op)
    for read in reads:
        unknown = [element for element in read.value if element not in changes]
        yield from (_unheard(read, element) for element in set_value(unknown).items[:1])
    for element, of in changes.items() if len(changes) * len(reads) <= MOST_PAIRS else ():
        for read in reads:
            proof = _back(of, read, element) if element in read.value else _away(of, read)
            if proof is not None:
                yield proof


def _away(of: dict[str, list[Interval]], read: Interval) -> Proof | None:
    """The element is missing: was it added for certain, and can no remove have come after that?"""
    last = _last(of["add"], read)
    if last is None or _may_follow(of["remove"], last, read):
        return None
    return _lost(last, read) if last.id else _missing(read, read.value | {last.value})


def _back(of: dict[str, list[Interval]], read: Interval, element: Any) -> Proof | None:
    """The element is there: was it removed for certain, or never added, and can no add have come after that?"""
    if not any(op.start <= read.end for op in of["add"]):
        return _unheard(read, element)
    last = _last(of["remove"], read)
    if last is None or _may_follow(of["add"], last, read):
        return None
    values = {"op": last.id, "value": element, "read": read.id}
    return Proof((last.id, read.id), Reason("set_back", values), read.end)


def _last(ops: Sequence[Interval], read: Interval) -> Interval | None:
    """Of those that had ended before the read, the one that began last."""
    return max((op for op in ops if op.end < read.start), key=lambda op: (op.start, op.end), default=None)


def _may_follow(ops: Sequence[Interval], last: Interval, read: Interval) -> bool:
    return any(op.start <= read.end and op.end >= last.start for op in ops)


def _holds(op: Operation) -> bool:
    return op.kind != "read" or op.value is None or isinstance(op.value, tuple | SetValue)


def elements(value: Any) -> Elements:
    """What a set, or a list in place of one, holds; nothing holds nothing."""
    return frozenset(value.items if isinstance(value, SetValue) else value or ())


def _acts(op: Operation, ended: bool) -> Sequence[tuple[str, Any]]:
    acts = told_by({"add": "add", "remove": "remove", "read": "read"})(op, ended)
    return [(f, elements(value) if f == "read" else value) for f, value in acts]


SETS: Final = ObjectKind(
    SET,
    ("add", "remove", "read"),
    _holds,
    _acts,
    lambda told: elements(told) if isinstance(told, tuple | SetValue) else None,
    _decide,
    told=set_value,
)
