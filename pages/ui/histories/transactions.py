"""What a judged history of transactions comes to: a verdict a level, and each anomaly as a picture and in words.

Rules of this file
* Every anomaly says what it is, which levels it rules out, and why each transaction came before the next.
* Text of a file is escaped, and clipped where it is long.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

import pandas as pd
import streamlit as st

from engine.histories.kinds import suited
from engine.model import Operation, Step, Verdict
from engine.transactions import LEVELS, RULED_OUT, Anomaly, Edge, told
from lessons import citing
from lessons.course import sources
from lessons.words import Words
from pages.ui.histories.ring import Box, figure, width
from pages.ui.histories.said import plain
from pages.ui.histories.verdict import COLOURS, MARKS, Found
from pages.ui.plot.style import clipped, squeezed
from pages.ui.session.error_text import literal

SOURCES: Final = ("adya1999", "adya2000", "elle2020", "cerone_gotsman2016")
SIGNS: Final = {"r": "→", "w": "=", "append": "+="}
NAMED: Final = 3
"""Anomalies in the summary, the worst first."""
STEPS, ITEMS, LETTERS, ROWS = 7, 4, 24, 2_000
"""How much of a transaction and of a list is shown, of a value, and of a history; of a list the last items count."""


def summary(words: Words, judged: Found) -> None:
    """The verdicts in a line, why some cannot be told, how much was judged as what."""
    verdicts = judged.verdicts
    broken = sum(one.outcome == "broken" for one in verdicts)
    worst = "broken" if broken else next((one.outcome for one in verdicts if one.outcome != "kept"), "kept")
    said = words(f"isolation_is.{worst}", n=broken, all=len(LEVELS))
    st.markdown(f"## :{COLOURS[worst]}[{MARKS[worst]} {said}]")
    for one in told(verdicts)[:NAMED]:
        what = words(f"anomaly_what.{one.code}")
        st.markdown(words("histories.named", name=words(f"anomaly.{one.code}"), said=what))
    for code, key in dict.fromkeys(_open(one) for one in verdicts if one.outcome == "cant_tell"):
        st.markdown(words(f"isolation_open.{code}", key=literal(clipped(key, LETTERS))))
    st.caption(
        words("isolation_head.judged_as", model=words(f"history_model.{judged.model}"), n=len(judged.log.operations))
    )


def _open(verdict: Verdict) -> tuple[str, str]:
    """Why nobody can tell, and of which key that is said."""
    assert verdict.reason is not None, "a verdict that is open says why"
    return verdict.reason.code, str(verdict.reason.values.get("key", ""))


def show(words: Words, judged: Found) -> None:
    """Each anomaly with its picture, and the levels."""
    log, shown = suited(judged.log, judged.model), told(judged.verdicts)
    named = {op.id: op for op in log.operations}
    for one in shown:
        _anomaly(words, named, one)
    if any(one.edges for one in shown):
        st.caption(words("isolation_head.kinds"))
    st.header(words("isolation_head.levels"), anchor=False)
    st.table(levels(words, shown, judged.verdicts))
    with st.expander(words("histories.table")):
        st.dataframe(_table(words, log.operations), hide_index=True)
    st.caption(words("isolation_head.sources"))
    st.caption("\n".join(f"- {_cited(words, name)}" for name in SOURCES))


def levels(words: Words, shown: Sequence[Anomaly], verdicts: Sequence[Verdict]) -> pd.DataFrame:
    """A row a level: what it promises, whether that is kept, and what rules it out."""
    comma = words("isolation_head.comma")
    rows = [
        (
            words(f"isolation.{one.check}"),
            f"{MARKS[one.outcome]} {words(f'outcome_short.{one.outcome}')}",
            comma.join(words(f"anomaly.{each.code}") for each in shown if one.check in RULED_OUT[each.code]) or "–",
            words(f"isolation_help.{one.check}"),
        )
        for one in verdicts
    ]
    columns = [words(f"isolation_head.{name}") for name in ("level", "verdict", "by", "means")]
    return pd.DataFrame(rows, columns=columns).set_index(columns[0])


def _table(words: Words, operations: Sequence[Operation]) -> pd.DataFrame:
    """Every transaction as a row."""
    rows = [
        (
            op.id,
            op.client,
            "; ".join(line(step, op.status) for step in op.value[:STEPS]),
            op.issued,
            op.done,
            _status(words, op),
        )
        for op in operations[:ROWS]
    ]
    columns = [words(f"histories.column_{name}") for name in ("id", "client", "operation", "issued", "done", "status")]
    return pd.DataFrame(rows, columns=columns).astype({columns[4]: "Int64"})


def _anomaly(words: Words, named: Mapping[str, Operation], one: Anomaly) -> None:
    st.header(f"✗ {words(f'anomaly.{one.code}')}", anchor=False)
    st.markdown(words(f"anomaly_what.{one.code}"))
    dark, phone = st.context.theme.type == "dark", "Mobi" in (st.context.headers.get("User-Agent") or "")
    fig = picture(words, named, one, dark, not phone)
    config = {"displayModeBar": False, "staticPlot": True}
    with st.container(width=width(len(set(one.transactions)), not phone)):
        st.plotly_chart(fig, theme=None, key=f"ring_{one.code}", config=config, alt=words("isolation_head.alt"))
    lines = reasons(words, named, one)
    st.markdown("\n".join(f"{number}. {said}" for number, said in enumerate(lines, 1)) if one.edges else lines[0])
    if one.edges:
        st.markdown(words("isolation_head.no_order", first=literal(one.transactions[0])))
    forbidden = [words(f"isolation.{level}") for level in RULED_OUT[one.code]]
    st.markdown(words("isolation_head.rules_out", levels=words("isolation_head.comma").join(forbidden)))


def picture(words: Words, named: Mapping[str, Operation], one: Anomaly, dark: bool, wide: bool) -> Any:
    """The transactions of an anomaly, and its cycle; where there is none, from who wrote to who read."""
    names = tuple(dict.fromkeys(one.transactions))
    keys = tuple(dict.fromkeys([*(edge.key for edge in one.edges), one.facts.get("key", "")]))
    boxes = [_box(words, named[name], keys) for name in names]
    labels = [_label(edge) for edge in one.edges]
    if not labels and one.code in ("g1a", "g1b"):
        labels = [_label(Edge("wr", names[0], names[-1], "", one.facts["key"], None, None))]
    return figure(boxes, labels, dark, wide)


def _box(words: Words, op: Operation, keys: Sequence[str]) -> Box:
    """A transaction; of a long one the steps at these keys first."""
    chosen = {place for place, step in enumerate(op.value) if step.key in keys}
    chosen |= set(sorted(set(range(len(op.value))) - chosen)[: max(0, STEPS - len(chosen))])
    lines = [line(step, op.status) for place, step in enumerate(op.value) if place in chosen][:STEPS]
    more = ["…"] if len(lines) < len(op.value) else []
    status = "" if op.status == "ok" else f" · {_status(words, op)}"
    return Box(
        f"{words('isolation_head.box', txn=squeezed(op.id, 12), client=squeezed(op.client, 12))}{status}",
        (*lines, *more),
    )


def _status(words: Words, op: Operation) -> str:
    """How a transaction ended; one that was refused has aborted."""
    return words(words.own("status", "txn", op.status))


def line(step: Step, status: str = "ok") -> str:
    """A step as it would be said in a formula: x → [1, 2], x = 3, x += 3."""
    value = "?" if step.f == "r" and status != "ok" else _value(step.value)
    return f"{squeezed(step.key, 12)} {SIGNS[step.f]} {value}"


def _value(value: Any) -> str:
    if isinstance(value, tuple):
        items = [_value(item) for item in value[-ITEMS:]]
        return f"[{', '.join(['…'] * (len(value) > ITEMS) + items)}]"
    return "∅" if value is None else plain(clipped(str(value), LETTERS))


def _label(edge: Edge) -> str:
    return f"{edge.kind} {squeezed(edge.key, 8)}".strip()


def reasons(words: Words, named: Mapping[str, Operation], one: Anomaly) -> list[str]:
    """Why each came before the next; of what is no cycle what it shows. As Markdown."""
    if not one.edges:
        return [words(f"anomaly_here.{_told(one)}", **_facts(one))]
    ids = [{"src": literal(edge.src), "dst": literal(edge.dst)} for edge in one.edges]
    return [
        words("isolation_head.so", why=_edge(words, named, edge), **ends)
        for edge, ends in zip(one.edges, ids, strict=True)
    ]


def _told(one: Anomaly) -> str:
    """Which sentence says what an anomaly without a cycle is here: it may be about what one transaction appended."""
    return f"{one.code}_appended" if "appended" in one.facts else one.code


def _facts(one: Anomaly) -> dict[str, str]:
    values = {"txn": one.transactions[-1], "writer": one.transactions[0], **one.facts}
    values["step"] = str(one.facts.get("step", 0) + 1)
    return {name: literal(_value(value)) for name, value in values.items()}


def _edge(words: Words, named: Mapping[str, Operation], edge: Edge) -> str:
    reader = named[edge.dst if edge.kind == "wr" else edge.src]
    values = {"src": edge.src, "dst": edge.dst, "key": edge.key, "value": edge.value, "next": edge.next}
    values["seen"] = _seen(reader, edge)
    return words(f"edge.{edge.code}", **{name: literal(_value(value)) for name, value in values.items()})


def _seen(op: Operation, edge: Edge) -> Any:
    """The list that a transaction read, where it ends in the value of an edge."""
    for step in op.value:
        read = step.value or ()
        if step.f == "r" and step.key == edge.key and isinstance(read, tuple) and (read or (None,))[-1] == edge.value:
            return read
    return ()


def _cited(words: Words, name: str) -> str:
    one = sources()[name]
    return citing.cited(words, one, literal, lambda title: f"[*{title}*]({one.link})")
