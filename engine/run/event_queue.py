"""The event queue: messages and timers that are due, faults and commands that are scheduled, by tick.

Rules of this file
* Within a tick things keep the order in which they were put in. Ticks come out in order; one at which several kinds of
  things are to come may come out again, which does nothing.
* `live` counts what keeps a run alive: all but periodic timers.
"""

from __future__ import annotations

from heapq import heappop, heappush
from typing import NamedTuple

from engine.model import ClientCommand, Command, Message, OperatorCommand


class Timer(NamedTuple):
    """A timer that was set; it fires if its serial number is still the node's newest of that name."""

    node: str
    name: object
    serial: int
    periodic: bool


Due = Message | Timer


class EventQueue:
    """What is to come. `due_now` holds what is due at the tick that is played, and grows while it is read.

    commands, faults: by tick, in script order. live: how many things keep the run going.
    """

    def __init__(self) -> None:
        self.live = 0
        self.due_now: list[Due] = []
        self.commands: dict[int, list[Command]] = {}
        self.faults: dict[int, list[Command]] = {}
        self._due: dict[int, list[Due]] = {}
        self._ticks: list[int] = []
        self._now = -1

    def next_tick(self) -> int | None:
        """The first tick at which something is to come."""
        return self._ticks[0] if self._ticks else None

    def advance_to(self, tick: int) -> None:
        """Go to a tick; what is due there is `due_now`."""
        while self._ticks and self._ticks[0] <= tick:
            heappop(self._ticks)
        self._now = tick
        self.due_now = self._due.pop(tick, [])

    def schedule(self, command: Command) -> None:
        """Put in a command of a client or an operator, or a fault, at its own tick."""
        is_fault = not isinstance(command, ClientCommand | OperatorCommand)
        (self.faults if is_fault else self.commands).setdefault(command.tick, []).append(command)
        heappush(self._ticks, command.tick)
        self.live += 1

    def put(self, tick: int, item: Due) -> None:
        """Put in a message or a timer; `live` is the caller's to count."""
        bucket = self.due_now if tick == self._now else self._due.get(tick)
        if bucket is None:
            self._due[tick] = [item]
            heappush(self._ticks, tick)
        else:
            bucket.append(item)
