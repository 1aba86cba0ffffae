"""Causal memory from the side of dependencies: what each client has seen, what each write waits for, and where."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from engine.clocks.vector import Clock
from engine.protocols import causal
from engine.protocols.causal import dependencies as contexts
from engine.trace import Trace
from lessons.words import Words
from pages.ui.stage.picture.phrases import Phrases


def applies(trace: Trace) -> bool:
    """Only causal memory has contexts."""
    return causal.PROTOCOL.config_of(trace.scenario.system) is not None


def show(words: Words, trace: Trace, index: int) -> None:
    """Two tables."""
    travels = causal.PROTOCOL.configured(trace.scenario.system).client_context != "off"
    left, right = st.columns((2, 3))
    with left:
        st.markdown(f"**{words('contexts.clients')}**")
        _table(clients(trace, index, words), words("contexts.nobody"))
        st.caption(words("contexts.travels" if travels else "contexts.stays"))
    with right:
        st.markdown(f"**{words('contexts.writes')}**")
        _table(writes(trace, index, words), words("contexts.no_writes"))
        st.caption(words("contexts.help"))


def clients(trace: Trace, index: int, words: Words) -> pd.DataFrame:
    """One row a client."""
    rows = [(client, clock(seen, words)) for client, seen in contexts.seen_by_client(trace, index).items()]
    return pd.DataFrame(rows, columns=[words("contexts.client"), words("contexts.seen")])


def writes(trace: Trace, index: int, words: Words) -> pd.DataFrame:
    """What each write depends on, and who holds it, as a table."""
    phrases = Phrases(words, trace.scenario.system)
    names = [words(f"contexts.{name}") for name in ("write", "after", "nearest", "held")]
    rows = [
        (
            f"{clock(dict([one.dot]), words)} · {one.key} = {phrases.value(one.value)}",
            clock(one.after, words),
            clock(dict(one.nearest), words),
            " ".join(one.held),
        )
        for one in contexts.dependents(trace, index)
    ]
    return pd.DataFrame(rows, columns=names)


def clock(seen: Clock, words: Words) -> str:
    """A vector as text: n1 2, n2 1."""
    return ", ".join(f"{node} {count}" for node, count in sorted(seen.items()) if count) or words("contexts.nothing")


def _table(table: pd.DataFrame, empty: str) -> None:
    if table.empty:
        st.info(empty)
    else:
        st.dataframe(table, hide_index=True)
