"""What each node believes of each peer beside what is true, and how long every change took to be noticed.

Rules of this file
* Agreement and disagreement have a mark of their own, never a colour alone. Every number is the engine's.
* What belief is comes from the node's state, what is true from the network; the two meet only here.
"""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from engine.protocols import partition_aware
from engine.protocols.partition_aware.beliefs import Window, truly_reaches, watches, wrong_beliefs
from engine.trace import Trace
from lessons.words import Words
from pages.ui.plot.style import FONT, Colours, escaped

MARKS = {"both": "✓", "neither": "✕", "too_late": "✓≠", "too_early": "✕≠"}
"""Believed and true, neither, believed only, true only."""

FILLS = {"both": "#009E73", "neither": "#8A8F98", "too_late": "#D55E00", "too_early": "#E69F00"}


def applies(trace: Trace) -> bool:
    """Where nodes have a belief about their peers."""
    config = partition_aware.PROTOCOL.config_of(trace.scenario.system)
    return config is not None and len(config.nodes) > 1


def show(words: Words, trace: Trace, index: int) -> None:
    """Who believes whom to be reachable after an event, and every stretch of time in which a belief was wrong."""
    dark = st.context.theme.type == "dark"
    left, right = st.columns([2, 3])
    left.plotly_chart(matrix(words, trace, index, dark), config={"displayModeBar": False}, key="belief_matrix")
    left.caption("  \n".join(f"**{mark}** {words(f'belief_view.{code}')}" for code, mark in MARKS.items()))
    found = wrong_beliefs(trace)
    if not found:
        right.info(words("belief_view.never_wrong"))
        return
    config = {"displayModeBar": False}
    right.plotly_chart(delays(words, trace, index, dark), config=config, key="belief_delays")
    right.dataframe(table(words, found, trace.end), hide_index=True)


def cell(trace: Trace, index: int, node: str, peer: str) -> str:
    """Belief and truth of one pair, as a code of MARKS."""
    true = truly_reaches(trace.network(index), node, peer)
    believed = peer not in trace.state(node, index).lost
    return ("both" if true else "too_late") if believed else ("too_early" if true else "neither")


def matrix(words: Words, trace: Trace, index: int, dark: bool) -> go.Figure:
    """Rows: who believes; columns: of whom."""
    colours, fig, names = Colours(dark), go.Figure(), trace.scenario.system.names
    down = trace.network(index).down
    for y, node in enumerate(names):
        for x, peer in enumerate(names):
            code = None if not watches(trace, node, peer) or node in down else cell(trace, index, node, peer)
            edge = FILLS[code] if code else colours.grid
            fig.add_shape(
                type="rect", x0=x - 0.44, x1=x + 0.44, y0=y - 0.42, y1=y + 0.42, line={"color": edge, "width": 2},
                fillcolor=edge, opacity=0.85 if code in ("too_late", "too_early") else 0.22,
            )  # fmt: skip
            text = "" if peer == node else "–" if code is None else MARKS[code]
            ink = "#14161A" if code in ("too_late", "too_early") else colours.ink
            fig.add_annotation(x=x, y=y, text=f"<b>{text}</b>", showarrow=False, font={"size": 16, "color": ink})
    axis = {"tickvals": list(range(len(names))), "ticktext": list(names), "fixedrange": True, "showgrid": False}
    axis |= {"zeroline": False, "tickfont": {"color": colours.ink, "size": 13}, "range": [-0.6, len(names) - 0.4]}
    fig.update_layout(**_plain(90 + 44 * len(names), colours))
    fig.update_xaxes(**axis, side="top", title=_title(words("belief_view.of_whom"), colours))
    fig.update_yaxes(**axis | {"range": [len(names) - 0.4, -0.6]}, title=_title(words("belief_view.who"), colours))
    return fig


def delays(words: Words, trace: Trace, index: int, dark: bool) -> go.Figure:
    """Every window as a bar on a line of time, a row a pair of nodes."""
    colours, fig, found = Colours(dark), go.Figure(), wrong_beliefs(trace)
    rows = list(dict.fromkeys(f"{one.node} → {one.peer}" for one in found))
    for away, code in ((True, "too_late"), (False, "too_early")):
        some = [one for one in found if one.away == away]
        ends = [trace.end if one.end is None else one.end for one in some]
        fig.add_bar(
            orientation="h", y=[f"{one.node} → {one.peer}" for one in some], base=[one.start for one in some],
            x=[end - one.start for one, end in zip(some, ends, strict=True)], marker={"color": FILLS[code]},
            name=escaped(f"{MARKS[code]} {words(f'belief_view.{code}')}"), width=0.7,
            text=[_length(one, end) for one, end in zip(some, ends, strict=True)], textposition="inside",
            insidetextanchor="start", textfont={"color": "#14161A", "size": 12}, textangle=0, constraintext="none",
            hoverinfo="skip",
        )  # fmt: skip
    now = trace.events[index].tick
    fig.add_vline(x=now, line={"color": colours.ink, "width": 1, "dash": "dot"})
    fig.update_layout(
        **_plain(110 + 20 * len(rows), colours), barmode="overlay",
        legend={"orientation": "h", "y": -0.14 - 1 / (1 + len(rows)), "font": {"color": colours.ink}},
    )  # fmt: skip
    fig.update_layout(showlegend=True)
    fig.update_xaxes(
        range=[0, trace.end], fixedrange=True, gridcolor=colours.grid, zeroline=False,
        tickfont={"color": colours.soft}, ticksuffix=words("belief_view.ms", n=""),
    )  # fmt: skip
    fig.update_yaxes(
        categoryorder="array", categoryarray=rows[::-1], fixedrange=True, showgrid=False, automargin=True,
        tickmode="array", tickvals=rows, tickfont={"color": colours.ink, "size": 11},
    )  # fmt: skip
    return fig


def table(words: Words, found: tuple[Window, ...], end: int) -> pd.DataFrame:
    """The stretches of time in which a belief was wrong, as a table."""
    rows = [
        (
            one.node,
            one.peer,
            words("belief_view.out" if one.away else "belief_view.back"),
            one.start,
            one.end,
            (end if one.end is None else one.end) - one.start,
        )
        for one in found
    ]
    columns = [words(f"belief_view.{name}") for name in ("node", "peer", "change", "true_at", "noticed_at", "delay")]
    return pd.DataFrame(rows, columns=columns).astype({columns[4]: "Int64"})


def _length(one: Window, end: int) -> str:
    return str(end - one.start)


def _plain(height: int, colours: Colours) -> dict[str, object]:
    return {
        "height": height, "margin": {"l": 8, "r": 8, "t": 8, "b": 8}, "showlegend": False, "dragmode": False,
        "paper_bgcolor": "rgba(0,0,0,0)", "plot_bgcolor": "rgba(0,0,0,0)",
        "font": {"family": FONT, "color": colours.ink},
    }  # fmt: skip


def _title(text: str, colours: Colours) -> dict[str, object]:
    return {"text": escaped(text), "font": {"color": colours.soft, "size": 12}}
