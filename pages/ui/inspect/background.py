"""The ground of a space-time diagram: lanes by name, the axis of time, cuts and broken nodes as shaded stretches."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from lessons.words import Words
from pages.ui.inspect.axes import Axes
from pages.ui.plot.style import FONT, LOST, Colours, clipped, escaped, label, shade
from pages.ui.stage.picture.schema import Picture


def layout(picture: Picture, axes: Axes, colours: Colours, words: Words) -> dict[str, Any]:
    """Axes, legend, and the shaded stretches behind everything."""
    font = {"color": colours.ink, "family": FONT, "size": 13}
    ticks, texts = axes.ticks()
    marked = {"tickvals": ticks, "ticktext": texts} if ticks else {}
    lanes = [words("inspect.network") if kind == "network" else clipped(name, 14) for kind, name in axes.rows]
    return {
        "height": 190 + 52 * len(axes.rows),
        "margin": {"l": 10, "r": 10, "t": 36, "b": 10},
        "paper_bgcolor": colours.paper, "plot_bgcolor": colours.paper, "font": font,
        "dragmode": "pan", "hovermode": "closest", "barmode": "overlay",
        "hoverlabel": {"align": "left", "bgcolor": colours.paper, "bordercolor": colours.soft, "font": font},
        "legend": {"orientation": "h", "y": -0.16, "yanchor": "top", "x": 0, "font": {**font, "size": 12}},
        "xaxis": {
            "title": {"text": words(f"inspect.axis_{axes.by}"), "standoff": 6}, "range": list(axes.span),
            "zeroline": False, "gridcolor": colours.grid, "automargin": True, **marked,
        },
        "yaxis": {
            "tickvals": list(axes.rows.values()), "ticktext": list(map(escaped, lanes)), "automargin": True,
            "range": [len(axes.rows) - 0.4, -0.75], "zeroline": False, "showgrid": False, "fixedrange": True,
        },
        "shapes": [*_cuts(picture, axes, colours), *_downs(picture, axes, colours, words)],
    }  # fmt: skip


def _cuts(picture: Picture, axes: Axes, colours: Colours) -> Iterator[dict[str, Any]]:
    for cut in picture["cuts"]:
        span = axes.between(cut["from"], cut["to"])
        if span:
            text = label(clipped(cut["label"], 40), colours.cut_ink)
            yield shade(*span, LOST, 0.09) | {"label": {**text, "textposition": "top left"}}


def _downs(picture: Picture, axes: Axes, colours: Colours, words: Words) -> Iterator[dict[str, Any]]:
    """A node that is down: its lane blotted out for that time."""
    events = picture["events"]
    for node, states in picture["node_states"].items():
        row = axes.rows["node", node]
        for state, after in zip(states, [*states[1:], None], strict=True):
            end = None if after is None else events[after["i"]]["t"]
            span = None if state["up"] else axes.between(events[state["i"]]["t"], end)
            if span:
                shape = shade(*span, colours.soft, 0.35) | {"yref": "y", "y0": row - 0.3, "y1": row + 0.3}
                yield shape | {"label": label(words("stage.down"), colours.ink)}
