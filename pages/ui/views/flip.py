"""What would flip it: for one read, the smallest changes after which it returns something else, or for one
compare-and-set those after which it ends otherwise; each a run to open."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import streamlit as st

from engine.explore.counterfactual import Counterfactual, counterfactuals
from engine.model import Operation
from engine.script import print_script
from engine.trace import Trace
from lessons.words import Words
from pages.ui.session import open_run as opening
from pages.ui.session import run_cache as runs
from pages.ui.session import story
from pages.ui.session.error_text import literal
from pages.ui.stage.picture import codes
from pages.ui.stage.picture.phrases import Phrases

ANSWERED = ("read", "cas")


def applies(trace: Trace) -> bool:
    """In runs in which something was read or compared."""
    return any(op.kind in ANSWERED for op in trace.operations)


def show(words: Words, trace: Trace, index: int) -> None:
    """One read, and what would have changed its answer."""
    phrases = Phrases(words, trace.scenario.system)
    reads = {op.id: op for op in trace.operations if op.kind in ANSWERED and op.first <= index}
    if not reads:
        st.info(words("flip.nothing"))
        return
    chosen = st.selectbox(
        words("flip.read"), list(reversed(reads)), format_func=lambda op: _named(words, phrases, reads[op]), width=420
    )
    script = print_script(trace.scenario)
    with st.spinner(words("flip.looking")):
        found = _counterfactuals(script, chosen)
    if not found:
        st.info(words("flip.none"), icon=":material/anchor:")
        return
    for flip in found:
        with st.container(horizontal=True, vertical_alignment="center", border=True):
            value = literal(_value(words, phrases, reads[chosen], flip.value))
            st.markdown(words(f"flip.{flip.kind}", what=flip.what.replace("`", "'"), amount=flip.amount, value=value))
            st.button(
                words("flip.open"),
                icon=":material/play_arrow:",
                key=f"flip_{flip.kind}",
                on_click=_open,
                args=(print_script(flip.scenario),),
            )


def _named(words: Words, phrases: Phrases, op: Any) -> str:
    answered = op.kind == "read" and op.status == "ok"
    value = phrases.values(op.value) if answered else words(codes.by_kind(words, f"status.{op.status}", op.kind))
    return words("flip.named", op=op.id, client=op.client, node=op.node, what=phrases.operation(op), value=value)


def _value(words: Words, phrases: Phrases, op: Operation, value: Any) -> str:
    """What a read returns, or how a compare-and-set ends."""
    return phrases.values(value) if op.kind == "read" else words(f"status.{value}")


def _open(script: str) -> None:
    """Put the changed run on the stage; Undo takes it back."""
    opening.put(script, fork=True, play_from=0, told=story.in_hand())


@lru_cache(maxsize=64)
def _counterfactuals(script: str, op: str) -> tuple[Counterfactual, ...]:
    return counterfactuals(runs.trace(script), op)
