"""Transactions that depend on each other, as Plotly draws them: a box each with its steps, an arrow a dependency.

Rules of this file
* Side by side where there is room, and the last arrow runs back beneath; more of them stand in two rows, as a ring;
  else one below the other, and the last arrow runs back beside them. Sizes are pixels, so that boxes and arrows meet on
  every screen.
* An arrow has its kind and key beside it; no meaning is in a colour alone. All text is escaped.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any, NamedTuple

import plotly.graph_objects as go

from pages.ui.plot.style import FONT, Colours, clipped, escaped

LINE, LETTER, PAD, GAP, BACK = 18, 7.4, 20, 52, 46
"""Pixels: a line, a letter, a box beyond its lines, between boxes, the way back beside them."""
EDGE = 18
"""Pixels of a box beyond its text, across."""
BESIDE, ROUND = 3, 8
"""So many boxes stand side by side at most, and in two rows."""
LETTERS = {1: 40, 2: 34, 3: 24, 4: 20}
"""Letters of a line, by boxes side by side; one below the other there is room for NARROW."""
NARROW = 24
BACK_AT = 0.94
"""Where the way back runs beside a column, between -1 and 1."""
WIDTHS = {1: 860, 2: 860, 3: 860, 4: 1_060}
"""Pixels of a figure, where there are so many, by boxes side by side; COLUMN, one below the other."""
COLUMN = 400


class Box(NamedTuple):
    """A transaction: its name, and its steps, one a line."""

    name: str
    lines: tuple[str, ...]


class Spot(NamedTuple):
    """Where a box stands: its middle, half its width and its height in pixels."""

    x: float
    y: float
    half: float
    height: float


def across(count: int, wide: bool) -> int:
    """How many of so many boxes stand side by side at most; 0: one below the other."""
    if not wide or count > ROUND:
        return 0
    return count if count <= BESIDE else (count + 1) // 2


def width(count: int, wide: bool) -> int:
    """Pixels that a figure of so many boxes takes, where there are so many."""
    return WIDTHS.get(across(count, wide), COLUMN)


def figure(boxes: Sequence[Box], labels: Sequence[str], dark: bool, wide: bool) -> go.Figure:
    """A figure. labels: of the arrow from each box to the next; one more than that: from the last back to the first."""
    columns = across(len(boxes), wide)
    letters = LETTERS.get(columns, NARROW)
    shown = [[clipped(line, letters) for line in (box.name, *box.lines)] for box in boxes]
    back = len(labels) == len(boxes) > 1
    if columns == len(boxes):
        spots, height = _row(shown, back)
    else:
        spots, height = _ring(shown, columns) if columns else _column(shown, back)
    fig, colours = go.Figure(), Colours(dark)
    for (one, other), label in zip(pairwise(spots), labels, strict=False):
        _arrow(fig, one, other, label, colours)
    if back:
        if 0 < columns < len(boxes):
            _arrow(fig, spots[-1], spots[0], labels[-1], colours)
        else:
            (_back_beneath if columns else _back_aside)(fig, spots, labels[-1], colours)
    for spot, lines in zip(spots, shown, strict=True):
        _box(fig, spot, lines, colours)
    reach = [-0.5, columns - 0.5] if columns else [-1, 1]
    hidden = {"visible": False, "fixedrange": True}
    fig.update_layout(
        height=height, margin={"l": 0, "r": 0, "t": 0, "b": 0}, showlegend=False, dragmode=False,
        xaxis={**hidden, "range": reach}, yaxis={**hidden, "range": [0, height]}, hovermode=False,
        paper_bgcolor="rgba(0,0,0,0)", plot_bgcolor="rgba(0,0,0,0)", font={"family": FONT},
    )  # fmt: skip
    return fig


def _box(fig: go.Figure, spot: Spot, lines: Sequence[str], colours: Colours) -> None:
    """A box, as large as the arrows take it to be."""
    name, *steps = map(escaped, lines)
    fig.add_annotation(
        x=spot.x, y=spot.y, text="<br>".join([f"<b>{name}</b>", *steps]), showarrow=False, align="left",
        width=2 * spot.half - EDGE, height=spot.height - EDGE, bordercolor=colours.soft, borderwidth=2, borderpad=7,
        bgcolor=colours.paper, font={"color": colours.ink, "size": 14},
    )  # fmt: skip


def _size(lines: Sequence[str]) -> tuple[float, float]:
    """Half the width and the height of a box; a letter beyond Latin is as wide as two."""
    most = max(sum(1 + (letter > "\u2e7f") + 0.6 * (letter in "MW@mw") for letter in line) for line in lines)
    return (most * LETTER + EDGE) / 2, len(lines) * LINE + PAD


def _row(shown: Sequence[Sequence[str]], back: bool) -> tuple[list[Spot], int]:
    sizes = [_size(lines) for lines in shown]
    tallest = max(height for _, height in sizes)
    foot = BACK if back else 8
    return [Spot(i, foot + tallest / 2, half, height) for i, (half, height) in enumerate(sizes)], int(
        tallest + foot + 8
    )


def _ring(shown: Sequence[Sequence[str]], columns: int) -> tuple[list[Spot], int]:
    """The first ones from left to right, the others below them and back, the last one below the first."""
    sizes = [_size(lines) for lines in shown]
    upper, lower = (max(height for _, height in some) for some in (sizes[:columns], sizes[columns:]))
    step = (columns - 1) / max(1, len(sizes) - columns - 1)
    high, total = lower + GAP + 8 + upper / 2, upper + GAP + lower + 16
    places = [(float(i), high) for i in range(columns)]
    places += [(columns - 1 - step * i, 8 + lower / 2) for i in range(len(sizes) - columns)]
    return [Spot(x, y, *size) for (x, y), size in zip(places, sizes, strict=True)], int(total)


def _column(shown: Sequence[Sequence[str]], back: bool) -> tuple[list[Spot], int]:
    sizes = [_size(lines) for lines in shown]
    total = sum(height for _, height in sizes) + GAP * (len(sizes) - 1) + 16
    spots, top = [], total - 8
    for half, height in sizes:
        spots.append(Spot(-0.14 if back else 0, top - height / 2, half, height))
        top -= height + GAP
    return spots, int(total)


def _arrow(fig: go.Figure, one: Spot, other: Spot, label: str, colours: Colours) -> None:
    """From one box to the next: across, where they stand side by side, or down or up."""
    if one.x != other.x:
        _head(fig, (one.x, one.y), (other.x, other.y), colours, one.half, other.half + 2)
        shift = (one.half - other.half) / 2 * (1 if one.x < other.x else -1)
        _label(fig, ((one.x + other.x) / 2, one.y), label, colours, xshift=shift, yshift=15)
    else:
        down = 1 if one.y > other.y else -1
        start, end = one.y - down * one.height / 2, other.y + down * other.height / 2
        _head(fig, (one.x, start), (other.x, end), colours, 0, 2)
        _label(fig, (one.x, (start + end) / 2), label, colours, xshift=8, xanchor="left")


def _back_beneath(fig: go.Figure, spots: Sequence[Spot], label: str, colours: Colours) -> None:
    first, last, low = spots[0], spots[-1], 14
    _line(fig, (last.x, last.y), (last.x, low), colours)
    _line(fig, (last.x, low), (first.x, low), colours)
    _head(fig, (first.x, low), (first.x, first.y - first.height / 2), colours, 0, 2)
    _label(fig, ((first.x + last.x) / 2, low), label, colours)


def _back_aside(fig: go.Figure, spots: Sequence[Spot], label: str, colours: Colours) -> None:
    first, last = spots[0], spots[-1]
    _line(fig, (last.x, last.y), (BACK_AT, last.y), colours)
    _line(fig, (BACK_AT, last.y), (BACK_AT, first.y), colours)
    _head(fig, (BACK_AT, first.y), (first.x, first.y), colours, 0, first.half + 2)
    _label(fig, (BACK_AT, (first.y + last.y) / 2), label, colours, xshift=-6, xanchor="right")


def _line(fig: go.Figure, start: tuple[float, float], end: tuple[float, float], colours: Colours) -> None:
    line = {"color": colours.cut_ink, "width": 2}
    fig.add_shape(type="line", x0=start[0], y0=start[1], x1=end[0], y1=end[1], line=line, layer="below")


def _head(
    fig: go.Figure, start: tuple[float, float], end: tuple[float, float], colours: Colours, leave: float, reach: float
) -> None:
    """An arrow; leave, reach: pixels left free at its ends."""
    fig.add_annotation(
        x=end[0], y=end[1], ax=start[0], ay=start[1], xref="x", yref="y", axref="x", ayref="y", text="", showarrow=True,
        arrowhead=2, arrowsize=1.1, arrowwidth=2, arrowcolor=colours.cut_ink, standoff=reach, startstandoff=leave,
    )  # fmt: skip


def _label(fig: go.Figure, place: tuple[float, float], label: str, colours: Colours, **more: Any) -> None:
    fig.add_annotation(
        x=place[0], y=place[1], text=escaped(label), showarrow=False, bgcolor=colours.paper, borderpad=2,
        font={"color": colours.cut_ink, "size": 14}, **more,
    )  # fmt: skip
