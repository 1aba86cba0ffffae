"""A key of a multi-value store from the side of its versions: a graph of what replaced what, and two of them compared.

Counters and sets have no versions: of them a table shows what each node's replica is made of.
"""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from engine.clocks import vector as clocks
from engine.protocols import multi_value
from engine.protocols.multi_value import version_graph
from engine.protocols.multi_value.sibling_counts import sibling_counts
from engine.protocols.multi_value.version_graph import Made
from engine.structures.crdt import replica
from engine.trace import Trace
from lessons.words import Words
from pages.ui.clocks import stamp_tables as stamps
from pages.ui.plot import boxes as graph
from pages.ui.session.error_text import literal
from pages.ui.stage.picture.phrases import Phrases

TONES = {"survives": graph.GOOD, "hidden": graph.DOUBT, "lost": graph.BAD, "replaced": graph.PLAIN}
SHOWN = 20
"""So many versions are drawn, the newest."""


def applies(trace: Trace) -> bool:
    """A multi-value store with a key in it."""
    return multi_value.PROTOCOL.config_of(trace.scenario.system) is not None and bool(_keys(trace))


def show(words: Words, trace: Trace, index: int) -> None:
    """The graph or the table of one key."""
    keys = _keys(trace)
    key = st.selectbox(words("versions.key"), keys, key="versions_key", width=200) if len(keys) > 1 else keys[0]
    phrases = Phrases(words, trace.scenario.system)
    if multi_value.PROTOCOL.configured(trace.scenario.system).object != "register":
        st.markdown(f"**{literal(words('versions.state', key=key))}**")
        st.dataframe(states(trace, key, index, phrases), hide_index=True)
        return
    made = version_graph.versions(trace, key, index)
    if not made:
        st.info(words("versions.no_versions"))
        return
    left, right = st.columns((3, 2))
    with left:
        _graph(trace, made, phrases)
        st.caption(_sibling_counts(words, trace, key, index))
    with right:
        _compare(made, trace.scenario.system.names, phrases)


def states(trace: Trace, key: str, index: int, phrases: Phrases) -> pd.DataFrame:
    """One row a node: what its replica is made of, what it tells a reader, how many updates it has seen."""
    words, config = phrases.words, multi_value.PROTOCOL.configured(trace.scenario.system)
    rows = []
    for node in trace.scenario.system.names:
        row = {words("versions.node"): node}
        for code, of, value in version_graph.parts(trace, node, key, index):
            name = of or words("versions.initial")
            told = f"{phrases.value(value)} ({name})" if of and code == "element" else phrases.value(value)
            column = words("versions.elements" if code == "element" else f"versions.{code}", node=name)
            row[column] = f"{row[column]}, {told}" if column in row else told
        held = trace.state(node, index).store.get(key)
        row[words("versions.value")] = phrases.values(
            () if held is None or config.kind is None else config.kind.value(held.state)
        )
        row[words("versions.seen")] = stamps.vector({} if held is None else replica.context(held))
        rows.append(row)
    table = pd.DataFrame(rows).fillna("–")
    last = [words("versions.value"), words("versions.seen")]
    return table[[name for name in table.columns if name not in last] + last]


def _keys(trace: Trace) -> list[str]:
    written = [op.key for op in trace.operations if op.kind != "read"]
    return list(dict.fromkeys([*(key for key, _ in trace.scenario.init), *written]))


def _sibling_counts(words: Words, trace: Trace, key: str, index: int) -> str:
    """How many siblings the fullest node has, and the most that one has had."""
    tick = trace.events[index].tick
    counts = [count for at, count in sibling_counts(trace, key) if at <= tick]
    return words("versions.siblings", now=counts[-1], most=max(counts))


def _graph(trace: Trace, made: Sequence[Made], phrases: Phrases) -> None:
    """Boxes and arrows, older versions above."""
    words = phrases.words
    drawn = tuple(made[-SHOWN:])
    if len(drawn) < len(made):
        st.caption(words("versions.newest", count=SHOWN, all=len(made)))
    names = [str(place) for place in range(len(drawn))]
    arrows = [graph.Arrow(str(a), str(b), down=True) for a, b in version_graph.edges(trace, drawn)]
    places = graph.ranked([(arrow.src, arrow.dst) for arrow in arrows], names)
    boxes = {
        name: graph.Box(*places[name], _box(one, phrases), _hover(one, phrases), TONES[one.fate])
        for name, one in zip(names, drawn, strict=True)
    }
    rows = len({y for _, y in places.values()})
    found = graph.figure(boxes, arrows, st.context.theme.type == "dark", height=60 + 110 * rows)
    st.plotly_chart(found, config={"displayModeBar": False}, key="versions_graph")
    st.caption(words("versions.legend"))


def _box(one: Made, phrases: Phrases) -> str:
    value = phrases.value(one.value)
    short = value if len(value) <= 18 else f"{value[:17]}…"
    mark = phrases.words(f"versions.{one.fate}")
    return f"{short}\n{_name(one, phrases)}\n{mark}"


def _name(one: Made, phrases: Phrases) -> str:
    if one.dot is None:
        return phrases.words("versions.initial")
    return f"{one.op} ({one.dot[0]}, {one.dot[1]})"


def _hover(one: Made, phrases: Phrases) -> str:
    words = phrases.words
    if one.dot is None:
        return f"{phrases.value(one.value)}\n{words('versions.initial')}"
    by = words("versions.hover_by", op=one.op, client=one.client, node=one.node, tick=one.tick)
    dot = words("versions.hover_dot", dot=f"({one.dot[0]}, {one.dot[1]})")
    had = words("versions.hover_context", context=stamps.vector(one.context))
    return "\n".join((phrases.value(one.value), by, dot, had if one.context else words("versions.hover_nothing")))


def _compare(made: Sequence[Made], nodes: tuple[str, ...], phrases: Phrases) -> None:
    """Two versions, entry by entry."""
    words = phrases.words
    names = {one.op: f"{phrases.value(one.value)[:30]} · {_name(one, phrases)}" for one in made if one.dot}
    if len(names) < 2:
        return
    last = list(names)[-2:]
    chosen = []
    for place, code in enumerate(("one", "other")):
        key = f"versions_{code}"
        if st.session_state.get(key) not in names:
            st.session_state[key] = last[place]
        chosen.append(st.selectbox(words(f"versions.{code}"), list(names), format_func=names.__getitem__, key=key))
    by_op = {one.op: one for one in made}
    one, other = (by_op[op] for op in chosen)
    heads = {"a": one.op, "b": other.op if other != one else f"{other.op} "}
    table = stamps.entries(one.clock, other.clock, nodes, words).rename(columns=heads)
    st.dataframe(table.replace({r"\<": "<", r"\>": ">"}), hide_index=True)
    verdict = clocks.compare(one.clock, other.clock)
    st.markdown(literal(words(f"versions.{verdict}", one=one.op, other=other.op)))
    st.caption(words("versions.missing"))
