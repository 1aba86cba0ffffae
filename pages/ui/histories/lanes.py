"""A history as lanes for Plotly: one a process, its operations as bars, faults on the same axis, the proof marked.

Rules of this file
* What is left out of a long history is a marked gap (stretches.py); faults stand above the lanes (faults.py).
* An operation that nobody knows the end of has an arrow at its end, at the edge of the picture.
* What proves a verdict has a thick edge, and a mark before its words, not a colour alone. Hovering tells its place in
  the legal order that was found.
* A bar without room for its words has its value above it, or, in a crowd, nothing.
* A figure is a plain dict; all text from a file is escaped.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from engine.histories import NemesisEvent
from engine.model import Operation
from lessons.words import Words
from pages.ui.histories import faults
from pages.ui.histories.said import briefly, done, text
from pages.ui.histories.stretches import Scale, Stretch
from pages.ui.plot.style import FONT, LOST, Colours, bar, clipped, escaped, marks, shade, squeezed, wrapped

SHORT = 12
"""Ticks that are all told at the axis: there are no halves of them."""
LETTER = 7.0
"""Pixels that a letter of a label takes, about."""
FEW, LONG = 8, 40
"""Letters of a label that is clipped, at the least, and of any at the most."""
LABEL, SHARE = 130, 0.36
"""Pixels left free after the last bar, for its words, and how much of a narrow picture at most."""
LANE, AXIS = 44, 42
"""Pixels: a lane, and the numbers and the title of the axis, under which the legend stands."""
WORDS = 88
"""Pixels that a gap must be wide to hold its words; a narrower one has the number alone."""


class Sight(NamedTuple):
    """What is drawn: stretches of operations, faults, by id the proof and the place in the legal order; how wide, by
    night."""

    parts: Sequence[Stretch]
    faults: Sequence[NemesisEvent]
    proof: Sequence[str]
    order: Mapping[str, int]
    dark: bool
    width: int

    @property
    def operations(self) -> list[Operation]:
        """All that are drawn."""
        return [op for part in self.parts for op in part.operations]


class _Ground(NamedTuple):
    """Where things stand: by client its lane, by operation its row, begin and end; the axis."""

    lanes: dict[str, float]
    rows: dict[str, float]
    spans: dict[str, tuple[float, float]]
    axis: faults.Axis


def figure(sight: Sight, words: Words) -> dict[str, Any]:
    """The lanes as Plotly reads them."""
    ground, colours = _ground(sight), Colours(sight.dark)
    data = [*_bars(sight, ground, colours, words), *_above(sight, ground, colours), *_open(sight, ground, colours)]
    data += faults.trace(sight.faults, ground.axis, words)
    return {"data": data, "layout": _layout(sight, ground, colours, words)}


def _ground(sight: Sight) -> _Ground:
    """Lanes in the order of first operations; what one client does at the same time stands in rows of its own."""
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
    axis = _axis(sight)
    return _Ground(lanes, rows, {op.id: _span(op, axis) for op in sight.operations}, axis)


def _axis(sight: Sight) -> faults.Axis:
    scale = Scale(sight.parts, sight.width)
    places = [scale.at(tick) for op in sight.operations for tick in (op.issued, op.done) if tick is not None]
    first, last = min(places, default=0.0), max(places, default=1.0)
    end = last + max(0.01 if scale.gaps else 1, (last - first) * min(LABEL / sight.width, SHARE))
    return faults.Axis(scale, first - (end - first) / 60, end, sight.width)


def _span(op: Operation, axis: faults.Axis) -> tuple[float, float]:
    """From where to where a bar reaches, at the end of all that is drawn if it does not end; never too short to be
    seen."""
    start = axis.scale.at(op.issued)
    end = axis.last if op.done is None else axis.scale.at(op.done)
    return start, max(end, start + (axis.last - axis.first) / 200)


def _bars(sight: Sight, ground: _Ground, colours: Colours, words: Words) -> Iterator[dict[str, Any]]:
    kinds = [(status, guilty) for guilty in (False, True) for status in ("ok", "refused", "unknown", "pending")]
    for status, guilty in kinds:
        some = [op for op in sight.operations if op.status == status and (op.id in sight.proof) == guilty]
        if not some:
            continue
        spans = [ground.spans[op.id] for op in some]
        texts = [_label(op, sight, ground) for op in some]
        trace = bar(spans, [ground.rows[op.id] for op in some], texts, [_hover(op, sight, words) for op in some])
        fill = LOST if guilty else colours.status(status)
        pattern = {"shape": "" if status == "ok" else "/", "solidity": 0.2}
        line = {"width": 3 if guilty else 1.2, "color": fill}
        trace["marker"] = {"color": fill, "opacity": 0.7 if guilty else 0.4, "line": line, "pattern": pattern}
        trace["textfont"] = {"color": colours.ink, "size": 13}
        name = words(f"status.{status}")
        if guilty:
            name = f"✗ {words('histories.proof')}{'' if status == 'ok' else f' · {name}'}"
        yield trace | {"name": name}


def _label(op: Operation, sight: Sight, ground: _Ground) -> str:
    """As much as there is room for before the next bar of this row: without the key, or clipped; the mark alone, or
    nothing, where the value is told above the bar."""
    start, end = ground.spans[op.id]
    outside = min((place for place in _beside(op, ground) if place >= end), default=ground.axis.last) - end
    letters = _letters(max(end - start, outside), ground)
    mark = "✗ " if op.id in sight.proof else ""
    for said in (f"{mark}{text(op)}", f"{mark}{done(op)}"):
        if len(said) <= min(letters, LONG):
            return said
    if _over(op, sight, ground):
        return ""
    return clipped(f"{mark}{done(op)}", min(letters, LONG)) if letters >= FEW else mark[: min(1, letters)]


def _beside(op: Operation, ground: _Ground) -> list[float]:
    """Where the bars of its row and the gaps begin."""
    rows = ground.rows
    beside = [ground.spans[other][0] for other, row in rows.items() if row == rows[op.id] and other != op.id]
    return beside + [gap.start for gap in ground.axis.scale.gaps]


def _letters(room: float, ground: _Ground) -> int:
    """How many letters there is room for in a part of the axis."""
    return int(room / (ground.axis.last - ground.axis.first or 1) * ground.axis.width / LETTER)


def _over(op: Operation, sight: Sight, ground: _Ground) -> str:
    """What is told above a short bar, the mark and the value: where that fits before its neighbour's."""
    start = ground.spans[op.id][0]
    near = min((place for place in _beside(op, ground) if place > start), default=ground.axis.last) - start
    said = f"{'✗' if op.id in sight.proof else ''}{briefly(op)}"
    free = ground.rows[op.id] - 0.5 not in ground.rows.values()
    return said if free and len(said) <= _letters(near, ground) else ""


def _above(sight: Sight, ground: _Ground, colours: Colours) -> Iterator[dict[str, Any]]:
    """The values of bars too short for a label."""
    some = [op for op in sight.operations if not _label(op, sight, ground) and _over(op, sight, ground)]
    if some:
        yield {
            "type": "scatter", "mode": "text", "textposition": "top right", "showlegend": False, "hoverinfo": "skip",
            "x": [ground.spans[op.id][0] for op in some], "y": [ground.rows[op.id] - 0.2 for op in some],
            "text": [escaped(_over(op, sight, ground)) for op in some], "cliponaxis": False,
            "textfont": {"color": colours.ink, "size": 12},
        }  # fmt: skip


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
        trace = marks([ground.axis.last for _ in some], [ground.rows[op.id] for op in some], ["" for _ in some])
        trace["marker"] = {"symbol": "triangle-right", "size": 13, "color": colours.soft}
        yield trace | {"showlegend": False, "hoverinfo": "skip", "cliponaxis": False}


def _gaps(ground: _Ground, colours: Colours, words: Words) -> Iterator[dict[str, Any]]:
    """A grey band for what is left out, with how much that is."""
    for start, end, hidden in ground.axis.scale.gaps:
        wide = ground.axis.pixel(end) - ground.axis.pixel(start) >= WORDS
        said = words("histories.gap", n=hidden).replace("\n", "<br>") if wide else f"…<br>{hidden}<br>…"
        yield shade(start, end, colours.soft, 0.12) | {
            "label": {"text": said, "font": {"color": colours.ink, "size": 12, "family": FONT}}
        }


def _layout(sight: Sight, ground: _Ground, colours: Colours, words: Words) -> dict[str, Any]:
    font = {"color": colours.ink, "family": FONT, "size": 13}
    top, bottom = -1.3 if sight.faults else -0.7, max(ground.rows.values(), default=0) + 0.6
    places = ground.axis.scale.marks
    ticks: dict[str, Any] = {"dtick": 1} if ground.axis.last - ground.axis.first < SHORT else {}
    if places:
        ticks = {"tickvals": [place for place, _ in places], "ticktext": [f"{tick:,}" for _, tick in places]}
    names = [escaped(squeezed(client, 14)) for client in ground.lanes]
    legend = {"orientation": "h", "y": -AXIS / (AXIS + LANE * (bottom - top)), "yanchor": "top", "x": 0}
    return {
        "height": int(130 + LANE * (bottom - top)),
        "margin": {"l": 10, "r": 18, "t": 12, "b": 10},
        "paper_bgcolor": colours.paper, "plot_bgcolor": colours.paper, "font": font,
        "dragmode": "pan" if sight.width >= 500 else False, "hovermode": "closest", "barmode": "overlay",
        "hoverlabel": {"align": "left", "bgcolor": colours.paper, "bordercolor": colours.soft, "font": font},
        "legend": {**legend, "font": {**font, "size": 12}},
        "xaxis": {
            "range": [ground.axis.first, ground.axis.last], "zeroline": False, "gridcolor": colours.grid,
            "automargin": True, "title": {"text": words("histories.axis"), "standoff": 6, "font": font},
            "fixedrange": sight.width < 500, **ticks,
        },
        "yaxis": {
            "tickvals": list(ground.lanes.values()), "ticktext": names, "automargin": True, "range": [bottom, top],
            "zeroline": False, "showgrid": False, "fixedrange": True,
        },
        "shapes": [*faults.shades(sight.faults, ground.axis), *_gaps(ground, colours, words)], "showlegend": True,
    }  # fmt: skip
