"""A closer look at locks: each tenure as the lock service has it and as its holder believes, and what is left behind.

Rules of this file
* Facts are leases.py's. Two bars a tenure: above the service's, below the holder's; the part of the lower one
  that the upper one no longer covers is striped, so that colour does not stand alone.
"""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from engine.protocols import majority_lock
from engine.protocols.majority_lock.leases import Tenure, leftovers, tenures
from engine.trace import Trace
from lessons.words import Words
from pages.ui.plot.style import FONT, LOST, Colours, escaped
from pages.ui.stage.picture.phrases import Phrases

ROWS = 12
"""So many of the last tenures are drawn; the table has all."""

SHIFT = 0.2
"""How far a tenure's two bars lie above and below its row."""

Bar = tuple[float, int, int, str]
"""A row, from, to, and what hovering says."""

Point = tuple[float, int, str]
"""A row, a tick, and what hovering says."""

SERVICE, HOLDER, LEASE = "#0072B2", "#56B4E9", "#E69F00"


def applies(trace: Trace) -> bool:
    """Runs with a lock service."""
    return majority_lock.PROTOCOL.config_of(trace.scenario.system) is not None


def show(words: Words, trace: Trace, index: int) -> None:
    """The tenures drawn, in a table, and what is left behind, as of an event."""
    now = trace.events[index].tick
    found = tenures(trace, index)
    if not found:
        st.info(words("lock_view.none"))
    else:
        dark = st.context.theme.type == "dark"
        st.plotly_chart(
            figure(words, found[-ROWS:], now, dark), theme=None, key="lock_tenures", config={"displayModeBar": False}
        )
        st.dataframe(table(words, found), hide_index=True)
    st.markdown(f"**{words('lock_view.leftovers')}**", help=words("lock_view.leftovers_help"))
    left = remains(words, trace, index)
    if left.empty:
        st.caption(words("lock_view.no_leftovers"))
    else:
        st.dataframe(left, hide_index=True)


def figure(words: Words, found: Sequence[Tenure], now: int, dark: bool) -> go.Figure:
    """Two bars a tenure along time, with lease ends, refusals and overwrites. The first tenure stands on top."""
    colours, fig, rows = Colours(dark), go.Figure(), list(enumerate(found))
    bars: list[Bar] = [
        (row - SHIFT, one.start, now if one.end is None else one.end, _told(words, "bar_service", one, now))
        for row, one in rows
    ]
    _bars(fig, words("lock_view.service"), SERVICE, bars)
    for name, code, colour in (("holder", "bar_holder", HOLDER), ("late", "past", LOST)):
        spans = [(row, one, _believed(one, now) if code == "bar_holder" else one.past(now)) for row, one in rows]
        bars = [(row + SHIFT, *span, _told(words, code, one, now)) for row, one, span in spans if span is not None]
        _bars(fig, words(f"lock_view.{name}"), colour, bars)
    leases = [(row - SHIFT, one.until, _told(words, "lease_end", one, now)) for row, one in rows if one.until]
    _points(fig, words("lock_view.lease_ends"), "line-ns-open", LEASE, colours.paper, leases)
    for code, symbol in (("refused", "x"), ("overwrote", "triangle-up")):
        points: dict[tuple[float, int], str] = {}
        for row, one in rows:
            for tick, node in getattr(one, code):
                text = escaped(words(f"lock_view.{code}", node=node, token=one.token, tick=tick))
                points[row + SHIFT, tick] = "<br>".join(filter(None, [points.get((row + SHIFT, tick)), text]))
        marks = [(row, tick, text) for (row, tick), text in points.items()]
        _points(fig, words(f"lock_view.{code}_legend"), symbol, colours.ink, colours.paper, marks)
    fig.add_vline(x=now, line={"color": colours.soft, "width": 1, "dash": "dot"})
    _paper(fig, colours, [_name(words, one) for one in found], max([now, *(tick for _, tick, _ in leases)]))
    return fig


def table(words: Words, found: Sequence[Tenure]) -> pd.DataFrame:
    """Every tenure of a lock, as a table."""
    rows = [
        {
            "token": one.token,
            "key": one.key,
            "node": one.node,
            "op": one.op,
            "start": one.start,
            "lease": "∞" if one.until is None else str(one.until),
            "end": one.end,
            "how": words(f"lock_view.{one.how}"),
            "believed": None if one.believed is None else one.believed[1],
            "refusals": " ".join(node for _, node in one.refused),
            "overwritten": " ".join(node for _, node in one.overwrote),
        }
        for one in found
    ]
    frame = pd.DataFrame(rows).astype({"end": "Int64", "believed": "Int64"})
    return frame.rename(columns={name: words(f"lock_view.{name}") for name in frame})


def remains(words: Words, trace: Trace, index: int) -> pd.DataFrame:
    """One row a value that is kept aside for a write that has ended."""
    phrases = Phrases(words, trace.scenario.system)
    rows = [
        {
            words("lock_view.at"): one.node,
            words("lock_view.key"): one.key,
            words("lock_view.value"): phrases.value(one.value),
            words("lock_view.token"): one.token,
            words("lock_view.op"): one.op,
            words("lock_view.status"): words(f"status.{one.status}"),
        }
        for one in leftovers(trace, index)
    ]
    return pd.DataFrame(rows)


def _believed(one: Tenure, now: int) -> tuple[int, int] | None:
    if one.believed is None:
        return None
    start, end = one.believed
    return start, now if end is None else end


def _name(words: Words, one: Tenure) -> str:
    return "<br>".join(map(escaped, (words("lock_view.tenure", token=one.token), f"{one.key} · {one.node}")))


def _told(words: Words, code: str, one: Tenure, now: int) -> str:
    """What hovering over a bar or the end of a lease says."""
    spans = {"bar_service": (one.start, now if one.end is None else one.end), "bar_holder": _believed(one, now)}
    start, end = {**spans, "past": one.past(now)}.get(code) or (one.start, one.until)
    values = {"node": one.node, "key": one.key, "token": one.token, "how": words(f"lock_view.{one.how}")}
    return escaped(words(f"lock_view.{code}", start=start, end=end, tick=one.until, **values))


def _bars(fig: go.Figure, name: str, colour: str, bars: Sequence[Bar]) -> None:
    stripes = {"shape": "/", "bgcolor": LOST, "fgcolor": "#FFFFFF", "size": 8, "solidity": 0.2}
    if bars:
        fig.add_bar(
            orientation="h", name=escaped(name), y=[row for row, _, _, _ in bars], width=0.32,
            base=[start for _, start, _, _ in bars], x=[max(end - start, 1) for _, start, end, _ in bars],
            marker={"color": colour, "line": {"width": 0}, "pattern": stripes if colour == LOST else {}},
            hoverinfo="text", hovertext=[text for _, _, _, text in bars],
        )  # fmt: skip


def _points(fig: go.Figure, name: str, symbol: str, colour: str, paper: str, points: Sequence[Point]) -> None:
    line = symbol == "line-ns-open"
    edge = {"width": 4 if line else 2, "color": colour if line else paper}
    if points:
        fig.add_scatter(
            mode="markers", name=escaped(name), x=[tick for _, tick, _ in points], y=[row for row, _, _ in points],
            hoverinfo="text", hovertext=[text for _, _, text in points],
            marker={"symbol": symbol, "size": 12 if line else 15, "color": colour, "line": edge},
        )  # fmt: skip


def _paper(fig: go.Figure, colours: Colours, names: Sequence[str], last: int) -> None:
    rows = len(names)
    fig.update_layout(
        barmode="overlay", height=130 + 62 * rows, margin={"l": 8, "r": 16, "t": 8, "b": 32}, dragmode=False,
        paper_bgcolor="rgba(0,0,0,0)", plot_bgcolor="rgba(0,0,0,0)", hoverlabel={"align": "left"},
        font={"family": FONT, "color": colours.ink, "size": 13}, showlegend=True,
        legend={"orientation": "h", "x": 0, "y": 1.02, "yanchor": "bottom", "itemclick": False,
                "itemdoubleclick": False},
        xaxis={"range": [-last * 0.02, last * 1.04], "gridcolor": colours.grid, "zeroline": False, "fixedrange": True,
               "ticksuffix": " ms", "showticksuffix": "last"},
        yaxis={"range": [rows - 0.5, -0.5], "tickvals": list(range(rows)), "ticktext": list(names), "automargin": True,
               "fixedrange": True, "showgrid": False, "zeroline": False},
    )  # fmt: skip
