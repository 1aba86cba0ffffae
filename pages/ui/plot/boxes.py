"""A small graph as a Plotly figure: boxes with words, arrows between them. Places are the caller's, or networkx's.

Rules of this file
* Places are in any unit; x to the right, y upwards. A box's tone is told by a mark in its words too, never by colour
  alone: that is the caller's to write.
* All text is escaped. The figure has no axes, no legend and cannot be dragged.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import networkx as nx
import plotly.graph_objects as go

from pages.ui.plot.style import FONT, Colours, escaped, wrapped

GOOD, BAD, DOUBT, PLAIN = "good", "bad", "doubt", "plain"
TONES = {GOOD: "#009E73", BAD: "#D55E00", DOUBT: "#E69F00"}


class Box(NamedTuple):
    """A node: its place, its words (one line or more), what hovering adds, its tone."""

    x: float
    y: float
    text: str
    hover: str = ""
    tone: str = PLAIN


class Arrow(NamedTuple):
    """An edge from one box to another, by name; strong ones are drawn heavier; down: from the lower edge of the one to
    the upper edge of the other, where the places of boxes are too close for an arrow between their centres.
    """

    src: str
    dst: str
    strong: bool = False
    down: bool = False


def figure(boxes: Mapping[str, Box], arrows: Sequence[Arrow], dark: bool, height: int = 360) -> go.Figure:
    """A figure of boxes and the arrows between them; height in pixels."""
    colours, fig = Colours(dark), go.Figure()
    for arrow in arrows:
        _draw(fig, boxes, arrow, colours, _unit(boxes, height))
    fig.add_scatter(
        x=[box.x for box in boxes.values()],
        y=[box.y for box in boxes.values()],
        mode="markers",
        marker={"size": 28, "opacity": 0},
        hoverinfo="text",
        hovertext=[wrapped((box.hover or box.text).split("\n")) for box in boxes.values()],
    )
    for box in boxes.values():
        edge = TONES.get(box.tone, colours.soft)
        fig.add_annotation(
            x=box.x, y=box.y, text=escaped(box.text).replace("\n", "<br>"), showarrow=False, align="center",
            bordercolor=edge, borderwidth=2, borderpad=6, bgcolor=colours.paper,
            font={"color": colours.ink, "size": 13}, captureevents=False,
        )  # fmt: skip
    hidden = {"visible": False, "fixedrange": True}
    fig.update_layout(
        height=height, margin={"l": 8, "r": 8, "t": 8, "b": 8}, showlegend=False, xaxis=hidden, yaxis=hidden,
        paper_bgcolor="rgba(0,0,0,0)", plot_bgcolor="rgba(0,0,0,0)", font={"family": FONT}, dragmode=False,
    )  # fmt: skip
    _breathe(fig, boxes)
    return fig


def ranked(edges: Sequence[tuple[str, str]], names: Sequence[str]) -> dict[str, tuple[float, float]]:
    """Places for the nodes of an acyclic graph: a row a generation, the sources on top, rows centred."""
    found: nx.DiGraph[str] = nx.DiGraph()
    found.add_nodes_from(names)
    found.add_edges_from(edges)
    places = {}
    for row, generation in enumerate(nx.topological_generations(found)):
        ordered = sorted(generation, key=list(names).index)
        for column, name in enumerate(ordered):
            places[name] = (column - (len(ordered) - 1) / 2, -float(row))
    return places


def _draw(fig: go.Figure, boxes: Mapping[str, Box], arrow: Arrow, colours: Colours, unit: float) -> None:
    src, dst = boxes[arrow.src], boxes[arrow.dst]
    low, high = (_half(src) / unit, _half(dst) / unit) if arrow.down else (0.0, 0.0)
    gap = 0 if arrow.down else 18
    fig.add_annotation(
        x=dst.x, y=dst.y + high, ax=src.x, ay=src.y - low, xref="x", yref="y", axref="x", ayref="y", text="",
        showarrow=True, arrowhead=2, arrowsize=1, arrowwidth=3 if arrow.strong else 1.5,
        standoff=gap, startstandoff=gap, arrowcolor=colours.cut_ink if arrow.strong else colours.soft,
    )  # fmt: skip


def _half(box: Box) -> float:
    """Half the height of a box in pixels, and a little air."""
    return 9 * len(box.text.split("\n")) + 9


def _unit(boxes: Mapping[str, Box], height: int) -> float:
    """How many pixels a unit of height has."""
    ys = [box.y for box in boxes.values()] or [0.0]
    return (height - 16) / (max(ys) - min(ys) + 1)


def _breathe(fig: go.Figure, boxes: Mapping[str, Box]) -> None:
    """Room at the edges, so that no box is cut."""
    xs, ys = [box.x for box in boxes.values()] or [0.0], [box.y for box in boxes.values()] or [0.0]
    fig.update_xaxes(range=[min(xs) - 0.6, max(xs) + 0.6])
    fig.update_yaxes(range=[min(ys) - 0.5, max(ys) + 0.5])
