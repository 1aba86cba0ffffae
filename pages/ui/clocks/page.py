"""The clocks page: one run stamped by every kind of clock, and which questions each can answer.

Rules of this file
* The run is the one in the link, else the one on this session's desk, else the first scene; clocks are set here, and
  the address holds the run with them.
* Two events are always chosen: at first a pair that tells clocks apart. They stay while clocks are moved.
* All that is told of stamps comes from clock_comparison.py and version_stamps.py, by way of stamps.py.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import networkx as nx
import streamlit as st

from engine.analysis import clock_comparison
from engine.analysis.clock_comparison import CLOCKS, PAIRS_MAX, QUESTIONS
from engine.catalog.clock_scenes import CLOCK_SCENES
from engine.script import print_script
from engine.script.rewrite import with_skew
from engine.trace import causality
from lessons.words import Words
from pages.ui.clocks import stamp_tables as stamps
from pages.ui.clocks import walk
from pages.ui.head import head
from pages.ui.inspect import spacetime
from pages.ui.session import arrival
from pages.ui.session import language as here
from pages.ui.session import open_run as opening
from pages.ui.session import run_cache as runs
from pages.ui.session import state as session
from pages.ui.session.error_text import literal
from pages.ui.stage.picture.phrases import Phrases
from pages.ui.stage.picture.verdicts import last

NAME = "stamped"
FIRST = "skewed"
REACH = 100
"""How far the sliders go, unless a clock is further off already."""
EVENTS_MAX = 600
"""Events that the diagram shows, and pairs of events are chosen from."""
NARROW, WIDE = 280, 1000


@dataclass(frozen=True)
class Paired:
    """The two events whose clocks are laid side by side; by place in the run."""

    events: tuple[int, ...] | None = None


def show() -> None:
    """Draw the clocks page."""
    if arrival.arrive(NAME, CLOCK_SCENES[FIRST]):
        session.put(Paired())
    _page()


@st.fragment
def _page() -> None:
    words, visit = here.words(), arrival.visit(NAME)
    script = arrival.script_of(NAME)
    head(words, "clocks")
    if visit.notice:
        st.error(visit.notice, icon=":material/error:")
    _scenes(words, script)
    _skews(words, script)
    _outcome(words, script)
    some = len(stamps.stamps(script)) > len(runs.scenario(script).names)
    if some:
        st.header(words("clocks.walk"), anchor=False)
        st.caption(words("clocks.walk_help"))
        walk.show(words, script, EVENTS_MAX)
    st.header(words("clocks.answers"), anchor=False)
    with st.container(key="clocks_answers"):
        st.table(stamps.answers(script, words), hide_index=True, border="horizontal")
    st.caption(words("clocks.answers_help", most=PAIRS_MAX))
    if some:
        _pair(words, script)
    else:
        st.info(words("clocks.empty"))
    _versions(words, script)
    st.header(words("clocks.every"), anchor=False)
    st.dataframe(stamps.every(script, here.lang(), words), hide_index=True)
    arrival.settle(NAME)


def _scenes(words: Words, script: str) -> None:
    state = st.session_state

    def chosen() -> None:
        if name := state["clocks_scene"]:
            session.put(Paired())
            arrival.take(NAME, CLOCK_SCENES[name])

    same = [name for name, scene in CLOCK_SCENES.items() if _unset(scene) == _unset(script)]
    state["clocks_scene"] = same[0] if same else None
    with st.container(horizontal=True, vertical_alignment="bottom", key="clocks_scenes"):
        st.segmented_control(
            words("clocks.scene"),
            list(CLOCK_SCENES),
            format_func=lambda name: words(f"clock_scene.{name}"),
            key="clocks_scene",
            on_change=chosen,
        )
        if st.button(words("clocks.open"), icon=":material/open_in_new:", key="clocks_open"):
            opening.on_playground(script)


def _unset(script: str) -> str:
    """A script without its clocks."""
    return "\n".join(line for line in script.splitlines() if not line.startswith("clock "))


def _skews(words: Words, script: str) -> None:
    """A slider a node: how far its clock is ahead."""
    state, scenario = st.session_state, runs.scenario(script)
    skews = dict(scenario.clocks)

    def moved(node: str, key: str) -> None:
        arrival.take(NAME, print_script(with_skew(scenario, node, state[key])))

    reach = max(REACH, *(abs(skew) for skew in skews.values())) if skews else REACH
    with st.container(horizontal=True, key="clocks_skews"):
        for node in scenario.system.names:
            key = f"skew_{node}_{reach}"
            state[key] = skews.get(node, 0)
            label, helps = words("clocks.skew", node=node), words("clocks.skew_help")
            st.slider(label, -reach, reach, key=key, on_change=moved, args=(node, key), width=170, help=helps)


def _outcome(words: Words, script: str) -> None:
    """What these clocks do to the run itself: the first promise that is broken, if it depends on clocks at all."""
    trace = runs.trace(script)
    verdict = last(trace).get("linearizable")
    if verdict is None:
        return
    text = literal(Phrases(words, trace.scenario.system).verdict(verdict))
    name, mark = words("check.linearizable"), {"kept": "✓", "broken": "✕"}.get(verdict.outcome, "?")
    st.markdown(words("clocks.outcome", mark=mark, name=name, outcome=words(f"outcome.{verdict.outcome}"), text=text))


def _pair(words: Words, script: str) -> None:
    st.header(words("clocks.pair"), anchor=False)
    a, b = _chosen(words, script)
    events = stamps.stamps(script)
    true = clock_comparison.true_order(events[a], events[b])
    st.markdown(words(f"clocks.true_{true}"))
    left, right = st.columns((5, 3))
    left.table(stamps.pair(script, a, b, words), hide_index=True, border="horizontal")
    names = runs.scenario(script).names
    right.table(
        stamps.entries(events[a].vector.clock, events[b].vector.clock, names, words),
        hide_index=True,
        border="horizontal",
    )
    right.caption(words(f"clocks.vectors_{true}"))
    _diagram(words, script, a, b)


def _chosen(words: Words, script: str) -> tuple[int, int]:
    """The two events: by an example, or one by one."""
    state, told = st.session_state, runs.picture(script, here.lang())["events"]
    known = list(stamps.stamps(script))[:EVENTS_MAX]
    pair = session.get(Paired).events
    if pair is None or not all(one in known for one in pair):
        pair = stamps.example(script) or (known[0], known[-1])
        session.change(Paired, events=pair)
    _examples(words, script)

    def option(index: int) -> str:
        return words("inspect.option", number=index + 1, tick=told[index]["t"], text=told[index]["text"])

    def picked(place: int, key: str) -> None:
        both = list(session.get(Paired).events or ())
        both[place] = state[key]
        session.change(Paired, events=tuple(both))

    for place, (letter, column) in enumerate(zip("ab", st.columns(2), strict=True)):
        key = f"clocks_{letter}"
        state[key] = pair[place]
        column.selectbox(
            words(f"clocks.event_{letter}"), known, format_func=option, key=key, on_change=picked, args=(place, key)
        )
    return pair[0], pair[1]


def _examples(words: Words, script: str) -> None:
    """Every way in which a clock was wrong in this run, each with two events that show it."""
    state, found = st.session_state, stamps.counted(script)
    wrong = {
        f"{clock}_{question}": pair
        for clock in CLOCKS
        for question in QUESTIONS
        if (pair := found[clock][question].wrong) is not None
    }

    def shown() -> None:
        if name := state["clocks_example"]:
            session.change(Paired, events=wrong[name])
        state["clocks_example"] = None

    def told(name: str) -> str:
        clock, _, question = name.partition("_")
        return words(f"clocks.wrong_{question}", clock=words(f"clock.{clock}"))

    if wrong:
        st.selectbox(
            words("clocks.example"),
            list(wrong),
            index=None,
            format_func=told,
            placeholder=words("clocks.example_hint"),
            key="clocks_example",
            on_change=shown,
        )


def _diagram(words: Words, script: str, a: int, b: int) -> None:
    """Where the two stand, and what led to either."""
    graph = causality.graph(runs.trace(script))
    past = frozenset({a, b} | nx.ancestors(graph, a) | nx.ancestors(graph, b))
    dark, narrow = st.context.theme.type == "dark", "Mobi" in (st.context.headers.get("User-Agent") or "")
    picture: Any = runs.picture(script, here.lang())
    final = min(len(picture["events"]), EVENTS_MAX) - 1
    view = spacetime.View(0, final, "time", None, past, dark, NARROW if narrow else WIDE, (a, b))
    config = {"displaylogo": False, "displayModeBar": False, "scrollZoom": False}
    figure = spacetime.figure(picture, view, words)
    st.plotly_chart(figure, theme=None, key="clocks_diagram", config=config, alt=words("inspect.alt"))
    st.caption(words("clocks.diagram_help"))


def _versions(words: Words, script: str) -> None:
    """Version vectors tell versions apart, not events: only multi_value gives any."""
    trace = runs.trace(script)
    st.header(words("clocks.versions"), anchor=False)
    table = stamps.versions(trace, words)
    if table.empty:
        st.info(words("clocks.no_versions"))
        return
    st.caption(words("clocks.versions_help"))
    st.dataframe(table, hide_index=True)
    st.table(stamps.schemes(trace, words), hide_index=True, border="horizontal")
    for one in stamps.misled(trace, words)[:3]:
        st.markdown(words("clocks.misled", **{name: literal(text) for name, text in one.items()}))
