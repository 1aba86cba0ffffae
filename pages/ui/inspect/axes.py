"""Where everything stands in a space-time diagram: lanes from top to bottom, the run from left to right.

Rules of this file
* Along time, x is a tick and events of one node in one tick stand over each other; along order, x is an event's place
  in the run, and nothing stands over anything.
* Lanes from the top: the network (if anything befell it), clients, nodes.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence

from pages.ui.stage.picture.schema import Event, Message, Operation, Picture

STACK = 0.17
"""How far apart, in lanes, events of one node in one tick stand."""

HALF_WAY = 0.5
Point = tuple[float, float]
Span = tuple[float, float]


class Axes:
    """Where everything stands in a window of a picture's events."""

    def __init__(self, picture: Picture, first: int, last: int, by: str) -> None:
        self.by = by
        self._events = events = picture["events"]
        self._ticks = [event["t"] for event in events]
        self._window = range(first, last + 1)
        self.faults = [i for i in self._window if events[i]["kind"] == "fault"]
        self.on_lanes = [i for i in self._window if events[i]["lane"]]
        self.messages = [one for one in picture["messages"] if self._sees(one["e0"], one["e1"])]
        self.arrived = [one for one in self.messages if one["fate"] == "delivered" and one["src"] != one["dst"]]
        self.operations = [op for op in picture["operations"] if self._sees(op["e0"], op["e1"])]
        clients = dict.fromkeys(op["client"] for op in self.operations)
        lanes = [("network", "")] * bool(self.faults) + [("client", client) for client in clients]
        lanes += [("node", node["id"]) for node in picture["nodes"]]
        self.rows = {lane: row for row, lane in enumerate(lanes)}
        low, high = self.x(first), self.x(last)
        room = max(high - low, 1) * 0.03
        self.span: Span = (low - room, max(high, self._end()) + room)
        self._shifts = self._stacked(events)
        self._slots = self._beside()

    def x(self, index: int) -> float:
        """Where an event stands along the run."""
        return float(index if self.by == "order" else self._ticks[index])

    def at(self, index: int) -> Point:
        """Where an event stands: on its node's lane, or on the network's, where a message is sent once more."""
        lane = self._events[index]["lane"]
        row = self.rows[("node", lane) if lane else ("network", "")]
        return self.x(index), row + self._shifts.get(index, 0.0)

    def of_tick(self, tick: int) -> float:
        """Where a tick begins along the run."""
        return float(bisect_left(self._ticks, tick) - 0.5 if self.by == "order" else tick)

    def between(self, start: int, end: int | None) -> Span | None:
        """A stretch of ticks as far as the window shows it; None if it lies outside."""
        low = max(self.of_tick(start), self.span[0])
        high = self.span[1] if end is None else min(self.of_tick(end), self.span[1])
        return (low, high) if low < high else None

    def stop(self, message: Message) -> Point:
        """Where a message that did not arrive is drawn to end: on its way, or short of its end."""
        x, y = self.at(message["e0"])
        goal = self.rows["node", message["dst"]]
        if (end := message["e1"]) is not None and message["at"] != "send":
            return self.x(end), y + (goal - y) * 0.85
        far = self.span[1] - x if self.by == "order" else message["due"] - message["sent"]
        return x + min(far * HALF_WAY, 3.0 if self.by == "order" else far), y + (goal - y) * HALF_WAY

    def middle(self, message: Message) -> Point:
        """Half way between the two ends of a message that arrived."""
        assert message["e1"] is not None
        (x0, y0), (x1, y1) = self.at(message["e0"]), self.at(message["e1"])
        return (x0 + x1) / 2, (y0 + y1) / 2

    def during(self, op: Operation) -> Span:
        """An operation's stretch; one that took no time still gets a bar that can be seen."""
        end = self.span[1] if op["e1"] is None else self.x(op["e1"])
        start = self.x(op["e0"])
        return start, max(end, start + (self.span[1] - self.span[0]) * 0.008)

    def op_row(self, op: Operation) -> float:
        """The height of an operation's bar: beside those of the same client that it overlaps."""
        return self.rows["client", op["client"]] + 0.42 * self._slots[op["id"]]

    def room(self, op: Operation) -> float:
        """How much of the window's width an operation's label may take: up to the next bar beside it."""
        start, _ = self.during(op)
        row = self.op_row(op)
        after = (self.during(other)[0] for other in self.operations if self.op_row(other) == row)
        return (min((x for x in after if x > start), default=self.span[1]) - start) / (self.span[1] - self.span[0])

    def ticks(self) -> tuple[list[float], list[str]]:
        """Along order: which events are marked on the axis, each with its tick. Along time Plotly marks it itself."""
        if self.by != "order":
            return [], []
        shown = list(self._window)[:: max(1, len(self._window) // 15)]
        return [float(i) for i in shown], [str(self._ticks[i]) for i in shown]

    def _sees(self, start: int, end: int | None) -> bool:
        return start <= self._window[-1] and (end is None or end >= self._window[0])

    def _end(self) -> float:
        """As far to the right as something in the window reaches that ends after it, within reason."""
        ends = [one["due"] for one in self.messages if one["e1"] is None] if self.by == "time" else []
        last = self.x(self._window[-1])
        return min(max([last, *map(float, ends)]), last + (last - self.x(self._window[0]) + 10) * 0.15)

    def _stacked(self, events: Sequence[Event]) -> dict[int, float]:
        if self.by == "order":
            return {}
        piles: dict[tuple[str, int], list[int]] = {}
        for i, event in enumerate(events):
            if event["lane"]:
                piles.setdefault((event["lane"], event["t"]), []).append(i)
        shifts: dict[int, float] = {}
        for pile in piles.values():
            step = min(STACK, 0.7 / len(pile))
            shifts |= {i: (place - (len(pile) - 1) / 2) * step for place, i in enumerate(pile)}
        return shifts

    def _beside(self) -> dict[str, int]:
        slots: dict[str, int] = {}
        free: dict[str, list[float]] = {}
        for op in self.operations:
            start, end = self.during(op)
            ends = free.setdefault(op["client"], [])
            slot = next((i for i, busy in enumerate(ends) if busy <= start), len(ends))
            ends[slot : slot + 1] = [end]
            slots[op["id"]] = slot if slot < 2 else slot % 2
        return slots
