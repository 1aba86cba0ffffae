"""Anomalies that one transaction or two show by themselves, without a cycle; and which keys can be trusted.

Rules of this file
* garbage_read: a value that nobody wrote. g1a: a value that only aborted transactions wrote. g1b: a value that its
  writer replaced itself before it committed. lost_start: a list without what it held at the start.
* internal: a transaction reads what it wrote earlier not in full, or not last. future_read: it sees its later write.
  nonrepeatable_read: it reads a key again and finds changes there that it has not made.
* duplicate_elements: a list holds an element twice that was appended once. incompatible_order: two reads of a list,
  neither of which begins with the other, or a list that has not the order in which one transaction appended.
* lost_update: two transactions read the same version of a key, and both wrote it afterwards.
* A key of lists is trusted where its longest read tells the order of its versions: each element was appended once by
  anybody, and none of these anomalies is about it.
* Of each kind the first is told.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from engine.transactions.graph import RW, Edge
from engine.transactions.history import History, Read


class Anomaly(NamedTuple):
    """code: its name in levels.py. transactions: ids, in the order of the cycle where it is one. edges: of the cycle,
    the last back to the first. facts: what else it is about (key, value, step, ...).
    """

    code: str
    transactions: tuple[str, ...]
    edges: tuple[Edge, ...]
    facts: Mapping[str, Any]


class Order(NamedTuple):
    """The longest read of a list; who read it first."""

    elements: tuple[Any, ...]
    reader: int


def orders(history: History) -> tuple[dict[str, Order], list[Anomaly]]:
    """By trusted key the longest read, and what speaks against the others. Keys that nobody read have an empty one."""
    longest = {key: Order((), -1) for key in history.writes}
    for i, mine in enumerate(history.reads):
        for read in mine:
            if len(read.seen) > len(longest.get(read.key, Order((), -1)).elements):
                longest[read.key] = Order(read.seen, i)
    found = [*_duplicates(history), *_forks(history, longest), *_shuffled(history, longest)]
    doubted = {one.facts["key"] for one in found} | {key for (key, _), who in history.writers.items() if len(who) > 1}
    return {key: order for key, order in longest.items() if key not in doubted}, found


def alone(history: History) -> Iterator[Anomaly]:
    """All that single reads show."""
    good: set[tuple[str, Any]] = set()
    for i, place in history.startless:
        op, key = history.operations[i], history.operations[i].value[place].key
        facts = {"key": key, "step": place, "seen": op.value[place].value or (), "other": history.whole(key, ())}
        yield Anomaly("lost_start", (op.id,), (), facts)
    for i, mine in enumerate(history.reads):
        name = history.operations[i].id
        for read in mine:
            for value in read.seen if history.lists else (read.seen,):
                if (read.key, value) in good or history.started(read.key, value):
                    continue
                who = history.writers.get((read.key, value), ())
                facts = {"key": read.key, "value": value}
                if not who:
                    yield Anomaly("garbage_read", (name,), (), facts)
                elif all(history.operations[k].status == "refused" for k in who):
                    yield Anomaly("g1a", (history.operations[who[0]].id, name), (), facts)
                else:
                    good.add((read.key, value))
            writer = history.writer(read.key, read.top)
            if writer not in (None, i) and history.finals[writer, read.key] != read.top:
                facts = {"key": read.key, "value": read.top, "next": history.finals[writer, read.key]}
                yield Anomaly("g1b", (history.operations[writer].id, name), (), facts)
        yield from _own(history, i)


def _own(history: History, i: int) -> Iterator[Anomaly]:
    """Does a transaction see its own writes, the earlier ones and only these, and else what it saw before?"""
    op, reads = history.operations[i], {read.place: read for read in history.reads[i]}
    written = {(step.key, step.value): place for place, step in enumerate(op.value) if step.f != "r"}
    own: dict[str, list[Any]] = {}
    known: dict[str, list[Any]] = {}
    for place, step in enumerate(op.value if reads else ()):
        key = step.key
        if step.f != "r":
            own.setdefault(key, []).append(step.value)
            if key in known:
                known[key][len(known[key]) if history.lists else 0 :] = [step.value]
        elif place not in reads:
            known.pop(key, None)
        else:
            seen, mine = list(reads[place].seen) if history.lists else [step.value], own.get(key, [])
            ahead = [one for one in seen if written.get((key, one), -1) > place and history.writer(key, one) == i]
            facts = {"key": key, "step": place, "seen": _shown(history, key, seen)}
            if ahead:
                yield Anomaly("future_read", (op.id,), (), facts | {"value": ahead[0]})
            elif not _holds(seen, mine if history.lists else mine[-1:]):
                wrote = {"appended": tuple(mine)} if history.lists else {"own": mine[-1]}
                yield Anomaly("internal", (op.id,), (), facts | wrote)
            elif known.get(key, seen) != seen:
                expected = _shown(history, key, known[key])
                yield Anomaly("nonrepeatable_read", (op.id,), (), facts | {"expected": expected})
            known[key] = seen


def _shown(history: History, key: str, held: list[Any]) -> Any:
    """What was read, as it stood in the history."""
    return history.whole(key, held) if history.lists else held[0]


def _holds(seen: list[Any], own: list[Any]) -> bool:
    """Does a read hold a transaction's own writes in their order, and end in the last one?"""
    left = iter(seen)
    return all(any(value == one for one in left) for value in own) and (not own or seen[-1] == own[-1])


def _duplicates(history: History) -> Iterator[Anomaly]:
    for i, mine in enumerate(history.reads):
        for read in mine:
            if len(set(read.seen)) < len(read.seen):
                count = Counter(read.seen)
                twice = next(value for value in read.seen if count[value] > 1)
                if len(history.writers.get((read.key, twice), ())) < 2:
                    facts = {"key": read.key, "value": twice}
                    yield Anomaly("duplicate_elements", (history.operations[i].id,), (), facts)


def _forks(history: History, longest: Mapping[str, Order]) -> Iterator[Anomaly]:
    """Reads with which the longest one of their key does not begin."""
    for i, mine in enumerate(history.reads):
        for read in mine:
            order = longest.get(read.key)
            if order and order.elements[: len(read.seen)] != read.seen:
                names = tuple(history.operations[k].id for k in (i, order.reader))
                lists = (history.whole(read.key, one) for one in (read.seen, order.elements))
                facts = dict(zip(("key", "seen", "other"), (read.key, *lists), strict=True))
                yield Anomaly("incompatible_order", names, (), facts)


def _shuffled(history: History, longest: Mapping[str, Order]) -> Iterator[Anomaly]:
    """Lists in which one transaction's elements do not stand as it appended them, or a later one without an earlier."""
    for key, order in longest.items():
        places = {value: k for k, value in enumerate(order.elements)}
        last: dict[int, int] = {}
        for i, value in history.writes.get(key, ()):
            if not history.committed[i] or len(history.writers[key, value]) > 1:
                continue
            place = places.get(value, len(places))
            if last.get(i, -1) > place:
                names = (history.operations[i].id, history.operations[order.reader].id)
                own = tuple(held for who, held in history.writes[key] if who == i)
                facts = {"key": key, "appended": own, "seen": history.whole(key, order.elements)}
                yield Anomaly("incompatible_order", names, (), facts)
                break
            last[i] = place


def lost_updates(history: History) -> Iterator[Anomaly]:
    """Two that read the same version of a key and then both wrote it: the second did not know of the first."""
    seen: dict[tuple[str, Any], tuple[int, Any]] = {}
    for i, mine in enumerate(history.reads):
        for read, then in updates(history, i, mine):
            key, top = read.key, None if history.started(read.key, read.top) else read.top
            if history.writer(key, top) is None if top is not None else (key, read.top) in history.writers:
                continue
            first = seen.setdefault((key, top), (i, then))
            if first[0] != i:
                one, other = (history.operations[k].id for k in (first[0], i))
                code = code_of(history, top)
                edges = (Edge(RW, one, other, code, key, top, then), Edge(RW, other, one, code, key, top, first[1]))
                yield Anomaly("lost_update", (one, other), edges, {"key": key, "value": top})


def updates(history: History, i: int, mine: Iterable[Read]) -> Iterator[tuple[Read, Any]]:
    """By key the last read of a transaction before its own first write there, and what it last wrote afterwards."""
    steps = history.operations[i].value
    first: dict[str, int] = {}
    for place, step in enumerate(steps):
        if step.f != "r":
            first.setdefault(step.key, place)
    before: dict[str, Read] = {}
    for read in mine:
        if read.place < first.get(read.key, 0):
            before[read.key] = read
    for key, read in before.items():
        yield read, history.finals[i, key]


def code_of(history: History, value: Any) -> str:
    """Why one who read this version comes before one who replaced it."""
    return f"rw_{'append' if history.lists else 'write'}_{'first' if value is None else 'next'}"
