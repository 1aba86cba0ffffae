"""The event queue: messages and timers that are due, faults and commands that are scheduled, by tick.

Rules of this file
* Within a tick things keep the order in which they were put in. Ticks come out in order; one at which several kinds of
  things are to come may come out again, which does nothing.
* What keeps a run alive is all but periodic timers.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable
from heapq import heappop, heappush
from typing import Any, Final, NamedTuple, get_args

from engine.model import ClientCommand, Command, Message, OperatorCommand, Resume

Scheduled = Command | Resume

NEVER: Final = sys.maxsize
"""A tick that does not come."""

_OF_CLIENTS_AND_OPERATORS: Final = frozenset(get_args(ClientCommand | OperatorCommand))


class Timer(NamedTuple):
    """A timer that was set; it fires if its serial number is still the node's newest of that name."""

    node: str
    name: object
    serial: int
    periodic: bool


Due = Message | Timer


class EventQueue:
    """What is to come. `due_now` holds what is due at the tick that is played, and grows while it is read.

    commands, faults: by tick, in script order. ticks: a heap of those at which something is to come, then NEVER.
    """

    def __init__(self) -> None:
        self.due_now: list[Due] = []
        self.commands: dict[int, list[Any]] = {}
        self.faults: dict[int, list[Scheduled]] = {}
        self.ticks: list[int] = [NEVER]
        self._due: dict[int, list[Due]] = {}
        self._now = -1

    def copy(self, commands: Iterable[Command]) -> EventQueue:
        """Another queue with the same messages and timers, and these commands in place of those that are to come."""
        twin = EventQueue()
        twin._due = {tick: list(bucket) for tick, bucket in self._due.items()}
        twin.ticks = [*sorted(twin._due), NEVER]
        for command in commands:
            twin.schedule(command)
        return twin

    def live(self) -> bool:
        """Is there more to come than periodic timers?"""
        if self.commands or self.faults:
            return True
        return any(not (type(item) is Timer and item.periodic) for bucket in self._due.values() for item in bucket)

    def advance_to(self, tick: int) -> None:
        """Go to a tick; what is due there is `due_now`."""
        ticks, due = self.ticks, self._due
        while ticks[0] <= tick:
            heappop(ticks)
        due.pop(self._now, None)
        self._now = tick
        self.due_now = due.setdefault(tick, [])

    def schedule(self, command: Scheduled) -> None:
        """Put in a command of a client or an operator, or a fault, at its own tick."""
        kind = self.commands if type(command) in _OF_CLIENTS_AND_OPERATORS else self.faults
        kind.setdefault(command.tick, []).append(command)
        heappush(self.ticks, command.tick)

    def put(self, tick: int, item: Due) -> None:
        """Put in a message or a timer, at the tick that is played or a later one."""
        bucket = self._due.get(tick)
        if bucket is None:
            self._due[tick] = [item]
            heappush(self.ticks, tick)
        else:
            bucket.append(item)
