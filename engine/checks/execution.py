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

from engine.checks.spec import NEVER
from engine.model import Operation, Value

INIT = -1
TRIES = 16
"""Ways to pair reads with writes that are tried: two choices at each of four reads; values mostly tell their writer."""

Sources = tuple[int, ...]


class Access(NamedTuple):
    """One read or write of one key that counts.

    values: the one written (None for a delete), or all that a read returned. start, end: ticks; end is NEVER where the
    outcome is unknown. version: as in Operation.
    """

    id: str
    client: str
    writes: bool
    key: str
    values: tuple[Any, ...]
    start: float
    end: float
    version: Any = None


class Execution(NamedTuple):
    """A history with its reads-from relation, by access.

    before: as bits (partial_order.py), those right before it in its session. sources: the writes that it returned, as
    indexes or INIT; empty for a write.
    """

    accesses: tuple[Access, ...]
    before: tuple[int, ...]
    sources: tuple[Sources, ...]


def accesses_of(operations: Sequence[Operation]) -> list[Access]:
    """What of a history counts, in the order of starts."""
    counted = (op for op in operations if op.status == "ok" or (op.kind != "read" and op.status != "refused"))
    return sorted((_access(op) for op in counted), key=lambda access: access.start)


def _access(op: Operation) -> Access:
    writes, end = op.kind != "read", NEVER if op.status != "ok" or op.done is None else op.done
    values = (op.value,) if not isinstance(op.value, tuple) else op.value or (None,)
    if op.kind == "delete":
        values = (None,)
    return Access(op.id, op.client, writes, op.key, values, op.issued, end, op.version)


def possible(accesses: Sequence[Access], init: Mapping[str, Value]) -> list[tuple[Sources, ...]]:
    """By access and value that it returned, the writes that explain it, the likeliest first; none: nobody wrote it."""
    writers: dict[tuple[str, Any], list[int]] = {}
    for i, access in enumerate(accesses):
        if access.writes:
            writers.setdefault((access.key, access.values[0]), []).append(i)
    return [
        () if access.writes else tuple(_likely(accesses, access, writers, init, value) for value in access.values)
        for access in accesses
    ]


def _likely(
    accesses: Sequence[Access],
    read: Access,
    writers: Mapping[tuple[str, Any], list[int]],
    init: Mapping[str, Value],
    value: Any,
) -> Sources:
    found = writers.get((read.key, value), [])

    def unlikely(i: int) -> tuple[bool, bool, float]:
        write = accesses[i]
        return write.version is None or write.version != read.version, write.start > read.end, -write.start

    ordered = sorted(found, key=unlikely)
    if init.get(read.key) == value:
        likeliest = accesses[ordered[0]].version if ordered else None
        told = likeliest is not None and likeliest == read.version
        known = any(accesses[i].end < read.start for i in found)
        ordered.insert(len(ordered) if told or (known and read.version is None) else 0, INIT)
    return tuple(ordered)


def readings(accesses: Sequence[Access], choices: Sequence[tuple[Sources, ...]]) -> Iterator[Execution]:
    """The ways to pair reads with writes, the likeliest first."""
    slots = [one for many in choices for one in many]
    for picked in islice(product(*slots), TRIES):
        rest = iter(picked)
        yield execution(accesses, {i: tuple(next(rest) for _ in many) for i, many in enumerate(choices)})


def certain(accesses: Sequence[Access], choices: Sequence[tuple[Sources, ...]]) -> Execution:
    """Only the reads that can be paired in one way; what breaks here is broken, however the others are read."""
    kept = [i for i, many in enumerate(choices) if all(len(one) == 1 for one in many)]
    return execution(accesses, {i: tuple(one[0] for one in choices[i]) for i in kept})


def execution(accesses: Sequence[Access], sources: Mapping[int, Sources]) -> Execution:
    """Accesses with their sources, without writes that may never have happened."""
    read = {source for many in sources.values() for source in many}
    return part(accesses, {i: many for i, many in sources.items() if accesses[i].end != NEVER or i in read})


def part(accesses: Sequence[Access], sources: Mapping[int, Sources]) -> Execution:
    """Some of the accesses, by index with the sources of each; all sources must be among them."""
    place = {i: new for new, i in enumerate(sources)} | {INIT: INIT}
    kept = tuple(accesses[i] for i in sources)
    return Execution(kept, _sessions(kept), tuple(tuple(place[s] for s in many) for many in sources.values()))


def _sessions(accesses: Sequence[Access]) -> tuple[int, ...]:
    """By access, those of its session with nothing between: they end not before the last that is past had begun."""
    before = [0] * len(accesses)
    clients: dict[str, list[int]] = {}
    for i, access in enumerate(accesses):
        clients.setdefault(access.client, []).append(i)
    for mine in clients.values():
        line = sorted(mine, key=lambda i: accesses[i].end)
        ends = [accesses[i].end for i in line]
        begun = list(accumulate((accesses[i].start for i in line), max))
        for i in mine:
            past = bisect_left(ends, accesses[i].start)
            if past:
                before[i] = sum(1 << j for j in line[bisect_left(ends, begun[past - 1]) : past])
    return tuple(before)
