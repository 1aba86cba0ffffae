"""What a run is worth in numbers: yield and harvest, availability, ages, recovery, and since when copies are equal.

Rules of this file
* All numbers are of metrics.py and stand as they do at the chosen moment; this file only writes them down.
* The line of time has a row for each way in which a request can end, and one for the copies; a row is told by its
  name and its shape, never by colour alone.
"""

from __future__ import annotations

from typing import Any

import plotly.graph_objects as go
import streamlit as st

from engine.analysis.metrics import Metrics, metrics_of
from engine.trace import Trace
from lessons.words import Words
from pages.ui.plot.style import FONT, LOST, Colours, wrapped
from pages.ui.stage.picture.phrases import Phrases

ROWS = ("copies", "answered", "behind", "degraded", "refused", "unknown")
SHAPES = {
    "answered": "circle",
    "behind": "diamond",
    "degraded": "triangle-up",
    "refused": "x",
    "unknown": "circle-open",
}
FACES = {"kept": "✓", "broken": "✕", "cant_tell": "?"}
EQUAL = "#009E73"
WIDTH = 168
"""Of a meter: two stand side by side on a phone."""

Number = tuple[str, str, str]
"""Name of a meter, its value, a second line."""


def applies(trace: Trace) -> bool:
    """In runs in which anything is asked."""
    return bool(trace.operations)


def show(words: Words, trace: Trace, index: int) -> None:
    """The meters, then the line of time."""
    found = metrics_of(trace, index)
    if not found.asked:
        st.info(words("meter.empty"))
    for group, numbers in (("clients", _answers(words, found)), ("faults", _costs(words, found))):
        st.markdown(f"**{words(f'meter.{group}')}**")
        with st.container(horizontal=True, gap="small", key=f"meters_{group}"):
            for name, value, more in numbers:
                st.metric(
                    words(f"meter.{name}"), value, more, delta_color="off", delta_arrow="off", border=True,
                    width=WIDTH, help=words(f"meter.{name}_help"),
                )  # fmt: skip
    st.markdown(f"**{words('meter.timeline')}**")
    dark = st.context.theme.type == "dark"
    st.plotly_chart(
        figure(words, trace, index, found, dark),
        theme=None,
        key="meters_line",
        config={"displayModeBar": False},
        alt=words("meter.timeline"),
    )


def _answers(words: Words, found: Metrics) -> list[Number]:
    """What clients got."""
    served = words("meter.fraction", part=found.answered + found.degraded, whole=found.asked)
    late = words("meter.fraction", part=sum(age > 0 for _, age in found.ages), whole=len(found.ages))
    p99 = words("meter.p99_line", what=_ms(words, found.p99))
    return [
        ("yield", _share(words, found.served), words("meter.requests", what=served)),
        ("harvest", _share(words, found.harvest), words("meter.reads_behind", what=late)),
        ("available", words(f"outcome_short.{found.available}"), FACES[found.available]),
        ("p50", _ms(words, found.p50), p99),
        ("stale", _ms(words, found.oldest if found.ages else None), words("meter.of_reads")),
    ]


def _costs(words: Words, found: Metrics) -> list[Number]:
    """What faults cost."""
    equal = found.equal_since is not None
    led = [] if found.leaderless is None else [("leaderless", _ms(words, found.leaderless), words("meter.of_the_run"))]
    return [
        ("lost", str(len(found.lost)), ", ".join(found.lost[:3]) or "✓"),
        ("rto", _ms(words, found.rto), words("meter.without_writes" if found.rto is not None else "meter.no_change")),
        *led,
        (
            "equal",
            _ms(words, found.equal_since),
            f"✓ {words('meter.band')}" if equal else f"✕ {words('meter.band_not')}",
        ),
    ]


def _ms(words: Words, ticks: int | None) -> str:
    return words("meter.none") if ticks is None else words("meter.ms", ticks=ticks)


def _share(words: Words, part: float | None) -> str:
    return words("meter.none") if part is None else words("meter.percent", value=round(100 * part))


def figure(words: Words, trace: Trace, index: int, found: Metrics, dark: bool) -> go.Figure:
    """How requests ended over time, and when the copies were equal."""
    colours, fig = Colours(dark), go.Figure()
    rows = [row for row in ROWS if row != "degraded" or found.degraded]
    for stretch in found.stretches:
        fig.add_bar(**_stretch(words, stretch.start, stretch.end, stretch.equal, colours))
    ages = dict(found.ages)
    for row in rows[1:]:
        fig.add_scatter(**_ends(words, trace, index, row, ages, colours))
    names = [words(f"meter.{row}") for row in rows]
    fig.update_layout(
        height=60 + 36 * len(rows), margin={"l": 8, "r": 16, "t": 8, "b": 36}, showlegend=False, barmode="overlay",
        paper_bgcolor="rgba(0,0,0,0)", plot_bgcolor="rgba(0,0,0,0)", dragmode=False,
        font={"family": FONT, "color": colours.ink, "size": 13}, hovermode="closest",
        hoverlabel={"bgcolor": colours.paper, "bordercolor": colours.line, "font": {"color": colours.ink}},
    )  # fmt: skip
    end = max(trace.end, 1)
    fig.update_xaxes(
        range=[-0.02 * end, 1.02 * end], fixedrange=True, gridcolor=colours.grid, zeroline=False,
        title={"text": words("meter.time"), "standoff": 6, "font": {"size": 12}},
    )  # fmt: skip
    fig.update_yaxes(
        categoryorder="array", categoryarray=names[::-1], range=[-0.6, len(rows) - 0.4], fixedrange=True,
        gridcolor=colours.grid, automargin=True, ticklabelstandoff=6,
    )  # fmt: skip
    return fig


def _stretch(words: Words, start: int, end: int, equal: bool, colours: Colours) -> dict[str, Any]:
    """A lying bar on the row of the copies: full where they are equal, hatched where they are not."""
    said = words("meter.band" if equal else "meter.band_not")
    pattern = {"shape": "" if equal else "/", "fgcolor": colours.cut_ink, "bgcolor": colours.paper, "size": 6}
    return {
        "orientation": "h", "base": [start], "x": [max(end - start, 0.5)], "y": [words("meter.copies")], "width": 0.5,
        "marker": {"color": EQUAL if equal else colours.paper, "pattern": pattern,
                   "line": {"color": EQUAL if equal else LOST, "width": 1}},
        "hovertext": [wrapped([said, words("meter.span", start=start, end=end)])], "hoverinfo": "text",
    }  # fmt: skip


def _ends(words: Words, trace: Trace, index: int, row: str, ages: dict[str, int], colours: Colours) -> dict[str, Any]:
    """The requests that ended in one way, where they did."""
    phrases = Phrases(words, trace.scenario.system)
    ended = [op for op in trace.operations if op.last is not None and op.last <= index and _row(op, ages) == row]
    texts = []
    for op in ended:
        lines = [words("meter.request", op=op.id, client=op.client, node=op.node), phrases.operation(op)]
        lines.append(words("meter.span", start=op.issued, end=op.done))
        if row == "behind":
            lines.append(words("meter.age", ticks=ages[op.id]))
        texts.append(wrapped(lines))
    colour = LOST if row == "behind" else colours.status({"answered": "ok"}.get(row, row))
    return {
        "mode": "markers", "x": [op.done for op in ended], "y": [words(f"meter.{row}")] * len(ended),
        "marker": {"symbol": SHAPES[row], "size": 11, "color": colour, "line": {"width": 1.5, "color": colour}},
        "hovertext": texts, "hoverinfo": "text",
    }  # fmt: skip


def _row(op: Any, ages: dict[str, int]) -> str:
    if op.status == "ok":
        return "behind" if ages.get(op.id) else "answered"
    return str(op.status)
