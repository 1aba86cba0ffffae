"""Sessions: what each client carries from one operation to the next, and which replicas could answer it now."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from engine.analysis import session_tokens
from engine.protocols import configured, levels, protocol_of, sessions
from engine.trace import Trace
from lessons.words import Words
from pages.ui.stage.picture.phrases import Phrases

COLUMNS = ("client", "key", "wrote", "read", "seen", "fresh")


def applies(trace: Trace) -> bool:
    """Where a guarantee, a level or a flaw of sessions is at work."""
    system = trace.scenario.system
    promised = protocol_of(system).sessions(configured(system))
    asked = any(op.level is not None for op in trace.operations)
    return bool(levels(system)) and (asked or bool(promised.guarantees) or not promised.kept)


def show(words: Words, trace: Trace, index: int) -> None:
    """One table, and a word where it must stay empty."""
    st.dataframe(table(trace, index, words), hide_index=True)
    if not protocol_of(trace.scenario.system).sessions(configured(trace.scenario.system)).kept:
        st.warning(words("sessions.empty"), icon=":material/warning:")


def table(trace: Trace, index: int, words: Words) -> pd.DataFrame:
    """One row for each client and key that the client has to do with."""
    phrases = Phrases(words, trace.scenario.system)
    tokens = session_tokens.tokens(trace, index)
    asked = dict.fromkeys((op.client, op.key) for op in trace.operations if op.first <= index)
    known = dict.fromkeys((client, key) for client, token in tokens.items() for key in token.seen)
    rows = [
        (client, key, *_row(trace, index, tokens[client], key, phrases))
        for client, key in sorted({**asked, **known}, key=lambda pair: list(tokens).index(pair[0]))
    ]
    return pd.DataFrame(rows, columns=[words(f"sessions.{name}") for name in COLUMNS])


def _row(trace: Trace, index: int, token: sessions.Token, key: str, phrases: Phrases) -> tuple[str, ...]:
    floors = [floors.get(key) for floors in token]
    fresh = session_tokens.fresh_nodes(trace, index, key, token.seen.get(key))
    return (*(_floor(floor, phrases) for floor in floors), " ".join(fresh) or phrases.words("sessions.nobody"))


def _floor(floor: Any, phrases: Phrases) -> str:
    """A version; nothing where there is none."""
    return "" if floor is None else phrases.value(floor)
