"""Many clients meet one outage: attempts along time in lockstep and with jitter, side by side; how a storm ends.

Rules of this file
* Both runs are the same script but for `jitter`; both charts have the same axes.
"""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

import plotly.graph_objects as go
import streamlit as st

from engine.resilience import Bucket, Counts, Crowd, attempts, counts, crowd
from engine.resilience.crowd import CLIENTS_MAX
from engine.script import print_script
from lessons.words import Words
from pages.ui.plot.style import FONT, Colours, shade
from pages.ui.resilience.over_time import AGAIN, FIRST, round_width
from pages.ui.session import arrival
from pages.ui.session import run_cache as runs

BARS = 60
"""Bars across a chart, more or less."""
FIELDS = {
    "spread": (0, 2_000, 10), "outage": (100, 10_000, 100), "retries": (0, 10, 1), "backoff": (10, 2_000, 10),
    "cap": (0, 10_000, 50), "budget": (0, 100, 5),
}  # fmt: skip
"""By field its least, its greatest, its step."""


class Storm(NamedTuple):
    """One of the two runs, as it is drawn."""

    buckets: tuple[Bucket, ...]
    counts: Counts
    end: int


def show(words: Words) -> None:
    """The controls and the two charts."""
    st.header(words("many.title"), anchor=False)
    st.caption(words("many.help"))
    asked = _asked(words)
    width = round_width(max(storm(asked, jitter, 10).end for jitter in (False, True)), BARS)
    storms = {jitter: storm(asked, jitter, width) for jitter in (False, True)}
    end = max(one.end for one in storms.values())
    top = max(bucket.first + bucket.again for one in storms.values() for bucket in one.buckets)
    dark = st.context.theme.type == "dark"
    for jitter, column in zip(storms, st.columns(2), strict=True):
        with column:
            _one(words, asked, jitter, storms[jitter], width)
            st.plotly_chart(
                figure(words, asked, storms[jitter].buckets, (end, top, width), dark),
                theme=None,
                key=f"many_{jitter}",
                config={"displayModeBar": False},
                alt=words(f"many.jitter_{str(jitter).lower()}"),
            )
    st.caption(words("many.see", clients=asked.clients))


def _asked(words: Words) -> Crowd:
    usual = Crowd()
    chosen = {}
    with st.container(horizontal=True, vertical_alignment="bottom", key="many_fields"):
        chosen["clients"] = st.slider(
            words("many.clients"), 10, CLIENTS_MAX, usual.clients, 10, key="many_clients", width=220
        )
        for name, (low, high, step) in FIELDS.items():
            usually = getattr(usual, name)
            chosen[name] = st.number_input(
                words(f"many.{name}"), low, high, usually, step, key=f"many_{name}", width=150
            )
        how = st.segmented_control(
            words("many.how"), ("error", "hang"), required=True, default="error", key="many_how",
            format_func=lambda one: words(f"instance_state.{one}"),
        )  # fmt: skip
        breaker = st.toggle(words("many.breaker"), key="many_breaker", help=words("many.breaker_help"))
    return Crowd(**chosen, how=how or "error", breaker="service" if breaker else "off")


def _one(words: Words, asked: Crowd, jitter: bool, found: Storm, width: int) -> None:
    """What one of the two came to."""
    told, peak = found.counts.told, max(one.again for one in found.buckets)
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
        st.markdown(f"**{words(f'many.jitter_{str(jitter).lower()}')}**")
        st.button(
            words("many.open"), type="tertiary", icon=":material/arrow_upward:", key=f"many_open_{jitter}",
            on_click=_take, args=(asked, jitter), help=words("many.open_help"),
        )  # fmt: skip
    st.markdown(
        words("many.line", attempts=found.counts.attempts, peak=peak, width=width, ok=told.get("ok", 0),
              refused=told.get("refused", 0) + told.get("unknown", 0))
    )  # fmt: skip


def _take(asked: Crowd, jitter: bool) -> None:
    arrival.take("guarded", print_script(crowd(asked, jitter)))


@lru_cache(maxsize=64)
def storm(asked: Crowd, jitter: bool, width: int) -> Storm:
    """One of the two runs in stretches of so many ticks."""
    trace = runs.trace(print_script(crowd(asked, jitter)))
    return Storm(attempts(trace, width), counts(trace), trace.end)


def figure(
    words: Words, asked: Crowd, buckets: tuple[Bucket, ...], reach: tuple[int, int, int], dark: bool
) -> go.Figure:
    """Attempts along time: first ones below, later ones on top; the outage shaded."""
    colours, fig = Colours(dark), go.Figure()
    end, top, width = reach
    middle = [bucket.start + width / 2 for bucket in buckets]
    for name, hue, values in (
        ("first", FIRST, [bucket.first for bucket in buckets]),
        ("again", AGAIN, [bucket.again for bucket in buckets]),
    ):
        fig.add_bar(x=middle, y=values, width=width, name=words(f"many.{name}"),
                    marker={"color": hue, "line": {"color": colours.paper, "width": 1}},
                    hovertemplate="%{x:.0f}: %{y}<extra></extra>")  # fmt: skip
    font = {"color": colours.ink, "family": FONT, "size": 13}
    fig.update_layout(
        height=280, margin={"l": 8, "r": 8, "t": 8, "b": 40}, barmode="stack", bargap=0, dragmode=False, font=font,
        paper_bgcolor="rgba(0,0,0,0)", plot_bgcolor="rgba(0,0,0,0)",
        hoverlabel={"bgcolor": colours.paper, "bordercolor": colours.line, "font": font},
        legend={"orientation": "h", "y": 1.0, "yanchor": "bottom", "x": 0, "traceorder": "normal"},
        shapes=[shade(0, asked.outage, "#D55E00", 0.1)],
    )  # fmt: skip
    fig.update_xaxes(range=[0, end + width], fixedrange=True, gridcolor=colours.grid, zeroline=False,
                     title={"text": words("meter.time"), "standoff": 6, "font": {"size": 12}})  # fmt: skip
    fig.update_yaxes(range=[0, top * 1.08], fixedrange=True, automargin=True, gridcolor=colours.grid, zeroline=False,
                     title={"text": words("many.axis", width=width), "font": {"size": 12}})  # fmt: skip
    return fig
