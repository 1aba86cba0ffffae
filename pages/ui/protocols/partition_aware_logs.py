"""Two operation logs side by side and the one they become, conflicts per key, and how far every node has come.

Rules of this file
* An entry's origin is told by its place, a mark and a colour. What both have stands on both sides.
* The logs are those of the last moment before the latest recovery began, or of the tick above.
"""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from engine.protocols import partition_aware
from engine.protocols.partition_aware.beliefs import entries_ever_logged, last_before_recovery, progress_of
from engine.structures.operation_log import Entry, Log, conflicts, merge, ordered
from engine.trace import Trace
from lessons.words import Words
from pages.ui.plot.style import FONT, Colours, clipped, escaped
from pages.ui.stage.picture.phrases import Phrases

ORIGINS = {"one": ("◀", "#0072B2"), "other": ("▶", "#E69F00"), "both": ("=", "#8A8F98")}
"""Where an entry of the merged log comes from."""

OVERRULED = "⊘"


def applies(trace: Trace) -> bool:
    """Where nodes keep operation logs that they merge."""
    config = partition_aware.PROTOCOL.config_of(trace.scenario.system)
    return config is not None and len(config.nodes) > 1


def show(words: Words, trace: Trace, index: int) -> None:
    """Two nodes' operation logs side by side, as they stood before their exchange or stand now."""
    names = trace.scenario.system.names
    before = last_before_recovery(trace, index)
    left, middle, right = st.columns([1, 1, 2])
    one = left.selectbox(words("logs_view.one"), names, key="logs_one")
    others = [node for node in names if node != one]
    other = middle.selectbox(words("logs_view.other"), others, index=len(others) - 1, key="logs_other")
    when = right.segmented_control(
        words("logs_view.when"),
        ["apart", "now"] if before is not None else ["now"],
        format_func=lambda code: words(f"logs_view.{code}"),
        default="apart" if before is not None else "now",
        required=True,
        key=f"logs_when_{before is not None}",
    )
    at = before if when == "apart" and before is not None else index
    mine, theirs = entries_ever_logged(trace, one, at), entries_ever_logged(trace, other, at)
    if not mine and not theirs:
        st.info(words("logs_view.empty"))
    else:
        dark = st.context.theme.type == "dark"
        fig = figure(words, trace, (one, other), (mine, theirs), dark)
        st.plotly_chart(fig, config={"displayModeBar": False}, key="logs_figure")
        _legend(words, one, other)
        _conflicts(words, trace, (one, other), (mine, theirs))
    st.markdown(f"**{words('logs_view.progress')}**")
    st.dataframe(table(words, trace, index), hide_index=True)


def figure(words: Words, trace: Trace, names: tuple[str, str], logs: tuple[Log, Log], dark: bool) -> go.Figure:
    """Three columns, a row an entry of the merged log."""
    colours, fig, phrases = Colours(dark), go.Figure(), Phrases(words, trace.scenario.system)
    config = partition_aware.PROTOCOL.config_of(trace.scenario.system)
    flaw = config.flaw if config else ()
    mine, theirs = ({(entry.op, entry.version) for entry in ordered(log, flaw)} for log in logs)
    merged = merge(*logs, flaw)
    beaten = _beaten(logs)
    for row, entry in enumerate(merged):
        name = (entry.op, entry.version)
        origin = "both" if name in mine and name in theirs else "one" if name in mine else "other"
        mark, colour = ORIGINS[origin]
        text = clipped(f"{entry.key} = {phrases.value(entry.value)}", 22)
        for x, there in enumerate((name in mine, True, name in theirs)):
            if there:
                shown = f"{mark} {text}{f' {OVERRULED}' if entry.op in beaten else ''}" if x == 1 else text
                _box(fig, (x, -row), shown, _hover(words, entry), colour, colours)
        for x, there in ((0, name in mine), (2, name in theirs)):
            if there:
                _line(fig, x, -row, colour)
    for x, head in enumerate((names[0], words("logs_view.merged"), names[1])):
        fig.add_annotation(
            x=x, y=0.85, text=f"<b>{escaped(head)}</b>", showarrow=False, font={"color": colours.ink, "size": 14}
        )
    hidden = {"visible": False, "fixedrange": True}
    fig.update_layout(
        height=70 + 44 * max(1, len(merged)), margin={"l": 4, "r": 4, "t": 4, "b": 4}, showlegend=False,
        xaxis=hidden | {"range": [-0.5, 2.5]}, yaxis=hidden | {"range": [-len(merged) + 0.4, 1.2]}, dragmode=False,
        paper_bgcolor="rgba(0,0,0,0)", plot_bgcolor="rgba(0,0,0,0)", font={"family": FONT},
    )  # fmt: skip
    return fig


def table(words: Words, trace: Trace, index: int) -> pd.DataFrame:
    """One row a node: its mode, exchanges done and to do, what its log holds and what was folded away."""
    rows = []
    protocol_words = Phrases(words, trace.scenario.system)
    for node in trace.scenario.system.names:
        now = progress_of(trace, node, index)
        mode = protocol_words.words(f"mode.{now.mode}")
        rows.append((node, mode, " ".join(now.done), " ".join(now.left), now.log, now.folded))
    names = ("node", "mode", "done", "left", "log", "folded")
    return pd.DataFrame(rows, columns=[words(f"logs_view.{name}") for name in names])


def _beaten(logs: tuple[Log, Log]) -> set[str]:
    """Requests whose write a conflicting one overrules."""
    return {min(pair, key=lambda entry: entry.version).op for pair in conflicts(*logs).values()}


def _conflicts(words: Words, trace: Trace, names: tuple[str, str], logs: tuple[Log, Log]) -> None:
    phrases = Phrases(words, trace.scenario.system)
    found = conflicts(*logs)
    if not found:
        st.caption(words("logs_view.no_conflict"))
        return
    rows = [
        (key, phrases.value(own.value), phrases.value(other.value), phrases.value(max(own, other, key=_version).value))
        for key, (own, other) in found.items()
    ]
    columns = [words("logs_view.key"), *names, words("logs_view.stands")]
    st.markdown(f"**{words('logs_view.conflicts')}**")
    st.dataframe(pd.DataFrame(rows, columns=columns).astype(str), hide_index=True)


def _version(entry: Entry) -> tuple[object, ...]:
    return entry.version


def _legend(words: Words, one: str, other: str) -> None:
    told = {code: words(f"logs_view.from_{code}", one=one, other=other) for code in ORIGINS}
    marks = [f"**{mark}** {told[code]}" for code, (mark, _) in ORIGINS.items()]
    st.caption(" · ".join([*marks, f"**{OVERRULED}** {words('logs_view.overruled')}"]))


def _hover(words: Words, entry: Entry) -> str:
    return words("logs_view.entry", tick=entry.tick, node=entry.node, seq=entry.seq, op=entry.op)


def _box(fig: go.Figure, at: tuple[float, float], text: str, hover: str, colour: str, colours: Colours) -> None:
    fig.add_annotation(
        x=at[0], y=at[1], text=escaped(text), hovertext=escaped(hover), showarrow=False, bordercolor=colour,
        borderwidth=2, borderpad=5, bgcolor=colours.paper, font={"color": colours.ink, "size": 13},
    )  # fmt: skip


def _line(fig: go.Figure, x: float, y: float, colour: str) -> None:
    fig.add_shape(type="line", x0=x, x1=1, y0=y, y1=y, line={"color": colour, "width": 2}, layer="below")
