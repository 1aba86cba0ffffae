"""What a judged history comes to, on the histories page: the verdict in words, lanes, the order that was found.

Rules of this file
* The broken keys come first, then those that nobody can tell, then the kept ones.
* All text of a file is escaped; tables are data frames, which show text as it is.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Final, Protocol

import pandas as pd
import streamlit as st

from engine.analysis.verdicts import verdicts as run_verdicts
from engine.checks import CHECKS
from engine.histories import Log
from engine.model import WORST, Operation, System, Verdict
from engine.model.values import MapValue, SetValue
from engine.trace import Trace
from lessons.words import Words
from pages.ui.histories import lanes
from pages.ui.histories.said import plain, text
from pages.ui.histories.stretches import Stretch, stretches
from pages.ui.plot.style import clipped
from pages.ui.session.error_text import literal
from pages.ui.stage.picture.phrases import Phrases

MARKS: Final = {"kept": "✓", "broken": "✗", "cant_tell": "?"}
COLOURS: Final = {"kept": "green", "broken": "red", "cant_tell": "orange"}
SHOWN, FEW, DRAWN = 40, 16, 160
"""Operations in a picture at first, on a phone, and at most beside those of the proof."""
LISTED = 14
"""Operations of a legal order that are listed: the last ones count."""
ROWS = 2_000
"""Operations, or verdicts, in a table."""
KEYS = 500
"""Keys to choose from, the worst first."""
SAID = 120
"""Characters of a value in a sentence."""
WIDE, NARROW = 1_000, 280


class Found(Protocol):
    """A judged history, as the page keeps it (page.Judged)."""

    @property
    def log(self) -> Log: ...
    @property
    def model(self) -> str: ...
    @property
    def verdicts(self) -> tuple[Verdict, ...]: ...


def phrases(words: Words) -> Phrases:
    """Sentences for verdicts; those on histories speak of no system."""
    return Phrases(words, System("quorum", 3))


def sentence(words: Words, verdict: Verdict) -> str:
    """A verdict in words; what stands in it as it stands on a bar, and no longer than one can read."""
    if verdict.reason is None:
        return phrases(words).verdict(verdict)
    told = {name: _short(value, several=name == "values") for name, value in verdict.reason.values.items()}
    return phrases(words).verdict(replace(verdict, reason=verdict.reason._replace(values=told)))


def _short(value: Any, several: bool = False) -> Any:
    """A value that a sentence may hold. several: it is values side by side."""
    if several and isinstance(value, tuple):
        return tuple(map(_short, value))
    return clipped(plain(value), SAID) if isinstance(value, str | tuple | SetValue | MapValue) else value


def ranked(found: Found) -> list[Verdict]:
    """The verdicts on a history, the worst first."""
    return sorted(found.verdicts, key=lambda verdict: WORST.index(verdict.outcome))


def summary(words: Words, found: Found) -> None:
    """The verdict in a line, the reason in a sentence, how much was judged as what."""
    order = ranked(found)
    worst = order[0]
    if not found.log.operations:
        _nothing(words, found.log)
        return
    st.markdown(f"## :{COLOURS[worst.outcome]}[{MARKS[worst.outcome]} {words(f'histories.is_{worst.outcome}')}]")
    said = literal(sentence(words, worst))
    name = literal(clipped(worst.key or "", SAID))
    st.markdown(words("histories.named", name=name, said=said) if name else said)
    if worst.outcome == "broken":
        st.caption(words("histories.broken_help"))
    counts = {outcome: sum(verdict.outcome == outcome for verdict in order) for outcome in WORST}
    if len(order) > 1:
        st.text(words("histories.keys_count", n=len(order), **counts))
    facts = {"operations": len(found.log.operations), "faults": len(found.log.faults)}
    st.caption(words("histories.judged_as", model=words(f"history_model.{found.model}"), **facts))


def _nothing(words: Words, log: Log) -> None:
    """No client did anything: there is no verdict."""
    st.markdown(f"## – {words('histories.is_empty')}")
    st.markdown(words("histories.empty_faults", n=len(log.faults)) if log.faults else words("histories.empty"))


def keys(words: Words, found: Found) -> None:
    """One key: its lanes, and the longest legal order with what cannot come next."""
    if not found.log.operations:
        return
    verdict = _chosen(words, ranked(found))
    mine = [op for op in found.log.operations if op.key == verdict.key]
    most = FEW if _phone() else SHOWN
    shown = range(len(mine)) if len(mine) <= most else _window(words, mine, verdict, most)
    parts = stretches(mine, shown, verdict.operations)
    _picture(words, found.log, parts, verdict, whole=len(shown) == len(mine))
    hidden = sum(part.hidden for part in parts)
    if hidden:
        st.caption(words("histories.gaps", n=hidden))
    _legal(words, mine, verdict)
    with st.expander(words("histories.table")):
        st.dataframe(_table(words, found.log, verdict), hide_index=True)


def _picture(words: Words, log: Log, parts: Sequence[Stretch], verdict: Verdict, whole: bool) -> None:
    """The lanes. whole: all of the key is shown, so all faults are, too."""
    places = {name: number for number, name in enumerate(verdict.prefix, 1)}
    dark, width = st.context.theme.type == "dark", NARROW if _phone() else WIDE
    first = parts[0].operations[0].issued
    last = max(op.done or op.issued for part in parts for op in part.operations)
    near = [fault for fault in log.faults if whole or first <= fault.tick <= last]
    view = lanes.Sight(parts, near, verdict.operations, places, dark, width)
    config = {"displaylogo": False, "displayModeBar": False, "scrollZoom": False}
    figure = lanes.figure(view, words)
    st.plotly_chart(figure, theme=None, key="history_lanes", config=config, alt=words("histories.alt"))


def _chosen(words: Words, order: Sequence[Verdict]) -> Verdict:
    if len(order) == 1:
        return order[0]
    state, names = st.session_state, [verdict.key for verdict in order[:KEYS]]
    if state.get("history_key") not in names:
        state["history_key"] = names[0]
    marks = {verdict.key: MARKS[verdict.outcome] for verdict in order}
    st.selectbox(
        words("histories.key"),
        names,
        format_func=lambda key: f"{marks[key]} {key or '–'}",
        key="history_key",
        width=340,
    )
    if len(order) > KEYS:
        st.caption(words("histories.keys_most", n=KEYS))
    verdict = next(verdict for verdict in order if verdict.key == state["history_key"])
    if verdict is not order[0]:
        st.markdown(f"{MARKS[verdict.outcome]} {literal(sentence(words, verdict))}")
    return verdict


def _phone() -> bool:
    return "Mobi" in (st.context.headers.get("User-Agent") or "")


def _window(words: Words, mine: Sequence[Operation], verdict: Verdict, most: int) -> range:
    """A part of a long history: at first where the proof ends."""
    places = [i for i, op in enumerate(mine) if op.id in verdict.operations]
    last = min(len(mine), max(places, default=most // 2) + most // 4)
    name = f"history_window_{verdict.key}_{len(mine)}_{last}"
    first = max(0, last - most)
    low, high = st.slider(words("histories.window"), 1, len(mine), (first + 1, last), key=name, width=480)
    if high - low >= DRAWN:
        st.caption(words("histories.window_most", n=DRAWN))
    return range(low - 1, min(high, low - 1 + DRAWN))


def _legal(words: Words, mine: Sequence[Operation], verdict: Verdict) -> None:
    """The longest legal order that was found, its end, and what cannot come next."""
    named = {op.id: op for op in mine}
    prefix = [named[name] for name in verdict.prefix if name in named]
    if verdict.outcome == "kept" or not prefix:
        return
    st.markdown(f"**{words('histories.order', n=len(prefix))}**")
    line = [f"{op.id}: {clipped(text(op), SAID)}" for op in prefix[-LISTED:]]
    parts = ["…"] * (len(prefix) > LISTED) + line
    if verdict.outcome == "broken":
        last = named[verdict.operations[-1]]
        parts.append(f"✗ {last.id}: {clipped(text(last), SAID)}")
    st.code("  ▸  ".join(parts), language=None, wrap_lines=True)


def _table(words: Words, log: Log, verdict: Verdict) -> pd.DataFrame:
    """Every operation of the history as a row."""
    rows = [
        (
            op.id,
            "✗" if op.id in verdict.operations else "",
            op.client,
            text(op),
            op.issued,
            op.done,
            words(f"status.{op.status}"),
        )
        for op in log.operations[:ROWS]
    ]
    names = ("id", "proof", "client", "operation", "issued", "done", "status")
    columns = [words(f"histories.column_{name}") for name in names]
    return pd.DataFrame(rows, columns=columns).astype({columns[5]: "Int64"})


def others(words: Words, weaker: Sequence[Verdict], trace: Trace | None) -> None:
    """The weaker models as a table."""
    more = [one for one in run_verdicts(trace) if CHECKS[one.check].versions] if trace is not None else []
    rows = [
        (
            words(f"check.{one.check}") + (f" · {one.key}" if one.key else ""),
            f"{MARKS[one.outcome]} {words(f'outcome_short.{one.outcome}')}",
            sentence(words, one),
        )
        for one in (*weaker, *more)
    ]
    columns = [words("lattice.guarantee"), words("histories.column_verdict"), words("lattice.why")]
    st.dataframe(pd.DataFrame(rows, columns=columns), hide_index=True)
    st.caption(words("histories.others_help" if trace is not None else "histories.others_no_versions"))
