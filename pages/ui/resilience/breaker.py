"""A circuit breaker as a state diagram, with a token where it stands at the moment of the stage, and its counts."""

from __future__ import annotations

import plotly.graph_objects as go
import streamlit as st

from engine.availability.breaker import CLOSED, HALF_OPEN, OPEN, Breaker, failures_counted
from engine.availability.endpoints import endpoint_of
from engine.resilience import breaker_at, breakers
from engine.trace import Trace
from lessons.words import Words
from pages.ui.plot import boxes as graph
from pages.ui.plot.boxes import Box
from pages.ui.plot.style import Colours, escaped

PLACES = {CLOSED: (0.0, 0.0), OPEN: (2.0, 0.0), HALF_OPEN: (1.0, -1.0)}
TONES = {CLOSED: graph.GOOD, OPEN: graph.BAD, HALF_OPEN: graph.DOUBT}
WAYS = (
    (CLOSED, (0.0, 0.0), (2.0, 0.0)),
    (OPEN, (2.1, -0.14), (1.16, -0.86)),
    (HALF_OPEN, (1.0, -0.86), (1.9, -0.14)),
    (HALF_OPEN, (0.84, -0.86), (0.0, -0.14)),
)
"""From which state, and where an arrow begins and ends; along the upper edge it keeps clear of the boxes."""
CLEAR = 46


def show(words: Words, trace: Trace, gateway: str, index: int) -> None:
    """Which breaker, and how it stands after an event."""
    st.header(words("resilience.breaker"), anchor=False)
    spans = breakers(trace, gateway)
    if not spans:
        st.info(words("resilience.no_breaker"))
        return
    names = sorted(spans, key=lambda name: (len(spans[name]) == 1, name))
    if st.session_state.get("guarded_breaker") not in names:
        st.session_state["guarded_breaker"] = names[0]
    if len(names) > 1:
        st.segmented_control(words("resilience.which"), names, required=True, key="guarded_breaker")
    name: str = st.session_state["guarded_breaker"]
    tick = trace.events[index].tick
    st.caption(words("panels.moment", tick=tick))
    standing = breaker_at(trace, gateway, index).get(name, Breaker())
    config = endpoint_of(trace.scenario, gateway).config
    starts = (span.start for span in spans[name] if span.start <= tick and span.state == standing.state)
    since = max(starts, default=tick)  # of a state that it left within its tick there is no span
    dark = st.context.theme.type == "dark"
    st.plotly_chart(
        diagram(words, standing, config, dark),
        theme=None,
        key="guarded_diagram",
        config={"displayModeBar": False},
        alt=words("resilience.breaker"),
    )
    st.markdown(words(f"breaker_now.{standing.state}", name=name, since=since, until=since + config.cooldown,
                      failures=failures_counted(standing), threshold=config.threshold, let=standing.let,
                      probes=config.probes))  # fmt: skip
    st.caption(words("resilience.epoch", epoch=standing.epoch))
    rule = "window" if config.window else "row"
    st.caption(words(f"resilience.rule_{rule}", threshold=config.threshold, window=config.window))


def diagram(words: Words, standing: Breaker, config: object, dark: bool) -> go.Figure:
    """Three states, four ways; the token is where the breaker stands."""
    boxes = {}
    for state, (x, y) in PLACES.items():
        live = state == standing.state
        text = f"{'●' if live else '○'} {words(f'breaker_state.{state}')}"
        boxes[state] = Box(x, y, text, words(f"breaker_help.{state}"), TONES[state] if live else graph.PLAIN)
    fig, colours = graph.figure(boxes, (), dark, 260), Colours(dark)
    for src, (x0, y0), (x1, y1) in WAYS:
        strong = src == standing.state
        fig.add_annotation(
            x=x1, y=y1, ax=x0, ay=y0, xref="x", yref="y", axref="x", ayref="y", text="", showarrow=True, arrowhead=2,
            standoff=0 if y0 else CLEAR, startstandoff=0 if y0 else CLEAR,
            arrowwidth=3 if strong else 1.5, arrowcolor=colours.cut_ink if strong else colours.soft,
        )  # fmt: skip
    values = {name: getattr(config, name) for name in ("threshold", "cooldown", "probes")}
    for code, x, y, side in (
        ("opens", 1, 0.16, "center"),
        ("cools", 1.62, -0.62, "left"),
        ("closes", 0.38, -0.62, "right"),
    ):
        fig.add_annotation(
            x=x, y=y, text=escaped(words(f"breaker_way.{code}", **values)).replace("\n", "<br>"), showarrow=False,
            xanchor=side, align=side, font={"color": colours.soft, "size": 12},
        )  # fmt: skip
    fig.update_xaxes(range=[-0.7, 2.7])
    fig.update_yaxes(range=[-1.35, 0.4])
    return fig
