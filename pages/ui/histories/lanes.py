"""A history as lanes for Plotly: one a process, its operations as bars, faults on the same axis, the proof marked.

Rules of this file
* An operation that nobody knows the end of has an arrow at its end, at the edge of the picture.
* What proves a verdict has a mark before its words and a thick edge, not a colour alone. Hovering tells its place in
  the legal order that was found.
* A figure is a plain dict; all text from a file is escaped.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from engine.histories import NemesisEvent
from engine.model import Operation
from lessons.words import Words
from pages.ui.plot.style import FONT, LOST, Colours, bar, clipped, escaped, marks, shade, wrapped

LETTER = 7.0
"""Pixels that a letter of a label takes, about."""
LABEL = 100
"""Pixels left free after the last bar, for its words."""
SIGNS = {"write": "=", "read": "→", "append": "+="}


class Sight(NamedTuple):
    """What is drawn: operations, faults, by id the proof and the place in the legal order; how wide, by night."""

    operations: Sequence[Operation]
    faults: Sequence[NemesisEvent]
    proof: Sequence[str]
    order: Mapping[str, int]
    dark: bool
    width: int


class _Ground(NamedTuple):
    """Where things stand: by client its lane, by operation its row; first and last tick."""

    lanes: dict[str, float]
    rows: dict[str, float]
    first: float
    last: float

    def end(self, op: Operation) -> float:
        """The tick at which a bar ends: that of its response, or the last of the history; never too near to be seen."""
        return self.last if op.done is None else max(op.done, op.issued + (self.last - self.first) / 200)


def text(op: Operation) -> str:
    """An operation as it would be said in a formula: x = 1, x → 1, x 1⇒2."""
    key = clipped(op.key, 8) or ("" if op.kind in ("read", "cas") else "x")
    if op.kind == "cas":
        old, new = (plain(value) for value in op.value)
        return f"{key} {old}⇒{new}".strip()
    if op.kind == "read" and op.status != "ok":
        return f"{key} → ?".strip()
    return f"{key} {SIGNS.get(op.kind, '=')} {plain(op.value)}".strip()


def plain(value: Any) -> str:
    """A value as it stands on a bar: ∅ for nothing, quotes only where they are needed."""
    if isinstance(value, tuple):
        return f"[{', '.join(map(plain, value))}]"
    return (
        "∅" if value is None else f"“{value}”" if isinstance(value, str) and (not value or " " in value) else str(value)
    )


def figure(sight: Sight, words: Words) -> dict[str, Any]:
    """The lanes as Plotly reads them."""
    ground, colours = _ground(sight), Colours(sight.dark)
    data = [*_bars(sight, ground, colours, words), *_open(sight, ground, colours), *_faults(sight, ground, words)]
    return {"data": data, "layout": _layout(sight, ground, colours, words)}


def _ground(sight: Sight) -> _Ground:
    """Lanes in the order of first operations; what one client does at the same time stands in rows of its own."""
    ticks = [op.issued for op in sight.operations] + [op.done for op in sight.operations if op.done is not None]
    first, last = float(min(ticks, default=0)), float(max(ticks, default=1))
    last = last + max(1, (last - first) * LABEL / sight.width)
    clients: dict[str, list[Operation]] = {}
    for op in sight.operations:
        clients.setdefault(op.client, []).append(op)
    lanes: dict[str, float] = {}
    rows: dict[str, float] = {}
    row = 0.0
    for client, mine in clients.items():
        busy: list[float] = []
        for op in mine:
            place = next((i for i, until in enumerate(busy) if until <= op.issued), len(busy))
            busy[place : place + 1] = [float("inf") if op.done is None else op.done]
            rows[op.id] = row + 0.5 * place
        lanes[client] = row + 0.25 * (len(busy) - 1)
        row += 0.5 * (len(busy) - 1) + 1
    return _Ground(lanes, rows, first - (last - first) / 60, last)


def _bars(sight: Sight, ground: _Ground, colours: Colours, words: Words) -> Iterator[dict[str, Any]]:
    kinds = [(status, guilty) for guilty in (False, True) for status in ("ok", "refused", "unknown", "pending")]
    for status, guilty in kinds:
        some = [op for op in sight.operations if op.status == status and (op.id in sight.proof) == guilty]
        if not some:
            continue
        spans = [(float(op.issued), ground.end(op)) for op in some]
        texts = [_label(op, sight, ground) for op in some]
        trace = bar(spans, [ground.rows[op.id] for op in some], texts, [_hover(op, sight, words) for op in some])
        fill = LOST if guilty else colours.status(status)
        pattern = {"shape": "" if status == "ok" else "/", "solidity": 0.2}
        line = {"width": 3 if guilty else 1.2, "color": fill}
        trace["marker"] = {"color": fill, "opacity": 0.7 if guilty else 0.4, "line": line, "pattern": pattern}
        trace["textfont"] = {"color": colours.ink, "size": 13}
        name = words("histories.proof") if guilty else words(f"status.{status}")
        yield trace | {"name": f"✗ {name}" if guilty else name}


def _label(op: Operation, sight: Sight, ground: _Ground) -> str:
    """As much as there is room for before the next bar of this row."""
    mine = [o.issued for o in sight.operations if ground.rows[o.id] == ground.rows[op.id] and o.issued > op.issued]
    inside, outside = ground.end(op) - op.issued, min(mine, default=ground.last) - ground.end(op)
    letters = int(max(inside, outside) / (ground.last - ground.first or 1) * sight.width / LETTER)
    said = f"{'✗ ' if op.id in sight.proof else ''}{text(op)}"
    return clipped(said, min(letters, 40)) if letters > 2 else "✗" if op.id in sight.proof else ""


def _hover(op: Operation, sight: Sight, words: Words) -> str:
    end = "?" if op.done is None else op.done
    lines = [f"{op.id}: {text(op)}", words("histories.hover", client=op.client, issued=op.issued, done=end)]
    lines.append(words(f"status.{op.status}"))
    if op.id in sight.order:
        lines.append(words("histories.place", number=sight.order[op.id]))
    return wrapped(lines)


def _open(sight: Sight, ground: _Ground, colours: Colours) -> Iterator[dict[str, Any]]:
    """An arrow where nobody knows the end."""
    some = [op for op in sight.operations if op.done is None]
    if some:
        trace = marks([ground.last for _ in some], [ground.rows[op.id] for op in some], ["" for _ in some])
        trace["marker"] = {"symbol": "triangle-right", "size": 13, "color": colours.soft}
        yield trace | {"showlegend": False, "hoverinfo": "skip", "cliponaxis": False}


def _faults(sight: Sight, ground: _Ground, words: Words) -> Iterator[dict[str, Any]]:
    some = [fault for fault in sight.faults if ground.first <= fault.tick <= ground.last]
    if some:
        hovers = [wrapped([f"{fault.what} {clipped(fault.more)}".strip()]) for fault in some]
        trace = marks([fault.tick for fault in some], [-0.8 for _ in some], hovers)
        trace |= {
            "mode": "markers+text",
            "text": [
                escaped(clipped(f"{fault.what} {fault.more}".strip(), 30 if sight.width >= 500 else 16))
                for fault in some
            ],
        }
        trace |= {"textposition": "middle right", "marker": {"symbol": "star", "size": 11, "color": LOST}}
        yield trace | {"name": words("histories.fault")}


def _shades(sight: Sight, ground: _Ground) -> Iterator[dict[str, Any]]:
    """From what starts a fault (start, start-partition, cut) to what stops it."""
    since: dict[str, int] = {}
    for fault in sight.faults:
        verb, _, what = fault.what.partition("-")
        if verb in ("start", "cut"):
            since.setdefault(what, fault.tick)
        elif verb in ("stop", "heal") and what in since:
            yield shade(max(since.pop(what), ground.first), min(fault.tick, ground.last), LOST, 0.09)
    for tick in since.values():
        yield shade(max(tick, ground.first), ground.last, LOST, 0.09)


def _layout(sight: Sight, ground: _Ground, colours: Colours, words: Words) -> dict[str, Any]:
    font = {"color": colours.ink, "family": FONT, "size": 13}
    top, bottom = -1.3 if sight.faults else -0.7, max(ground.rows.values(), default=0) + 0.6
    names = [escaped(clipped(client, 14)) for client in ground.lanes]
    return {
        "height": int(130 + 44 * (bottom - top)),
        "margin": {"l": 10, "r": 18, "t": 12, "b": 10},
        "paper_bgcolor": colours.paper, "plot_bgcolor": colours.paper, "font": font,
        "dragmode": "pan" if sight.width >= 500 else False, "hovermode": "closest", "barmode": "overlay",
        "hoverlabel": {"align": "left", "bgcolor": colours.paper, "bordercolor": colours.soft, "font": font},
        "legend": {"orientation": "h", "y": -0.2, "yanchor": "top", "x": 0, "font": {**font, "size": 12}},
        "xaxis": {
            "range": [ground.first, ground.last], "zeroline": False, "gridcolor": colours.grid, "automargin": True,
            "title": {"text": words("histories.axis"), "standoff": 6, "font": font}, "fixedrange": sight.width < 500,
        },
        "yaxis": {
            "tickvals": list(ground.lanes.values()), "ticktext": names, "automargin": True, "range": [bottom, top],
            "zeroline": False, "showgrid": False, "fixedrange": True,
        },
        "shapes": list(_shades(sight, ground)), "showlegend": True,
    }  # fmt: skip
