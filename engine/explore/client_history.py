"""What clients have asked and been told so far, as far as any promise about answers can tell.

Rules of this file
* Who was asked before whom does not matter between two answers, nor does the order of answers between two questions:
  only which operation had ended before which began. So histories that differ in nothing else are one.
* A history is played into a Ledger like a run's, so that requests and operations are those of the simulator.
* A client asks for one thing at a time, in the order of the script.

Source: Lowe 2017, "Testing for linearizability" (a history as an interval order).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from engine.checks import CHECKS, judge
from engine.explore.interning import Numbers, frozen
from engine.model import ClientCommand, Operation, Reply, Request, Value
from engine.run.clients import Ledger

ANSWERS: tuple[str, ...] = tuple(check.name for check in CHECKS.values() if check.of_answers)
"""Promises about answers alone: once broken, broken for ever."""


class Told(NamedTuple):
    """One entry of a history: an operation that began (answer None), or ended with an answer."""

    op: int
    answer: int | None


class Past(NamedTuple):
    """A history. versions: (operation, version) of its writes as far as they were given.

    ready: the operations that can be asked next; begun: how many were; ended: the names of those that are over.
    """

    entries: tuple[Told, ...]
    versions: tuple[tuple[int, Any], ...]
    ready: tuple[int, ...]
    begun: int
    ended: tuple[str, ...]


class Pasts:
    """All histories met so far, by number."""

    def __init__(self, commands: Sequence[ClientCommand], ledger: Any, init: dict[str, Value], promise: str) -> None:
        self.commands = commands
        self.known = Numbers()
        self._ledger, self._init, self.promise = ledger, init, promise
        self._names = {command.id: number for number, command in enumerate(commands)}
        self._answers = Numbers()
        self._broken: dict[int, bool] = {}
        self._begin: dict[tuple[int, int], tuple[int, Request]] = {}
        self._tell: dict[tuple[int, int], int] = {}
        self.empty = self._number((), ())

    def begin(self, past: int, op: int) -> tuple[int, Request]:
        """The history after an operation began, and the request that its node gets."""
        found = self._begin.get((past, op))
        if found is None:
            before: Past = self.known.values[past]
            ledger = self._play(before)
            request = ledger.open(self.commands[op], len(before.entries), len(before.entries))
            found = self._number(_with(before.entries, Told(op, None)), before.versions), request
            self._begin[past, op] = found
        return found

    def tell(self, past: int, told: int, what: tuple[tuple[Reply, ...], tuple[tuple[str, Any], ...]]) -> int:
        """The history after a turn told clients something; told: its number."""
        found = self._tell.get((past, told))
        if found is None:
            found = self._tell[past, told] = self._told(self.known.values[past], *what)
        return found

    def broken(self, past: int) -> bool:
        """Does this history break the promise?"""
        found = self._broken.get(past)
        if found is None:
            found = self._broken[past] = self._judge(self.operations(past))
        return found

    def operations(self, past: int) -> tuple[Operation, ...]:
        """The operations of a history."""
        return self._play(self.known.values[past]).operations()

    def _told(self, before: Past, replies: tuple[Reply, ...], learned: tuple[tuple[str, Any], ...]) -> int:
        entries, versions = before.entries, dict(before.versions)
        for name, version in learned:
            versions[self._names[name]] = version
        for reply in replies:
            op = self._names[reply.op]
            if reply.op not in before.ended:
                entries = _with(entries, Told(op, self._answers.of(reply)))
        return self._number(entries, tuple(sorted(versions.items(), key=lambda item: item[0])))

    def _number(self, entries: tuple[Told, ...], versions: tuple[tuple[int, Any], ...]) -> int:
        begun = [one.op for one in entries if one.answer is None]
        ended = [one.op for one in entries if one.answer is not None]
        busy = {self.commands[op].client for op in begun if op not in ended}
        ready: dict[str | None, int] = {}
        for op, command in enumerate(self.commands):
            if op not in begun and command.client not in busy:
                ready.setdefault(command.client, op)
        names = tuple(self.commands[op].id or "" for op in sorted(ended))
        past = Past(entries, versions, tuple(ready.values()), len(begun), names)
        return self.known.of(past, (entries, frozen(versions)))

    def _play(self, past: Past) -> Ledger:
        """A ledger that has seen this history: each run of questions, and of answers, has a tick of its own."""
        ledger: Ledger = self._ledger()
        versions, tick, asking = dict(past.versions), 0, True
        for event, (op, answer) in enumerate(past.entries):
            tick += asking != (answer is None)
            asking = answer is None
            if answer is None:
                ledger.open(self.commands[op], tick, event)
                if op in versions:
                    ledger.learn(self.commands[op].id or "", versions[op])
            else:
                ledger.close(self._answers.values[answer], tick, event)
        return ledger

    def _judge(self, operations: tuple[Operation, ...]) -> bool:
        return any(one.outcome == "broken" for one in judge(CHECKS[self.promise], operations, self._init))


def _with(entries: tuple[Told, ...], entry: Told) -> tuple[Told, ...]:
    """One more entry; neighbours of one kind stand in order of operations."""
    at = len(entries)
    while at and (entries[at - 1].answer is None) == (entry.answer is None) and entries[at - 1].op > entry.op:
        at -= 1
    return (*entries[:at], entry, *entries[at:])
