"""The requests of a run along time: a lane each with its attempts and waits, below them breakers and health.

Rules of this file
* An attempt is a bar whose colour and end mark tell its outcome; a wait is a thin line; what took no time is a mark.
* Below the lanes stand the breakers that ever moved, then for each instance that ever failed how it was (truth) and
  what the gateway believed, one under the other.
* Names are the script's, so they are escaped.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import plotly.graph_objects as go
import streamlit as st

from engine.resilience import Span, Walked, WalkStep, beliefs, breakers, truths
from engine.trace import Trace
from lessons.words import Words
from pages.ui.plot.style import FONT, Colours, clipped, escaped, wrapped
from pages.ui.resilience.walk import ENDS

LANES = 24
"""Requests that are drawn; around the chosen one if there are more."""
HUES = {
    "ok": ("#009E73", "circle"), "error": ("#D55E00", "x"), "silent": ("#E69F00", "circle-open"),
    "bad_request": ("#CC79A7", "diamond"), "abandoned": ("#8A8F98", "square-open"),
    "pending": ("#8A8F98", "triangle-right"),
}  # fmt: skip
SIGNS = {
    "blocked": ("#D55E00", "line-ns-open"),
    "none_healthy": ("#D55E00", "hexagon-open"),
    "fallback": ("#0072B2", "triangle-up"),
}
BANDS = {
    "closed": "#009E73", "open": "#D55E00", "half_open": "#E69F00", "healthy": "#009E73", "unhealthy": "#D55E00",
    "unknown": "#8A8F98", "ok": "#009E73", "slow": "#F0E442",
}  # fmt: skip
"""Everything else that an instance can be is a failure."""

ROOM = 0.07
"""The share of the width that a word needs."""


def show(words: Words, trace: Trace, gateway: str, walked: Sequence[Walked], chosen: Walked) -> None:
    """The figure, and what was left out."""
    place = walked.index(chosen)
    first = max(0, min(place - LANES // 2, len(walked) - LANES))
    shown = walked[first : first + LANES]
    st.plotly_chart(
        figure(words, trace, gateway, shown, st.context.theme.type == "dark"),
        theme=None,
        key="guarded_timeline",
        config={"displayModeBar": False},
        alt=words("resilience.timeline"),
    )
    if len(shown) < len(walked):
        st.caption(words("resilience.lanes", shown=len(shown), count=len(walked)))


def figure(words: Words, trace: Trace, gateway: str, walked: Sequence[Walked], dark: bool) -> go.Figure:
    """Lanes and bands on one axis of time."""
    colours, fig = Colours(dark), go.Figure()
    bands = _bands(words, trace, gateway)
    lanes = [f"{ENDS[walk.op.status]} {escaped(clipped(walk.op.id, 10))}" for walk in walked]
    names = [*lanes, *(name for name, _ in bands)]
    for outcome, (hue, symbol) in HUES.items():
        _attempts(fig, words, walked, outcome, hue, symbol)
    _waits(fig, walked, trace.end, colours)
    for what, (hue, symbol) in SIGNS.items():
        _signs(fig, words, walked, what, hue, symbol)
    for row, (_, spans) in enumerate(bands, len(walked)):
        _band(fig, words, row, spans, max(trace.end, 1), colours)
    _dress(fig, words, trace, names, len(walked), colours)
    return fig


def _bands(words: Words, trace: Trace, gateway: str) -> list[tuple[str, tuple[Span, ...]]]:
    """Breakers that moved; the truth and the belief of instances that failed."""
    found = [
        (words("resilience.band_breaker", name=escaped(name)), spans)
        for name, spans in breakers(trace, gateway).items()
        if len(spans) > 1
    ]
    believed = beliefs(trace, gateway)
    several = len({service for service, _ in believed}) > 1
    for (service, instance), spans in truths(trace, gateway).items():
        if all(span.state == "ok" for span in spans):
            continue
        name = f"{instance} {service}" if several else instance
        found.append((words("resilience.band_truth", name=name), spans))
        if any(span.state != "unknown" for span in believed[service, instance]):
            found.append((words("resilience.band_belief", name=name), believed[service, instance]))
    return found


def _attempts(fig: go.Figure, words: Words, walked: Sequence[Walked], outcome: str, hue: str, symbol: str) -> None:
    """The attempts that ended in one way: a bar each, and a mark at its end."""
    found = [(row, walk, step) for row, walk in enumerate(walked) for step in walk.attempts
             if (step.outcome or "pending") == outcome]  # fmt: skip
    if not found:
        return
    ends = [step.end if step.end is not None else step.start for _, _, step in found]
    hovers = [_told(words, walk, step) for _, walk, step in found]
    rows = [row for row, _, _ in found]
    fig.add_bar(
        orientation="h", base=[step.start for _, _, step in found], y=rows, width=0.34, showlegend=False,
        x=[max(end - step.start, 0) for end, (_, _, step) in zip(ends, found, strict=True)],
        marker={"color": hue, "line": {"width": 0}}, hovertext=hovers, hoverinfo="text",
    )  # fmt: skip
    few = len(found) <= LANES * 2 and len({step.by for walk in walked for step in walk.attempts}) > 1
    fig.add_scatter(
        x=ends, y=rows, mode="markers+text" if few else "markers", name=words(f"walk_outcome.{outcome}"),
        text=[step.by for _, _, step in found], textposition="top right", textfont={"size": 10},
        marker={"symbol": symbol, "size": 10, "color": hue, "line": {"width": 2, "color": hue}},
        hovertext=hovers, hoverinfo="text",
    )  # fmt: skip


def _waits(fig: go.Figure, walked: Sequence[Walked], end: int, colours: Colours) -> None:
    xs: list[float | None] = []
    ys: list[float | None] = []
    for row, walk in enumerate(walked):
        last = walk.op.done if walk.op.done is not None else end
        for step in walk.steps:
            if step.what == "wait":
                xs += [step.start, min(step.end or end, last), None]
                ys += [row, row, None]
    fig.add_scatter(x=xs, y=ys, mode="lines", line={"color": colours.soft, "width": 1, "dash": "dot"},
                    hoverinfo="skip", showlegend=False)  # fmt: skip


def _signs(fig: go.Figure, words: Words, walked: Sequence[Walked], what: str, hue: str, symbol: str) -> None:
    found = [(row, walk, step) for row, walk in enumerate(walked) for step in walk.steps if step.what == what]
    if found:
        fig.add_scatter(
            x=[step.start for _, _, step in found], y=[row for row, _, _ in found], mode="markers",
            name=words(f"walk_short.{what}"),
            marker={"symbol": symbol, "size": 14, "color": hue, "line": {"width": 3, "color": hue}},
            hovertext=[_told(words, walk, step) for _, walk, step in found], hoverinfo="text",
        )  # fmt: skip


def _told(words: Words, walk: Walked, step: WalkStep) -> str:
    lines = [f"{walk.op.id}: {words(f'walk_step.{step.what}', nth=step.nth, by=step.by or '')}"]
    if step.what == "attempt":
        lines.append(words(f"walk_outcome.{step.outcome or 'pending'}"))
    elif step.outcome:
        lines.append(words(f"walk_outcome.{step.outcome}"))
    lines.append(words("resilience.span", start=step.start, end="…" if step.end is None else step.end))
    return wrapped(lines)


def _band(fig: go.Figure, words: Words, row: int, spans: Sequence[Span], whole: int, colours: Colours) -> None:
    """Stretches in one row, each with its state written where there is room."""
    for span in (one for one in spans if one.end > one.start):
        hue = BANDS.get(span.state, "#D55E00")
        said = words(f"instance_state.{span.state}")
        fig.add_bar(
            orientation="h", base=[span.start], x=[span.end - span.start], y=[row], width=0.62, showlegend=False,
            marker={"color": hue, "opacity": 0.9, "line": {"width": 1, "color": colours.paper}},
            text=[said if span.end - span.start > ROOM * whole else ""], textposition="inside",
            insidetextanchor="start", textangle=0, constraintext="none",
            textfont={"color": "#14161A", "size": 12}, hoverinfo="text",
            hovertext=[wrapped([said, words("resilience.span", start=span.start, end=span.end)])],
        )  # fmt: skip


def _dress(fig: go.Figure, words: Words, trace: Trace, names: list[str], lanes: int, colours: Colours) -> None:
    font: dict[str, Any] = {"color": colours.ink, "family": FONT, "size": 13}
    end = max(trace.end, 1)
    fig.update_layout(
        height=110 + 26 * len(names), margin={"l": 8, "r": 8, "t": 8, "b": 40}, barmode="overlay", dragmode=False,
        paper_bgcolor="rgba(0,0,0,0)", plot_bgcolor="rgba(0,0,0,0)", font=font, hovermode="closest",
        hoverlabel={"bgcolor": colours.paper, "bordercolor": colours.line, "font": font, "align": "left"},
        legend={"orientation": "h", "y": 1.0, "yanchor": "bottom", "x": 0, "font": {**font, "size": 12}},
    )  # fmt: skip
    fig.update_xaxes(
        range=[-0.01 * end, 1.07 * end], fixedrange=True, gridcolor=colours.grid, zeroline=False,
        title={"text": words("meter.time"), "standoff": 6, "font": {"size": 12}},
    )  # fmt: skip
    fig.update_yaxes(
        tickvals=list(range(len(names))), ticktext=names, range=[len(names) - 0.4, -0.8], fixedrange=True,
        gridcolor=colours.grid, automargin=True, zeroline=False, ticklabelstandoff=6,
    )  # fmt: skip
    if lanes < len(names):
        fig.add_hline(y=lanes - 0.5, line={"color": colours.line, "width": 1})
