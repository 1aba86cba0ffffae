"""What the transactions of a history wrote and read, by number: the ground of every judgement.

Rules of this file
* A transaction is its place in the history. What it read ends in a value: the last element of a list, or what the
  register held. None stands for the start; so it can be no element of a list.
* Of a list what it held at the start is left out. A read that does not begin with it (startless) is of no version that
  ever was: nothing else follows from it.
* A value tells its writer where it was written once to its key, by anybody, and is not what the key held at the start.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from engine.model import Operation, Step


class Read(NamedTuple):
    """A read of an ok transaction. place: its step. seen: the value, or the list after its start. top: its end."""

    place: int
    key: str
    seen: Any
    top: Any


@dataclass(frozen=True, slots=True)
class History:
    """operations: the transactions. lists: are lists appended to? starts: by key what it held before.

    reads: by transaction, of ok ones. startless: (transaction, step) of reads without the start. writes: by key
    (transaction, value) in order. writers: by (key, value) who wrote it, once a time. finals: by (transaction, key) the
    last value that it wrote there. committed: by transaction, see the rules of the folder.
    """

    operations: tuple[Operation, ...]
    lists: bool
    starts: Mapping[str, Any]
    reads: tuple[tuple[Read, ...], ...]
    startless: tuple[tuple[int, int], ...]
    writes: Mapping[str, Sequence[tuple[int, Any]]]
    writers: Mapping[tuple[str, Any], Sequence[int]]
    finals: Mapping[tuple[int, str], Any]
    committed: tuple[bool, ...]

    def writer(self, key: str, value: Any) -> int | None:
        """Who wrote a value, where it tells."""
        found = self.writers.get((key, value), ())
        return found[0] if len(found) == 1 and value is not None and not self.started(key, value) else None

    def started(self, key: str, value: Any) -> bool:
        """Is a value what the register held at the start?"""
        return not self.lists and bool(value == self.starts.get(key))

    def whole(self, key: str, seen: Sequence[Any]) -> tuple[Any, ...]:
        """A list with its start."""
        return (*_list(self.starts.get(key)), *seen)


def foreign(operations: Sequence[Operation], model: str) -> Operation | None:
    """The first operation that is no transaction of such a model."""
    write = "append" if model == "txn-list-append" else "w"
    return next((op for op in operations if not _fits(op, write)), None)


def begins(model: str, start: Any) -> bool:
    """Can a key of such a model hold this before all transactions?"""
    return start is None or model != "txn-list-append" or _is_list(start)


def _fits(op: Operation, write: str) -> bool:
    if op.kind != "txn" or not isinstance(op.value, tuple):
        return False
    steps = op.value
    if not all(isinstance(step, Step) and step.f in ("r", write) for step in steps):
        return False
    if write == "w":
        return True
    read = [step.value for step in steps if step.f == "r" and op.status == "ok"]
    added = [step.value for step in steps if step.f != "r"]
    return None not in added and all(value is None or _is_list(value) for value in read)


def _is_list(value: Any) -> bool:
    return isinstance(value, tuple) and None not in value


def parsed(operations: Sequence[Operation], model: str, starts: Mapping[str, Any]) -> History:
    """A history of transactions in the form that can be judged; starts: '' stands for all other keys."""
    lists = model == "txn-list-append"
    begins = _starts(operations, starts)
    writes: dict[str, list[tuple[int, Any]]] = {}
    writers: dict[tuple[str, Any], list[int]] = {}
    finals: dict[tuple[int, str], Any] = {}
    for i, op in enumerate(operations):
        for step in op.value:
            if step.f != "r":
                writes.setdefault(step.key, []).append((i, step.value))
                writers.setdefault((step.key, step.value), []).append(i)
                finals[i, step.key] = step.value
    reads = tuple(_reads(op, lists, begins) for op in operations)
    startless = _startless(operations, begins) if lists else ()
    observed = _observed(reads, writers, lists)
    committed = tuple(
        op.status == "ok" or (op.status != "refused" and seen) for op, seen in zip(operations, observed, strict=True)
    )
    return History(tuple(operations), lists, begins, reads, startless, writes, writers, finals, committed)


def _starts(operations: Sequence[Operation], starts: Mapping[str, Any]) -> dict[str, Any]:
    if "" not in starts:
        return dict(starts)
    keys = dict.fromkeys(step.key for op in operations for step in op.value)
    return dict.fromkeys(keys, starts[""]) | {key: value for key, value in starts.items() if key}


def _reads(op: Operation, lists: bool, starts: Mapping[str, Any]) -> tuple[Read, ...]:
    if op.status != "ok":
        return ()
    told = [(place, step.key, step.value) for place, step in enumerate(op.value) if step.f == "r"]
    if not lists:
        return tuple(Read(place, key, value, value) for place, key, value in told)
    found = []
    for place, key, value in told:
        start = _list(starts.get(key))
        if _follows(value, start):
            seen = (value or ())[len(start) :]
            found.append(Read(place, key, seen, seen[-1] if seen else None))
    return tuple(found)


def _startless(operations: Sequence[Operation], starts: Mapping[str, Any]) -> tuple[tuple[int, int], ...]:
    return tuple(
        (i, place)
        for i, op in enumerate(operations)
        for place, step in enumerate(op.value)
        if op.status == "ok" and step.f == "r" and not _follows(step.value, _list(starts.get(step.key)))
    )


def _follows(value: Any, start: tuple[Any, ...]) -> bool:
    """Does what was read begin with the start?"""
    return bool((value or ())[: len(start)] == start)


def _list(value: Any) -> tuple[Any, ...]:
    return value if isinstance(value, tuple) else ()


def _observed(
    reads: Sequence[Sequence[Read]], writers: Mapping[tuple[str, Any], Sequence[int]], lists: bool
) -> list[bool]:
    """By transaction: did an ok one read a value that it alone wrote?"""
    found = [False] * len(reads)
    for mine in reads:
        for read in mine:
            for value in read.seen if lists else (read.seen,):
                who = writers.get((read.key, value), ())
                if len(who) == 1:
                    found[who[0]] = True
    return found
