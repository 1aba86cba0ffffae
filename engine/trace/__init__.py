"""What happened in a run, and everything at any instant of it.

A trace keeps each event once, with the state that its node was left in. States are frozen and share what did not
change, so "any node at any event" is a bisection: no snapshots, no replay, and a step back costs nothing.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from engine.model import Event, Lost, Message, Operation, Scenario
from engine.trace.network import Network

_KEYFRAME = 256
"""Events between two remembered sets of messages in flight: a step back replays at most so many, and a long run keeps
only some hundred sets."""

InFlight = dict[tuple[str, str, int], Message]
"""Messages in flight by name: (from, to, nth)."""


@dataclass(frozen=True, slots=True)
class World:
    """Everything at one instant, right after an event: the truth, each node's protocol state, messages in flight."""

    index: int
    tick: int
    network: Network
    states: Mapping[str, Any]
    in_flight: tuple[Message, ...]


@dataclass(frozen=True)
class Trace:
    """A finished run. networks: (index of the first event it is true for, network), in order. end: its last tick.

    ended: where it stood at its end, for engine/run/extend.py alone; None where nobody can go on from there.
    """

    scenario: Scenario
    events: tuple[Event, ...]
    networks: tuple[tuple[int, Network], ...]
    operations: tuple[Operation, ...]
    end: int
    ended: object = field(default=None, repr=False, compare=False)
    _starts: list[int] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_starts", [index for index, _ in self.networks])

    @property
    def last(self) -> int:
        """The index of the last event."""
        return len(self.events) - 1

    def world(self, index: int) -> World:
        """Everything right after an event; its cost grows with the nodes, not with the run."""
        states = {node: self.state(node, index) for node in self.scenario.names}
        return World(index, self.events[index].tick, self.network(index), states, self.in_flight(index))

    def state(self, node: str, index: int) -> Any:
        """The protocol state of a node right after an event (nodes start together, before anything else)."""
        indexes, states = self._histories[node]
        return states[max(0, bisect_right(indexes, index) - 1)]

    def states(self, node: str) -> Iterator[tuple[int, Any]]:
        """Every state that a node was in, with the index of the event that brought it."""
        return zip(*self._histories[node], strict=True)

    def network(self, index: int) -> Network:
        """The truth about the network right after an event."""
        return self.networks[bisect_right(self._starts, index) - 1][1]

    def at(self, tick: int) -> int:
        """The index of the last event at or before the end of a tick."""
        return max(0, bisect_right(self._ticks, tick) - 1)

    def before(self, tick: int) -> int:
        """How many events there are before a tick."""
        return bisect_left(self._ticks, tick)

    def in_flight(self, index: int) -> tuple[Message, ...]:
        """The messages on their way (or held) right after an event, oldest first."""
        in_flight = dict(self._keyframes[index // _KEYFRAME])
        for event in self.events[index - index % _KEYFRAME : index + 1]:
            _update(in_flight, event)
        return tuple(in_flight.values())

    def messages(self) -> Iterator[tuple[Message, int, int | None]]:
        """Every message with the index of the event that sent it and of its delivery or loss (None: under way)."""
        ends = self._ends
        for index, event in enumerate(self.events):
            for message in event.sent:
                yield message, index, ends.get(message[:3])

    @cached_property
    def _ticks(self) -> list[int]:
        return [event.tick for event in self.events]

    @cached_property
    def _histories(self) -> dict[str, tuple[list[int], list[object]]]:
        histories: dict[str, tuple[list[int], list[Any]]] = {node: ([], []) for node in self.scenario.names}
        for index, event in enumerate(self.events):
            if event.state is not None and event.node is not None:
                indexes, states = histories[event.node]
                if not states or states[-1] is not event.state:
                    indexes.append(index)
                    states.append(event.state)
        return histories

    @cached_property
    def _ends(self) -> dict[tuple[str, str, int], int]:
        ends: dict[tuple[str, str, int], int] = {}
        for index, event in enumerate(self.events):
            if event.kind == "deliver":
                ends[event.cause[:3]] = index
            elif event.kind == "lost":
                ends[event.cause.message[:3]] = index
        return ends

    @cached_property
    def _keyframes(self) -> list[InFlight]:
        """Messages under way before each _KEYFRAME-th event."""
        in_flight: InFlight = {}
        frames: list[InFlight] = []
        for index, event in enumerate(self.events):
            if index % _KEYFRAME == 0:
                frames.append(dict(in_flight))
            _update(in_flight, event)
        return frames


def _update(in_flight: InFlight, event: Event) -> None:
    """Add what an event sent, take away what it delivered or lost."""
    for message in event.sent:
        in_flight[message[:3]] = message
    if event.kind == "deliver":
        in_flight.pop(event.cause[:3], None)
    elif isinstance(event.cause, Lost):
        in_flight.pop(event.cause.message[:3], None)
