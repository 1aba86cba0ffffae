"""How many calls wait at each instance along time, the trouble that made them wait, and how the requests ended.

Rules of this file
* A line goes up and down at the tick at which a call comes or has its turn; the trouble is shaded. Nothing is smoothed.
* The ends of requests stand in a row above the lines, each with its mark: colour is never alone.
"""

from __future__ import annotations

from typing import Any, Final

import plotly.graph_objects as go
import streamlit as st

from engine.model import Operation
from engine.protocols.service.analysis import behaviour, calls_waiting, has_capacity
from engine.resilience import aftermath
from engine.trace import Trace
from lessons.words import Words
from pages.ui.plot.style import FONT, LOST, Colours, shade, wrapped

HUES: Final = ("#0072B2", "#CC79A7", "#56B4E9", "#8A8F98")
DASHES: Final = ("solid", "dash", "dot", "dashdot")
SHAPES: Final = {"ok": "circle", "degraded": "triangle-up", "refused": "x", "unknown": "circle-open"}
LEAST: Final = 4
"""Calls for which the axis has room at least."""


def applies(trace: Trace) -> bool:
    """Where instances work on a bounded number of calls at a time."""
    return has_capacity(trace)


def show(words: Words, trace: Trace, index: int) -> None:
    """The picture, and what became of those who asked after the trouble."""
    dark = st.context.theme.type == "dark"
    st.plotly_chart(
        figure(words, trace, index, dark),
        theme=None,
        key="queue_line",
        config={"displayModeBar": False},
        alt=words("queue_view.title"),
    )
    after = aftermath(trace)
    if after is not None and trace.events[index].tick > after.tick:
        st.markdown(words("queue_view.since", **after._asdict()))


def figure(words: Words, trace: Trace, index: int, dark: bool) -> go.Figure:
    """The lines up to an event, on the axis of the whole run."""
    colours, fig = Colours(dark), go.Figure()
    now, names, end = trace.events[index].tick, trace.scenario.system.names, max(trace.end, 1)
    found = {name: calls_waiting(trace, name, index) for name in names}
    whole = (length for name in names for _, length in calls_waiting(trace, name, trace.last))
    top = max(max(whole, default=0), LEAST)
    for place, (name, lengths) in enumerate(found.items()):
        hue, dash = HUES[place % len(HUES)], DASHES[place % len(DASHES)]
        fig.add_scatter(
            x=[*(tick for tick, _ in lengths), now], y=[*(length for _, length in lengths), lengths[-1][1]],
            mode="lines", line={"shape": "hv", "color": hue, "width": 3, "dash": dash}, name=name,
            fill="tozeroy" if len(names) == 1 else None, showlegend=len(names) > 1,
            hovertemplate="%{x}: %{y}<extra>" + name + "</extra>",
        )  # fmt: skip
    _ends(fig, words, trace, index, 1.14 * top)
    _dress(fig, words, _trouble(trace, index), top, end, colours)
    return fig


def _ends(fig: go.Figure, words: Words, trace: Trace, index: int, height: float) -> None:
    """A row of marks, one for each request that has ended."""
    ended = [op for op in trace.operations if op.last is not None and op.last <= index]
    for status, symbol in SHAPES.items():
        these = [op for op in ended if op.status == status]
        if these:
            hue = Colours(False).status(status)
            fig.add_scatter(
                x=[op.done for op in these], y=[height] * len(these), mode="markers", name=words(f"status.{status}"),
                marker={"symbol": symbol, "size": 10, "color": hue, "line": {"width": 2, "color": hue}},
                hovertext=[_told(words, op) for op in these], hoverinfo="text",
            )  # fmt: skip


def _told(words: Words, op: Operation) -> str:
    return wrapped([f"{op.id}: {words(f'status.{op.status}')}", words("meter.span", start=op.issued, end=op.done)])


def _trouble(trace: Trace, index: int) -> list[tuple[int, int]]:
    """The stretches of ticks, up to an event, in which some instance is down or does not behave well."""
    services, found = ("a", "b"), []
    since: int | None = None
    for place, event in enumerate(trace.events[: index + 1]):
        down = trace.network(place).down
        ill = any(
            name in down or any(behaviour(trace, name, service, place) != "ok" for service in services)
            for name in trace.scenario.system.names
        )
        if ill and since is None:
            since = event.tick
        elif not ill and since is not None:
            found.append((since, event.tick))
            since = None
    return found if since is None else [*found, (since, trace.events[index].tick)]


def _dress(fig: go.Figure, words: Words, trouble: list[tuple[int, int]], top: int, end: int, colours: Colours) -> None:
    font: dict[str, Any] = {"color": colours.ink, "family": FONT, "size": 13}
    fig.update_layout(
        height=260, margin={"l": 8, "r": 8, "t": 8, "b": 40}, dragmode=False, font=font,
        paper_bgcolor="rgba(0,0,0,0)", plot_bgcolor="rgba(0,0,0,0)", hovermode="closest",
        hoverlabel={"bgcolor": colours.paper, "bordercolor": colours.line, "font": font},
        legend={"orientation": "h", "y": 1.0, "yanchor": "bottom", "x": 0, "font": {**font, "size": 12}},
        shapes=[shade(start, stop, LOST, 0.14) for start, stop in trouble],
    )  # fmt: skip
    fig.update_xaxes(
        range=[0, 1.02 * end], fixedrange=True, gridcolor=colours.grid, zeroline=False,
        title={"text": words("meter.time"), "standoff": 6, "font": {"size": 12}},
    )  # fmt: skip
    fig.update_yaxes(
        range=[0, 1.3 * top], fixedrange=True, gridcolor=colours.grid, zeroline=False, automargin=True,
        tickformat="d", nticks=5, title={"text": words("queue_view.waiting"), "font": {"size": 12}},
    )  # fmt: skip
