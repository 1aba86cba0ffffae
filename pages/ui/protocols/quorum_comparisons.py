"""Two replicas' Merkle trees, leaf to leaf, with the way to what differs, and what each way of comparing costs.

Rules of this file
* The trees are those of a comparison as it began, or of any two nodes at the tick above.
* What differs has a mark, a shape and a heavy line of its own, never a colour alone; what was never sent is faint.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from engine.protocols import quorum
from engine.protocols.quorum.comparisons import Comparison, Cost, comparisons, costs
from engine.structures import merkle
from engine.trace import Trace
from lessons.words import Words
from pages.ui.plot.style import FONT, LOST, Colours, wrapped
from pages.ui.stage.picture.phrases import Phrases

GAP = 0.9
"""From the middle, where leaves face each other, to the leaves of either tree."""

SHOWN = 4
"""Digits of a hash that stand in a node."""


class Pair(NamedTuple):
    """Two nodes with what they hold: key -> record."""

    names: tuple[str, str]
    stores: tuple[Mapping[str, Any], Mapping[str, Any]]

    def trees(self) -> tuple[merkle.Tree, merkle.Tree]:
        """The Merkle trees of the two stores."""
        one, other = ({key: record.version for key, record in store.items()} for store in self.stores)
        return merkle.tree(one), merkle.tree(other)

    def every_key(self) -> list[str]:
        """All keys that one of them has, leaf by leaf."""
        return sorted({**self.stores[0], **self.stores[1]}, key=lambda key: (merkle.leaf(key), key))


def applies(trace: Trace) -> bool:
    """Where replicas compare, or would do so by trees."""
    config = quorum.PROTOCOL.config_of(trace.scenario.system)
    if config is None:
        return False
    return len(config.home) > 1 and (config.compare == "merkle" or bool(comparisons(trace)))


def show(words: Words, trace: Trace, index: int) -> None:
    """The Merkle trees of two nodes after an event, and which keys a comparison would exchange."""
    pair, found = _pick(words, trace, index)
    if not pair.every_key():
        st.info(words("merkle.empty"))
        return
    one, other = pair.trees()
    apart = merkle.differing_nodes(one, other)
    st.markdown(_told(words, pair, apart))
    dark = st.context.theme.type == "dark"
    st.plotly_chart(figure(words, pair, dark), config={"displayModeBar": False}, key="merkle_trees")
    left, right = st.columns(2)
    left.dataframe(_costs(words, trace, pair, found), hide_index=True)
    right.dataframe(_keys(words, trace, pair, apart), hide_index=True)


def _pick(words: Words, trace: Trace, index: int) -> tuple[Pair, Comparison | None]:
    """A comparison that has begun by now, the last one first, or any two nodes."""
    begun = [found for found in comparisons(trace) if found.first <= index][::-1]
    names = [words("merkle.round", tick=found.tick, one=found.one, other=found.other) for found in begun]
    names.append(words("merkle.now"))
    chosen = st.selectbox(words("merkle.pick"), range(len(names)), format_func=lambda i: names[i])
    if chosen < len(begun):
        found = begun[chosen]
        return _pair(trace, found.one, found.other, found.first), found
    home = quorum.PROTOCOL.configured(trace.scenario.system).home
    left, right = st.columns(2)
    one = left.selectbox(words("merkle.one"), home, key="merkle_one")
    other = right.selectbox(words("merkle.other"), [node for node in home if node != one], key="merkle_other")
    return _pair(trace, one, other, index), None


def _pair(trace: Trace, one: str, other: str, index: int) -> Pair:
    return Pair((one, other), (trace.state(one, index).store, trace.state(other, index).store))


def _told(words: Words, pair: Pair, apart: tuple[tuple[int, int], ...]) -> str:
    leaves = [place for level, place in apart if level == merkle.DEPTH]
    if not leaves:
        return words("merkle.same", one=pair.names[0], other=pair.names[1])
    keys, every = costs(*pair.stores)["merkle"].keys, len(pair.every_key())
    return words("merkle.differ", count=len(leaves), leaves=2**merkle.DEPTH, keys=keys, all=every)


def _costs(words: Words, trace: Trace, pair: Pair, found: Comparison | None) -> pd.DataFrame:
    """What either way takes; for the way of this run what it took."""
    ways, mine = costs(*pair.stores), quorum.PROTOCOL.configured(trace.scenario.system).compare
    rows = []
    for way, foretold in ways.items():
        done = found is not None and way == mine
        cost = Cost(found.hashes, found.keys, found.records) if found is not None and done else foretold
        name = words(f"merkle.by_{way}")
        rows.append((words("merkle.this_run", way=name) if done else name, *cost))
    return pd.DataFrame(rows, columns=[words(f"merkle.{name}") for name in ("way", "hashes", "keys", "records")])


def _keys(words: Words, trace: Trace, pair: Pair, apart: tuple[tuple[int, int], ...]) -> pd.DataFrame:
    """Every key with its leaf and both versions."""
    phrases, rows = Phrases(words, trace.scenario.system), []
    for key in pair.every_key():
        leaf = merkle.leaf(key)
        held = [store.get(key) for store in pair.stores]
        versions = [phrases.value(record.version) if record else "" for record in held]
        mark = "≠" if versions[0] != versions[1] else ""
        rows.append((f"✱ {leaf}" if (merkle.DEPTH, leaf) in apart else str(leaf), key, versions[0], mark, versions[1]))
    columns = [words("merkle.leaf"), words("merkle.key"), pair.names[0], " ", pair.names[1]]
    return pd.DataFrame(rows, columns=columns)


def figure(words: Words, pair: Pair, dark: bool) -> go.Figure:
    """Both trees: one with its root on top, the other mirrored below it."""
    colours, fig, trees = Colours(dark), go.Figure(), pair.trees()
    apart = merkle.differing_nodes(*trees)
    for place in range(2**merkle.DEPTH):
        _line(fig, _at(merkle.DEPTH, place, 1), _at(merkle.DEPTH, place, -1), (merkle.DEPTH, place) in apart, colours)
    for side, tree in zip((1, -1), trees, strict=True):
        for level in range(1, merkle.DEPTH + 1):
            for place in range(2**level):
                ends = _at(level - 1, place // 2, side), _at(level, place, side)
                _line(fig, *ends, (level, place) in apart, colours)
        _nodes(fig, words, pair, tree, side, colours)
    for name, side in zip(pair.names, (1, -1), strict=True):
        x, y = _at(0, 0, side)
        fig.add_annotation(
            x=x, y=y, yshift=34 * side, text=f"<b>{name}</b>", showarrow=False, font={"size": 16, "color": colours.ink}
        )
    hidden = {"visible": False, "fixedrange": True}
    fig.update_layout(
        height=480, margin={"l": 4, "r": 4, "t": 8, "b": 8}, showlegend=False, xaxis=hidden, yaxis=hidden,
        paper_bgcolor="rgba(0,0,0,0)", plot_bgcolor="rgba(0,0,0,0)", font={"family": FONT}, dragmode=False,
    )  # fmt: skip
    fig.update_xaxes(range=[-0.6, 2**merkle.DEPTH - 0.4])
    most = GAP + merkle.DEPTH + 1
    fig.update_yaxes(range=[-most, most])
    return fig


def _at(level: int, place: int, side: int) -> tuple[float, float]:
    """Where a node stands: leaves next to the middle, the root away from it."""
    return (place + 0.5) * 2 ** (merkle.DEPTH - level) - 0.5, side * (GAP + merkle.DEPTH - level)


def _line(
    fig: go.Figure, start: tuple[float, float], end: tuple[float, float], differs: bool, colours: Colours
) -> None:
    middle = start[0] == end[0] and start[1] == -end[1]
    style = {"color": LOST if differs else colours.line, "width": 3.5 if differs else 1.2}
    fig.add_scatter(
        x=[start[0], end[0]], y=[start[1], end[1]], mode="lines", hoverinfo="skip",
        line={**style, "dash": "dot" if middle else "solid"},
    )  # fmt: skip
    if middle:
        fig.add_annotation(
            x=start[0], y=0, text="≠" if differs else "=", showarrow=False, bgcolor=colours.paper,
            font={"size": 18 if differs else 13, "color": colours.cut_ink if differs else colours.soft},
        )  # fmt: skip


def _nodes(fig: go.Figure, words: Words, pair: Pair, tree: merkle.Tree, side: int, colours: Colours) -> None:
    """The nodes of a tree: those on the way to a difference are squares with a star."""
    apart, store = merkle.differing_nodes(*pair.trees()), pair.stores[0 if side == 1 else 1]
    for level, hashes in enumerate(tree):
        for place, digest in enumerate(hashes):
            x, y = _at(level, place, side)
            differs = (level, place) in apart
            hover = [digest, *_leaf(words, store, place)] if level == merkle.DEPTH else [digest]
            fig.add_scatter(
                x=[x], y=[y], mode="markers+text", text=[f"✱<br>{digest[:SHOWN]}" if differs else digest[:SHOWN]],
                hoverinfo="text", hovertext=[wrapped(hover)],
                textfont={"size": 10, "color": colours.ink if differs else colours.soft},
                marker={
                    "symbol": "square" if differs else "circle", "size": 36, "color": colours.paper,
                    "line": {"color": LOST if differs else colours.line, "width": 3 if differs else 1},
                },
            )  # fmt: skip


def _leaf(words: Words, store: Mapping[str, Any], place: int) -> list[str]:
    keys = sorted(key for key in store if merkle.leaf(key) == place)
    return [words("merkle.leaf_hover", leaf=place), ", ".join(keys) or words("merkle.no_keys")]
