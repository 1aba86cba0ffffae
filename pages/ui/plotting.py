"""What a space-time diagram is made of: where things stand, in which colours, and the few shapes they have.

Rules of this file
* Along time, x is a tick and events of one node in one tick stand over each other; along order, x is an event's place
  in the run, and nothing stands over anything.
* Hues are Okabe-Ito, the same as in stage.css.
"""

from __future__ import annotations

import html
import textwrap
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from typing import Any

STACK = 0.13
"""How far apart, in lanes, events of one node in one tick stand."""

HALF_WAY = 0.5
HOVER_COLUMNS = 60
Point = tuple[float, float]
Span = tuple[float, float]


class Axes:
    """Where everything stands in a window of a picture's events."""

    def __init__(self, picture: Mapping[str, Any], first: int, last: int, by: str) -> None:
        self.by = by
        self._events = events = picture["events"]
        self._ticks = [event["t"] for event in events]
        self._window = range(first, last + 1)
        self.faults = [i for i in self._window if events[i]["kind"] == "fault"]
        self.on_lanes = [i for i in self._window if events[i]["lane"]]
        self.messages = [one for one in picture["messages"] if self._sees(one["e0"], one["e1"])]
        self.operations = [op for op in picture["operations"] if self._sees(op["e0"], op["e1"])]
        clients = dict.fromkeys(op["client"] for op in self.operations)
        lanes = [("network", "")] * bool(self.faults) + [("client", client) for client in clients]
        lanes += [("node", node["id"]) for node in picture["nodes"]]
        self.rows = {lane: row for row, lane in enumerate(lanes)}
        low, high = self.x(first), self.x(last)
        room = max(high - low, 1) * 0.03
        self.span: Span = (low - room, max(high, self._end()) + room)
        self.reach = list(self.span)
        self._shifts = self._stacked(events)
        self._slots = self._beside()

    def x(self, index: int) -> float:
        """Where an event stands along the run."""
        return float(index if self.by == "order" else self._ticks[index])

    def at(self, index: int) -> Point:
        """Where an event on a lane stands."""
        row = self.rows["node", self._events[index]["lane"]]
        return self.x(index), row + self._shifts.get(index, 0.0)

    def of_tick(self, tick: int) -> float:
        """Where a tick begins along the run."""
        return float(bisect_left(self._ticks, tick) - 0.5 if self.by == "order" else tick)

    def between(self, start: int, end: int | None) -> Span | None:
        """A stretch of ticks as far as the window shows it; None if it lies outside."""
        low = max(self.of_tick(start), self.span[0])
        high = self.span[1] if end is None else min(self.of_tick(end), self.span[1])
        return (low, high) if low < high else None

    def stop(self, message: Mapping[str, Any]) -> Point:
        """Where a message that did not arrive is drawn to end: on its way, or short of its end."""
        x, y = self.at(message["e0"])
        goal = self.rows["node", message["dst"]]
        if message["fate"] == "lost" and message["at"] != "send":
            return self.x(message["e1"]), y + (goal - y) * 0.85
        far = self.span[1] - x if self.by == "order" else message["due"] - message["sent"]
        return x + min(far * HALF_WAY, 3.0 if self.by == "order" else far), y + (goal - y) * HALF_WAY

    def middle(self, message: Mapping[str, Any]) -> Point:
        """Half way between the two ends of a message that arrived."""
        (x0, y0), (x1, y1) = self.at(message["e0"]), self.at(message["e1"])
        return (x0 + x1) / 2, (y0 + y1) / 2

    def during(self, op: Mapping[str, Any]) -> Span:
        """An operation's stretch; one that took no time still gets a bar that can be seen."""
        end = self.span[1] if op["e1"] is None else self.x(op["e1"])
        start = self.x(op["e0"])
        return start, max(end, start + (self.span[1] - self.span[0]) * 0.008)

    def op_row(self, op: Mapping[str, Any]) -> float:
        """The height of an operation's bar: beside those of the same client that it overlaps."""
        return self.rows["client", op["client"]] + 0.3 * self._slots[op["id"]]

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

    def _stacked(self, events: Sequence[Mapping[str, Any]]) -> dict[int, float]:
        if self.by == "order":
            return {}
        piles: dict[tuple[str, int], list[int]] = {}
        for i, event in enumerate(events):
            if event["lane"]:
                piles.setdefault((event["lane"], event["t"]), []).append(i)
        shifts = {}
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


class Colours:
    """Hues for paper by day and by night."""

    font = "Inter, Segoe UI, Helvetica Neue, Noto Sans, PingFang SC, Microsoft YaHei, Noto Sans CJK SC, sans-serif"
    lost = "#D55E00"

    def __init__(self, dark: bool) -> None:
        self.paper, self.ink = ("#0F1217", "#ECEAE3") if dark else ("#FBFAF6", "#1A2230")
        self.soft, self.line, self.grid = (
            ("#9AA3B2", "#4A5260", "#20262F") if dark else ("#5B6472", "#C9C6BC", "#EFEDE5")
        )
        self.cut_ink = "#F79A57" if dark else "#A84A00"

    def tone(self, tone: str) -> tuple[str, str]:
        """The fill of a message's shape, and the ink of its letter."""
        dark = "#14161A"
        fills = {"write": ("#0072B2", "#FFFFFF"), "read": ("#CC79A7", dark), "ack": ("#009E73", dark)}
        return (fills | {"repair": ("#E69F00", dark), "gossip": ("#56B4E9", dark)}).get(tone, ("#8A8F98", dark))

    def status(self, status: str) -> str:
        """The fill of an operation's bar."""
        return {"ok": "#009E73", "refused": "#D55E00", "unknown": "#E69F00"}.get(status, "#8A8F98")


def marks(
    xs: Sequence[float], ys: Sequence[float], texts: Sequence[str], data: Sequence[int] | None = None
) -> dict[str, Any]:
    """Points with a text each; data makes them ones to select."""
    points = {"type": "scatter", "mode": "markers", "x": list(xs), "y": list(ys), "hoverinfo": "text"}
    some = {} if data is None else {"customdata": list(data)}
    return {**points, **some, "hovertext": list(texts), "unselected": {"marker": {"opacity": 0.35}}}


def bar(spans: Sequence[Span], rows: Sequence[float], texts: Sequence[str], hovers: Sequence[str]) -> dict[str, Any]:
    """Lying bars."""
    return {
        "type": "bar", "orientation": "h", "width": 0.28, "hoverinfo": "text",
        "base": [start for start, _ in spans], "x": [end - start for start, end in spans], "y": list(rows),
        "text": [escaped(text) for text in texts], "hovertext": list(hovers),
        "textposition": "auto", "insidetextanchor": "start", "cliponaxis": False, "constraintext": "none",
        "textangle": 0, "unselected": {"marker": {"opacity": 1}},
    }  # fmt: skip


def cross(start: float, end: float, colour: str, opacity: float) -> dict[str, Any]:
    """A stretch of time, shaded from top to bottom."""
    reach = {"x0": start, "x1": end, "xref": "x", "yref": "paper", "y0": 0, "y1": 1}
    return {"type": "rect", "layer": "below", "fillcolor": colour, "opacity": opacity, "line": {"width": 0}, **reach}


def label(text: str, colour: str) -> dict[str, Any]:
    """The words on a shape."""
    return {"text": escaped(text), "font": {"color": colour, "size": 12}}


def escaped(text: str) -> str:
    """Plain text as Plotly takes it, which reads tags in all text."""
    return html.escape(text, quote=False)


def clipped(text: str, most: int = 34) -> str:
    """The text, or as much of it as a label has room for."""
    return text if len(text) <= most else f"{text[: most - 1].rstrip()}…"


def wrapped(lines: Sequence[str]) -> str:
    """Lines of hover text, the first one strong."""
    rows = ["<br>".join(map(escaped, textwrap.wrap(line, HOVER_COLUMNS) or [""])) for line in lines]
    return "<br>".join([f"<b>{rows[0]}</b>", *rows[1:]])
