"""A run in stretches of time: how often instances were asked, and what clients were told, side by side.

Rules of this file
* Both charts have one axis of time and stretches of the same width, a round number of ticks.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import plotly.graph_objects as go
import streamlit as st

from engine.resilience import attempts, outcomes
from engine.trace import Trace
from lessons.words import Words
from pages.ui.plot.style import FONT, Colours
from pages.ui.resilience.walk import ENDS

BARS = 30
SMALL = 5
"""A chart that goes no higher counts one by one."""
FIRST, AGAIN = "#0072B2", "#E69F00"
TOLD = {"ok": "#009E73", "degraded": "#56B4E9", "refused": "#D55E00", "unknown": "#E69F00"}

Series = Mapping[str, tuple[str, Sequence[int]]]
"""By name its hue and its values, one a stretch."""


def show(words: Words, trace: Trace) -> None:
    """Two charts over time: attempts sent, and how requests ended."""
    width = round_width(trace.end, BARS)
    asked, told = attempts(trace, width), outcomes(trace, width)
    starts = [start for start, _ in told]
    charts: dict[str, Series] = {
        "asked": {
            words("many.first"): (FIRST, [one.first for one in asked]),
            words("many.again"): (AGAIN, [one.again for one in asked]),
        },
        "told_over": {
            f"{ENDS[status]} {words(f'status.{status}')}": (hue, [ended.get(status, 0) for _, ended in told])
            for status, hue in TOLD.items()
        },
    }
    dark = st.context.theme.type == "dark"
    for (name, series), column in zip(charts.items(), st.columns(2), strict=True):
        with column:
            title = words(f"resilience.{name}", width=width)
            st.markdown(f"**{title}**")
            st.plotly_chart(
                figure(words, starts, width, series, dark),
                theme=None,
                key=f"guarded_{name}",
                config={"displayModeBar": False},
                alt=title,
            )


def round_width(end: int, bars: int) -> int:
    """Ticks in a stretch, so that there are no more than so many: 1, 2 or 5 times a power of ten."""
    least = max(1, -(-end // bars))
    rounds = (step * size for size in (1, 10, 100, 1_000, 10_000, 100_000) for step in (1, 2, 5))
    return next(each for each in rounds if each >= least)


def figure(words: Words, starts: Sequence[int], width: int, series: Series, dark: bool) -> go.Figure:
    """Stacked bars; what never occurs has no place in the legend."""
    colours, fig = Colours(dark), go.Figure()
    for name, (hue, values) in series.items():
        if any(values):
            fig.add_bar(x=[start + width / 2 for start in starts], y=values, width=width, name=name,
                        marker={"color": hue, "line": {"color": colours.paper, "width": 1}},
                        hovertemplate="%{x:.0f}: %{y}<extra></extra>")  # fmt: skip
    top = max((sum(each) for each in zip(*(values for _, values in series.values()), strict=True)), default=0)
    font = {"color": colours.ink, "family": FONT, "size": 13}
    fig.update_layout(
        height=230, margin={"l": 8, "r": 8, "t": 8, "b": 40}, barmode="stack", bargap=0, dragmode=False, font=font,
        paper_bgcolor="rgba(0,0,0,0)", plot_bgcolor="rgba(0,0,0,0)", showlegend=True,
        hoverlabel={"bgcolor": colours.paper, "bordercolor": colours.line, "font": font},
        legend={"orientation": "h", "y": 1.0, "yanchor": "bottom", "x": 0, "traceorder": "normal"},
    )  # fmt: skip
    fig.update_xaxes(range=[0, starts[-1] + width], fixedrange=True, gridcolor=colours.grid, zeroline=False,
                     title={"text": words("meter.time"), "standoff": 6, "font": {"size": 12}})  # fmt: skip
    fig.update_yaxes(fixedrange=True, gridcolor=colours.grid, zeroline=False, automargin=True, rangemode="tozero",
                     tickformat="d", nticks=5, dtick=1 if top < SMALL else None)  # fmt: skip
    return fig
