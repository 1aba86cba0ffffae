"""A history of many keys without clocks: who did what in which order, and which write each read returned.

Rules of this file
* A session is a client. a precedes b in it iff a ended before the tick in which b was issued, as in linearizable.py;
  what one client does at the same time is in no order.
* 'ok' happened, 'refused' never did; an unknown or pending read says nothing. An unknown or pending write happened if
  somebody read it, whenever that was: nothing of its session must come after it. Unread, it is left out.
* Answers count, not versions: a value that two writes can explain is read both ways, first as the version says, in at
  most TRIES combinations.
* A read's source INIT is the value before all writes.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from itertools import accumulate, islice, product
from typing import Any, NamedTuple

from engine.checks.models import NEVER
from engine.model import Operation, Value

INIT = -1
TRIES = 16

Sources = tuple[int, ...]


class Act(NamedTuple):
    """An operation that counts; values: the one written, or all that a read returned."""

    id: str
    client: str
    writes: bool
    key: str
    values: tuple[Any, ...]
    start: float
    end: float
    version: Any = None


class Puzzle(NamedTuple):
    """before: by act, as bits, those right before it in its session. sources: by act, the writes that it returned."""

    acts: tuple[Act, ...]
    before: tuple[int, ...]
    sources: tuple[Sources, ...]


def acts_of(operations: Sequence[Operation]) -> list[Act]:
    """What of a history counts, in the order of starts."""
    counted = (op for op in operations if op.status == "ok" or (op.kind != "read" and op.status != "refused"))
    return sorted((_act(op) for op in counted), key=lambda act: act.start)


def _act(op: Operation) -> Act:
    writes, end = op.kind != "read", NEVER if op.status != "ok" or op.done is None else op.done
    values = (op.value,) if not isinstance(op.value, tuple) else op.value or (None,)
    if op.kind == "delete":
        values = (None,)
    return Act(op.id, op.client, writes, op.key, values, op.issued, end, op.version)


def possible(acts: Sequence[Act], init: Mapping[str, Value]) -> list[tuple[Sources, ...]]:
    """By act and value that it returned, the writes that explain it, the likeliest first; none: nobody wrote it."""
    writers: dict[tuple[str, Any], list[int]] = {}
    for i, act in enumerate(acts):
        if act.writes:
            writers.setdefault((act.key, act.values[0]), []).append(i)
    return [
        () if act.writes else tuple(_likely(acts, act, writers, init, value) for value in act.values) for act in acts
    ]


def _likely(
    acts: Sequence[Act], read: Act, writers: Mapping[tuple[str, Any], list[int]], init: Mapping[str, Value], value: Any
) -> Sources:
    found = writers.get((read.key, value), [])

    def unlikely(i: int) -> tuple[bool, bool, float]:
        write = acts[i]
        return write.version is None or write.version != read.version, write.start > read.end, -write.start

    ordered = sorted(found, key=unlikely)
    if init.get(read.key) == value:
        told = bool(ordered) and acts[ordered[0]].version is not None and acts[ordered[0]].version == read.version
        known = any(acts[i].end < read.start for i in found)
        ordered.insert(len(ordered) if told or (known and read.version is None) else 0, INIT)
    return tuple(ordered)


def readings(acts: Sequence[Act], choices: Sequence[tuple[Sources, ...]]) -> Iterator[Puzzle]:
    """The ways to pair reads with writes, the likeliest first."""
    slots = [one for many in choices for one in many]
    for picked in islice(product(*slots), TRIES):
        rest = iter(picked)
        yield puzzle(acts, {i: tuple(next(rest) for _ in many) for i, many in enumerate(choices)})


def certain(acts: Sequence[Act], choices: Sequence[tuple[Sources, ...]]) -> Puzzle:
    """Only the reads that can be paired in one way; what breaks here is broken, however the others are read."""
    kept = [i for i, many in enumerate(choices) if all(len(one) == 1 for one in many)]
    return puzzle(acts, {i: tuple(one[0] for one in choices[i]) for i in kept})


def puzzle(acts: Sequence[Act], sources: Mapping[int, Sources]) -> Puzzle:
    """Acts with their sources, without writes that may never have happened."""
    read = {source for many in sources.values() for source in many}
    return part(acts, {i: many for i, many in sources.items() if acts[i].end != NEVER or i in read})


def part(acts: Sequence[Act], sources: Mapping[int, Sources]) -> Puzzle:
    """Some of the acts, by index with the sources of each; all sources must be among them."""
    place = {i: new for new, i in enumerate(sources)} | {INIT: INIT}
    kept = tuple(acts[i] for i in sources)
    return Puzzle(kept, _sessions(kept), tuple(tuple(place[s] for s in many) for many in sources.values()))


def _sessions(acts: Sequence[Act]) -> tuple[int, ...]:
    """By act, those of its session with nothing between: they end not before the last that is past had begun."""
    before = [0] * len(acts)
    clients: dict[str, list[int]] = {}
    for i, act in enumerate(acts):
        clients.setdefault(act.client, []).append(i)
    for mine in clients.values():
        line = sorted(mine, key=lambda i: acts[i].end)
        ends = [acts[i].end for i in line]
        begun = list(accumulate((acts[i].start for i in line), max))
        for i in mine:
            past = bisect_left(ends, acts[i].start)
            if past:
                before[i] = sum(1 << j for j in line[bisect_left(ends, begun[past - 1]) : past])
    return tuple(before)
