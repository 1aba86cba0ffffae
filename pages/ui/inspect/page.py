"""The inspect page: the run in Plotly, to zoom, to select from and to take away.

Rules of this file
* The run is the one in the link, else the one on this session's desk, else the first scene; this page changes none.
* A figure that changes is a new chart to the browser, so a click (one event) redraws, and a box only fills a table.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import networkx as nx
import pandas as pd
import streamlit as st

from engine.catalog.scenes import PRESETS
from engine.trace import causality
from lessons.words import Words
from pages.ui.head import head
from pages.ui.inspect import hover as tips
from pages.ui.inspect import spacetime
from pages.ui.session import arrival
from pages.ui.session import language as here
from pages.ui.session import run_cache as runs
from pages.ui.session import state as session

FIRST = "first"
EVENTS_SHOWN = 60
EVENTS_MAX = 600
"""Events in a window: at first, and at most."""
WIDE, NARROW = 1000, 280
"""Widths of a diagram on a desk and on a phone, about: only the browser knows them, and it says what it is."""


@dataclass(frozen=True)
class Chosen:
    """The event whose past is shown, and those that a box was drawn around; by place in the run."""

    event: int | None = None
    boxed: tuple[int, ...] = ()


def show() -> None:
    """Draw the inspect page."""
    if arrival.arrive("seen", PRESETS[FIRST]):
        session.put(Chosen())
    _page()


@st.fragment
def _page() -> None:
    words, visit = here.words(), arrival.visit("seen")
    script = arrival.script_of("seen")
    picture = runs.picture(script, here.lang())
    head(words, "inspect")
    if visit.notice:
        st.error(visit.notice, icon=":material/error:")
    first, last, by, form = _controls(words, len(picture["events"]))
    chosen = _choice(words, picture)
    dark, width = st.context.theme.type == "dark", NARROW if _narrow() else WIDE
    view = spacetime.View(first, last, by, chosen, _past(script, chosen), dark, width)
    _chart(words, picture, view, form)
    st.caption(words("inspect.picture_help"))
    _selected(words, picture)
    _downloads(words, script, picture, view)
    arrival.settle("seen")


def _controls(words: Words, count: int) -> tuple[int, int, str, str]:
    """Which events, along what, exported as what."""
    with st.container(horizontal=True, vertical_alignment="bottom", key="inspect_controls"):
        first, last = 1, count
        if count > 1:
            key, start = f"inspect_range_{count}", (1, min(count, EVENTS_SHOWN // 2 if _narrow() else EVENTS_SHOWN))
            first, last = st.slider(
                words("inspect.range"), 1, count, start, key=key, help=words("inspect.range_help"), width=420
            )
        by = st.segmented_control(
            words("inspect.along"),
            ("time", "order"),
            default="time",
            required=True,
            format_func=lambda code: words(f"inspect.{code}"),
            key="inspect_along",
        )
        form = st.segmented_control(
            words("inspect.format"),
            ("png", "svg"),
            default="png",
            required=True,
            format_func=str.upper,
            key="inspect_as",
        )
    return first - 1, min(last - 1, first + EVENTS_MAX - 2), str(by), str(form)


def _narrow() -> bool:
    return "Mobi" in (st.context.headers.get("User-Agent") or "")


def _choice(words: Words, picture: Any) -> int | None:
    """The event whose causal past is shown, with what is to be said of it."""
    state, events = st.session_state, picture["events"]

    def option(index: int) -> str:
        event = events[index]
        return words("inspect.option", number=index + 1, tick=event["t"], text=event["text"])

    state["inspect_event"] = session.get(Chosen).event
    st.selectbox(
        words("inspect.event"),
        range(len(events)),
        index=None,
        format_func=option,
        placeholder=words("inspect.event_hint"),
        key="inspect_event",
        on_change=lambda: session.change(Chosen, event=state["inspect_event"]),
    )
    chosen = session.get(Chosen).event
    if chosen is not None:
        _told(words, picture, chosen)
    return chosen


def _told(words: Words, picture: Any, chosen: int) -> None:
    event = picture["events"][chosen]
    graph = causality.graph(runs.trace(arrival.script_of("seen")))
    if chosen not in graph:
        st.text(words("inspect.past_network"))
        return
    past, future = len(nx.ancestors(graph, chosen)), len(nx.descendants(graph, chosen))
    lines = [words("inspect.hover_clock", clock=tips.clock(event)), *event["notes"]]
    lines.append(words("inspect.past", past=past, future=future, rest=len(graph) - past - future - 1))
    with st.container(horizontal=True, vertical_alignment="center"):
        st.text("\n".join(lines), width="stretch")
        st.button(words("inspect.clear"), on_click=lambda: session.change(Chosen, event=None), key="inspect_clear")


def _past(script: str, chosen: int | None) -> frozenset[int] | None:
    """An event with its causal past."""
    if chosen is None:
        return None
    graph = causality.graph(runs.trace(script))
    return frozenset({chosen} | (nx.ancestors(graph, chosen) if chosen in graph else set()))


def _chart(words: Words, picture: Any, view: spacetime.View, form: str) -> None:
    image = {"format": form, "filename": "cap-lab-space-time", "scale": 2}
    config = {"displaylogo": False, "displayModeBar": True, "scrollZoom": True, "toImageButtonOptions": image}
    st.plotly_chart(
        spacetime.figure(picture, view, words),
        theme=None,
        key="space_time",
        on_select=_picked,
        config=config,
        alt=words("inspect.alt"),
    )


def _picked() -> None:
    """One event: choose it. More: list them."""
    state = st.session_state
    points = state["space_time"]["selection"]["points"]
    found = sorted({_index(point.get("customdata")) for point in points} - {-1})
    if len(found) == 1:
        session.change(Chosen, event=found[0])
    elif found:
        session.change(Chosen, boxed=tuple(found))


def _index(data: Any) -> int:
    """The event that a point stands for; -1 if none. What comes from a browser may be anything."""
    one = data[0] if isinstance(data, list) and data else data
    return int(one) if isinstance(one, int | float) and one >= 0 else -1


def _selected(words: Words, picture: Any) -> None:
    st.header(words("inspect.selected"), anchor=False)
    found = [index for index in session.get(Chosen).boxed if index < len(picture["events"])]
    if found:
        st.dataframe(table(picture, words).iloc[found], hide_index=True)
    else:
        st.caption(words("inspect.selected_hint"))


def table(picture: Any, words: Words) -> pd.DataFrame:
    """All events of a picture as a table, one a row."""
    rows = [
        (
            number,
            event["t"],
            words(f"inspect_kind.{event['kind']}"),
            event["lane"] or "",
            event["n"] or None,
            tips.clock(event),
            event["text"],
            " ".join(event["notes"]),
        )
        for number, event in enumerate(picture["events"], 1)
    ]
    columns = [words(f"inspect_column.{name}") for name in words.section("inspect_column")]
    return pd.DataFrame(rows, columns=columns).astype({words("inspect_column.nth"): "Int64"})


def _downloads(words: Words, script: str, picture: Any, view: spacetime.View) -> None:
    def page() -> str:
        from plotly.io import to_html

        text: str = to_html(
            spacetime.figure(picture, view, words), config={"displaylogo": False}, include_plotlyjs=True
        )
        return text

    with st.container(horizontal=True):
        data = table(picture, words).to_csv(index=False)
        icon = ":material/download:"
        st.download_button(words("inspect.csv"), data, "cap-lab-events.csv", "text/csv", icon=icon, on_click="ignore")
        st.download_button(words("inspect.script"), script, "cap-lab.txt", "text/plain", icon=icon, on_click="ignore")
        helps = words("inspect.page_help")
        st.download_button(
            words("inspect.page"),
            page,
            "cap-lab-space-time.html",
            "text/html",
            icon=icon,
            help=helps,
            on_click="ignore",
        )
