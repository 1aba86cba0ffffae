"""Client histories: what clients have asked and been told so far, as far as any promise about answers can tell.

Rules of this file
* Who was asked before whom does not matter between two answers, nor does the order of answers between two questions:
  only which operation had ended before which began. So histories that differ in nothing else are one.
* A history is played into Clients like a run's, so that requests and operations are those of the simulator.
* A client asks for one thing at a time, in the order of the script.

Source: Lowe 2017, "Testing for linearizability" (a history as an interval order).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

from engine.checks import CHECKS, judge
from engine.explore.interning import Interner, frozen
from engine.model import ClientCommand, Operation, Reply, Request, Value
from engine.run.clients import Clients

ANSWERS: tuple[str, ...] = tuple(check.name for check in CHECKS.values() if check.of_answers)
"""Promises about answers alone: once broken, broken for ever."""


class HistoryEvent(NamedTuple):
    """One entry of a history: an invocation (answer None), or a response. Both fields are numbers."""

    op: int
    answer: int | None


class ClientHistory(NamedTuple):
    """A history up to equivalence. versions: (operation, version) of its writes as far as they were given.

    ready: the operations that can be asked next; begun: how many were; ended: the names of those that are over.
    """

    entries: tuple[HistoryEvent, ...]
    versions: tuple[tuple[int, Any], ...]
    ready: tuple[int, ...]
    begun: int
    ended: tuple[str, ...]


class ClientHistories:
    """All histories met so far, by number. new_clients: makes the clients of a new run."""

    def __init__(
        self,
        commands: Sequence[ClientCommand],
        new_clients: Callable[[], Clients],
        init: Mapping[str, Value],
        promise: str,
    ) -> None:
        self.commands = commands
        self.known = Interner()
        self._new_clients, self._init, self.promise = new_clients, init, promise
        self._names = {command.id: number for number, command in enumerate(commands)}
        self._answers = Interner()
        self._broken: dict[int, bool] = {}
        self._begin: dict[tuple[int, int], tuple[int, Request]] = {}
        self._tell: dict[tuple[int, int], int] = {}
        self.empty = self._number((), ())

    def begin(self, history: int, op: int) -> tuple[int, Request]:
        """The history after an operation began, and the request that its node gets."""
        known = self._begin.get((history, op))
        if known is None:
            before: ClientHistory = self.known.values[history]
            clients = self._play(before)
            request = clients.invoke(self.commands[op], len(before.entries), len(before.entries))
            known = self._number(_with(before.entries, HistoryEvent(op, None)), before.versions), request
            self._begin[history, op] = known
        return known

    def tell(self, history: int, told: int, what: tuple[tuple[Reply, ...], tuple[tuple[str, Any], ...]]) -> int:
        """The history after a transition told clients something; told: its number, what: the same as values."""
        known = self._tell.get((history, told))
        if known is None:
            known = self._tell[history, told] = self._told(self.known.values[history], *what)
        return known

    def broken(self, history: int) -> bool:
        """Does this history break the promise? Judged once a history."""
        known = self._broken.get(history)
        if known is None:
            known = self._broken[history] = self._judge(self.operations(history))
        return known

    def operations(self, history: int) -> tuple[Operation, ...]:
        """The operations of a history."""
        return self._play(self.known.values[history]).operations()

    def _told(self, before: ClientHistory, replies: tuple[Reply, ...], learned: tuple[tuple[str, Any], ...]) -> int:
        entries, versions = before.entries, dict(before.versions)
        for name, version in learned:
            versions[self._names[name]] = version
        for reply in replies:
            op = self._names[reply.op]
            if reply.op not in before.ended:
                entries = _with(entries, HistoryEvent(op, self._answers.of(reply)))
        return self._number(entries, tuple(sorted(versions.items(), key=lambda item: item[0])))

    def _number(self, entries: tuple[HistoryEvent, ...], versions: tuple[tuple[int, Any], ...]) -> int:
        begun = [entry.op for entry in entries if entry.answer is None]
        ended = [entry.op for entry in entries if entry.answer is not None]
        busy = {self.commands[op].client for op in begun if op not in ended}
        ready: dict[str | None, int] = {}
        for op, command in enumerate(self.commands):
            if op not in begun and command.client not in busy:
                ready.setdefault(command.client, op)
        names = tuple(self.commands[op].id or "" for op in sorted(ended))
        history = ClientHistory(entries, versions, tuple(ready.values()), len(begun), names)
        return self.known.of(history, (entries, frozen(versions)))

    def _play(self, history: ClientHistory) -> Clients:
        """Clients that have seen this history: each run of invocations, and of responses, has a tick of its own."""
        clients = self._new_clients()
        versions, tick, asking = dict(history.versions), 0, True
        for event, (op, answer) in enumerate(history.entries):
            tick += asking != (answer is None)
            asking = answer is None
            if answer is None:
                clients.invoke(self.commands[op], tick, event)
                if op in versions:
                    clients.note_version(self.commands[op].id or "", versions[op])
            else:
                clients.complete(self._answers.values[answer], tick, event)
        return clients

    def _judge(self, operations: tuple[Operation, ...]) -> bool:
        return any(verdict.outcome == "broken" for verdict in judge(CHECKS[self.promise], operations, self._init))


def _with(entries: tuple[HistoryEvent, ...], entry: HistoryEvent) -> tuple[HistoryEvent, ...]:
    """One more entry; neighbours of one kind stand in order of operations."""
    at = len(entries)
    while at and (entries[at - 1].answer is None) == (entry.answer is None) and entries[at - 1].op > entry.op:
        at -= 1
    return (*entries[:at], entry, *entries[at:])
