"""One request's walk through its gateway, step by step: which instance, how long, what came of it."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from engine.resilience import Walked, WalkStep
from engine.trace import Trace
from lessons.words import Words
from pages.ui.session.error_text import literal
from pages.ui.stage.picture.phrases import Phrases

MARKS = {
    "ok": "✓", "error": "✕", "silent": "…", "bad_request": "!", "abandoned": "⌛", "blocked": "⊘", "none_healthy": "∅",
    "fallback": "△", "wait": "·", "pending": "›",
}  # fmt: skip
"""What stands beside a step, so that colour is never alone."""
ENDS = {"ok": "✓", "degraded": "△", "refused": "✕", "unknown": "?", "pending": "›"}


def mark(step: WalkStep) -> str:
    """The mark of a step: of an attempt that of its outcome."""
    return MARKS[(step.outcome or "pending") if step.what == "attempt" else step.what]


def turn(chosen: Walked) -> int:
    """When a request first goes wrong; if it does not, when it was asked."""
    ends = (step.end for step in chosen.steps if step.what == "attempt" and step.outcome not in (None, "ok"))
    stops = (step.start for step in chosen.steps if step.what in ("blocked", "none_healthy", "fallback"))
    return min((tick for tick in (*ends, *stops) if tick is not None), default=chosen.op.issued)


def choose(words: Words, walked: Sequence[Walked]) -> Walked:
    """Which request: at first the one that took the longest walk."""
    state, by_id = st.session_state, {walk.op.id: walk for walk in walked}
    if state.get("guarded_request") not in by_id:
        state["guarded_request"] = max(walked, key=lambda walk: len(walk.steps)).op.id

    def option(name: str) -> str:
        op = by_id[name].op
        return words(
            "resilience.request_line", mark=ENDS[op.status], op=op.id, tick=op.issued, client=op.client,
            count=len(by_id[name].attempts), status=words(f"status.{op.status}"),
        )  # fmt: skip

    name = st.selectbox(words("resilience.request"), list(by_id), format_func=option, key="guarded_request", width=460)
    return by_id[name]


def show(words: Words, trace: Trace, chosen: Walked) -> None:
    """The steps as a table, and what the client was told."""
    op = chosen.op
    columns = [words(f"resilience.{name}") for name in ("at", "step", "took", "came")]
    rows = [(op.issued, words("resilience.asks", client=literal(op.client), node=op.node), "", "")]
    rows += [_row(words, step) for step in chosen.steps]
    told = literal(Phrases(words, trace.scenario.system).operation(op))
    if op.done is not None:
        status = f"{ENDS[op.status]} {words(f'status.{op.status}')}"
        rows.append(
            (op.done, words("resilience.hears", client=literal(op.client)), _ms(words, op.done - op.issued), status)
        )
    table = pd.DataFrame([[str(cell) for cell in row] for row in rows], columns=columns)
    st.table(table, hide_index=True, border="horizontal")
    st.caption(told)


def _row(words: Words, step: WalkStep) -> tuple[int, str, str, str]:
    said = words(f"walk_step.{step.what}", nth=step.nth, by=step.by or "")
    took = _ms(words, step.end - step.start) if step.end is not None and step.end > step.start else ""
    code = step.outcome or ("pending" if step.what == "attempt" else "")
    return step.start, said, took, f"{mark(step)} {words(f'walk_outcome.{code}')}" if code else mark(step)


def _ms(words: Words, ticks: int) -> str:
    return words("resilience.ms", ticks=ticks)
