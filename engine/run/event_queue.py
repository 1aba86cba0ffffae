"""What is to come, and when: messages and timers due, faults that befall, commands that are asked.

Rules of this file
* Within a tick things keep the order in which they were put in. Ticks come out in order, some of them twice.
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


Item = Message | Timer


class Calendar:
    """Things to come, by tick. `today` holds what is due at the tick that is played, and grows while it is read."""

    def __init__(self) -> None:
        self.live = 0
        self.today: list[Item] = []
        self.asked: dict[int, list[Command]] = {}
        self.faults: dict[int, list[Command]] = {}
        self._due: dict[int, list[Item]] = {}
        self._ticks: list[int] = []
        self._now = -1

    def first(self) -> int | None:
        """The first tick at which something is to come."""
        return self._ticks[0] if self._ticks else None

    def turn(self, tick: int) -> None:
        """Go to a tick; what is due there is `today`."""
        while self._ticks and self._ticks[0] <= tick:
            heappop(self._ticks)
        self._now = tick
        self.today = self._due.pop(tick, [])

    def ask(self, command: Command) -> None:
        """Put in a command."""
        asked = isinstance(command, ClientCommand | OperatorCommand)
        (self.asked if asked else self.faults).setdefault(command.tick, []).append(command)
        heappush(self._ticks, command.tick)
        self.live += 1

    def put(self, tick: int, item: Item) -> None:
        """Put in a message or a timer; `live` is the caller's to count."""
        bucket = self.today if tick == self._now else self._due.get(tick)
        if bucket is None:
            self._due[tick] = [item]
            heappush(self._ticks, tick)
        else:
            bucket.append(item)
