"""Nodes that stand still, and what waits there until they go on (see Pause of engine/model/faults).

Rules of this file
* A message that waits has arrived: no cut, hold or drop touches it any more.
* Timers that are cancelled or set anew by what came before them do not fire: that is for cluster.py to see.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from engine.model import ClientCommand, Message, OperatorCommand, Resume
from engine.run.event_queue import Due, Timer


class Tended(NamedTuple):
    """An operator's command as it concerns one node."""

    node: str
    command: OperatorCommand


Waiting = Due | ClientCommand | Tended


class Pauses:
    """until: by node that stands still the tick at which it goes on."""

    def __init__(self) -> None:
        self.until: dict[str, int] = {}
        self._waiting: dict[str, list[Waiting]] = {}

    def copy(self) -> Pauses:
        """The same pauses, to go on with apart from these."""
        twin = Pauses()
        twin.until = dict(self.until)
        twin._waiting = {node: list(items) for node, items in self._waiting.items()}
        return twin

    def begin(self, node: str, until: int) -> None:
        """A node stands still until then, or until a later tick that was said before."""
        self.until[node] = max(until, self.until.get(node, 0))
        self._waiting.setdefault(node, [])

    def keep(self, node: str, item: Waiting) -> bool:
        """Does this wait, since its node stands still?"""
        if node not in self.until:
            return False
        self._waiting[node].append(item)
        return True

    def end(self, node: str) -> tuple[list[Due], list[ClientCommand | Tended]]:
        """A node goes on: the messages and timers that waited, and the commands."""
        self.until.pop(node, None)
        items = self._waiting.pop(node, [])
        due = [item for item in items if isinstance(item, Message | Timer)]
        return due, [item for item in items if not isinstance(item, Message | Timer)]

    def to_come(self) -> Iterator[Resume]:
        """The ends of all pauses."""
        return (Resume(until, node) for node, until in self.until.items())
