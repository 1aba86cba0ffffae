"""What a diagram for Plotly is painted with: colours, and the few shapes it has, as plain dicts.

Rules of this file
* Hues are Okabe-Ito, the same as in stage.css.
* Plotly reads tags in all text, so text is escaped on its way in.
"""

from __future__ import annotations

import html
import textwrap
from collections.abc import Sequence
from typing import Any

FONT = "Inter, Segoe UI, Helvetica Neue, Noto Sans, PingFang SC, Microsoft YaHei, Noto Sans CJK SC, sans-serif"
LOST = "#D55E00"
"""What is cut, lost or stale."""

HOVER_COLUMNS = 60


class Colours:
    """Hues for paper by day and by night."""

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


def bar(
    spans: Sequence[tuple[float, float]], rows: Sequence[float], texts: Sequence[str], hovers: Sequence[str]
) -> dict[str, Any]:
    """A trace of horizontal bars for Plotly, one for each span (start, end), at these rows."""
    return {
        "type": "bar", "orientation": "h", "width": 0.4, "hoverinfo": "text",
        "base": [start for start, _ in spans], "x": [end - start for start, end in spans], "y": list(rows),
        "text": [escaped(text) for text in texts], "hovertext": list(hovers),
        "textposition": "auto", "insidetextanchor": "start", "cliponaxis": False, "constraintext": "none",
        "textangle": 0,
    }  # fmt: skip


def shade(start: float, end: float, colour: str, opacity: float) -> dict[str, Any]:
    """A stretch of time, shaded from top to bottom."""
    reach = {"x0": start, "x1": end, "xref": "x", "yref": "paper", "y0": 0, "y1": 1}
    return {"type": "rect", "layer": "below", "fillcolor": colour, "opacity": opacity, "line": {"width": 0}, **reach}


def label(text: str, colour: str) -> dict[str, Any]:
    """A label of a Plotly shape."""
    return {"text": escaped(text), "font": {"color": colour, "size": 12}}


def escaped(text: str) -> str:
    """Plain text as Plotly takes it, which reads tags in all text."""
    return html.escape(text, quote=False)


def clipped(text: str, most: int = 34) -> str:
    """The text, or as much of it as a label has room for."""
    return text if len(text) <= most else f"{text[: most - 1].rstrip()}…"


def squeezed(text: str, most: int) -> str:
    """A name, or its begin and its end: names of one prefix stay apart."""
    head = (most - 1) // 2
    return text if len(text) <= most else f"{text[:head]}…{text[head + 1 - most :]}"


def wrapped(lines: Sequence[str]) -> str:
    """Lines of hover text, the first one strong."""
    rows = ["<br>".join(map(escaped, textwrap.wrap(line, HOVER_COLUMNS) or [""])) for line in lines]
    return "<br>".join([f"<b>{rows[0]}</b>", *rows[1:]])
