"""Around two stages: where the two runs part, what each one costs, and what every client saw, as words and tables."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd
import streamlit as st

from engine.model import Operation
from engine.trace import Trace
from lessons.words import Words
from pages.ui.compare import pair as duel
from pages.ui.compare.pair import Difference, Price
from pages.ui.stage.picture import verdicts
from pages.ui.stage.picture.phrases import Phrases

SHAPES = {"kept": "✓", "broken": "✕", "cant_tell": "?"}
Names = tuple[str, str]


def head(words: Words, a: Trace, b: Trace, names: Names, seek: Callable[[int], None]) -> None:
    """Over the stages: each system in one sentence, and where the two part."""
    for column, name, trace in zip(st.columns(2), names, (a, b), strict=True):
        column.markdown(words("compare.summary", name=f"**{name}**", text=summary(duel.price(trace), words)))
    first, other = duel.first_difference(a, b), duel.first_other_answer(a, b)
    if first is None:
        st.success(words("compare.same"), icon=":material/equal:")
        return
    codes = {"first": f"first_{first.code}", "other": "other_answer"}
    for column, code, found in zip(st.columns(2), codes, (first, other), strict=True):
        with column.container(horizontal=True, vertical_alignment="center", key=f"part_{code}"):
            if found is None:
                st.caption(words("compare.no_other_answer"))
            elif code == "first" or found != first:
                label = words("compare.show", tick=found.tick)
                st.button(label, icon=":material/my_location:", on_click=seek, args=(found.tick,), key=f"seek_{code}")
                st.text(parting(found, codes[code], a, words), width="stretch")


def tables(words: Words, a: Trace, b: Trace) -> None:
    """Under the stages: what each one costs, what it promises, what every client saw."""
    left, right = st.columns(2)
    left.header(words("compare.price"), anchor=False)
    left.table(costs((duel.price(a), duel.price(b)), words), hide_index=True, border="horizontal")
    right.header(words("compare.promises"), anchor=False)
    right.table(promises(a, b, words), hide_index=True, border="horizontal")
    st.header(words("compare.answers"), anchor=False)
    st.dataframe(answers(a, b, words), hide_index=True)


def parting(found: Difference, code: str, a: Trace, words: Words) -> str:
    """A difference in words, on two lines."""
    phrases = Phrases(words, a.scenario.system)
    if found.code == "copy":
        what = words(f"compare.{code}", node=found.what, key=found.key)
        each = [words("compare.holds", value=phrases.values(values)) for values in (found.a, found.b)]
    else:
        op = next(op for op in a.operations if op.id == found.what)
        told = {"client": op.client, "node": op.node, "op": op.id, "what": phrases.operation(op)}
        what = words(f"compare.{code}", **told)
        each = [_end(side, phrases) for side in (found.a, found.b)]
    return f"{what}\n{words('compare.each', a=each[0], b=each[1])}"


def _end(outcome: duel.Outcome, phrases: Phrases) -> str:
    status, value = outcome
    if value is not None:
        return phrases.words("compare.ends_read", value=phrases.values(value))
    return phrases.words(f"compare.ends_{status}")


def summary(one: Price, words: Words) -> str:
    """What a system did for its clients, in one sentence."""
    if not one.asked:
        return words("compare.no_requests")
    whole = one.answered == one.asked
    parts = [words("compare.all" if whole else "compare.some", n=one.asked, answered=one.answered)]
    counts = {"refuses": one.refused, "unknowns": one.unknown, "waiting": one.pending, "stale": one.stale}
    parts += [words(f"compare.{code}", n=n) for code, n in {**counts, "loses": one.lost}.items() if n]
    if one.slowest is not None:
        parts.append(words("compare.slowest" if one.slowest else "compare.at_once", n=one.slowest))
    broken = words("compare.and").join(words(f"check.{check}") for check in one.promises)
    parts.append(words("compare.breaks" if broken else "compare.breaks_none", which=broken))
    return words("compare.join").join(parts)


def costs(prices: tuple[Price, Price], words: Words) -> pd.DataFrame:
    """Rows: measures; columns: the two systems, and which pays less."""
    marks = {code: words(f"compare.better_{code}") for code in ("a", "b", "same")}
    rows = [
        (
            words(f"measure.{measure}"),
            *(_amount(one, measure, words) for one in prices),
            marks[duel.better(measure, *prices)],
        )
        for measure in duel.LESS_IS_BETTER
        if measure != "pending" or any(one.pending for one in prices)
    ]
    return pd.DataFrame(rows, columns=[words("compare.measure"), "A", "B", words("compare.verdict")])


def _amount(one: Price, measure: str, words: Words) -> str:
    amount = getattr(one, measure)
    if measure == "answered":
        return f"{amount} / {one.asked}"
    if measure in ("typical", "slowest"):
        return words("compare.none") if amount is None else words("compare.ms", n=f"{amount:g}")
    return str(amount)


def promises(a: Trace, b: Trace, words: Words) -> pd.DataFrame:
    """Rows: checks; columns: the two systems, when their runs have ended."""
    ends = verdicts.last(a), verdicts.last(b)
    rows = [
        (
            words(f"check.{check}"),
            *(f"{SHAPES[end[check].outcome]} {words(f'outcome.{end[check].outcome}')}" for end in ends),
        )
        for check in ends[0]
        if check in ends[1]
    ]
    return pd.DataFrame(rows, columns=[words("compare.promise"), "A", "B"])


def answers(a: Trace, b: Trace, words: Words) -> pd.DataFrame:
    """One row an operation: what was asked, and how it ended under either system."""
    phrases = Phrases(words, a.scenario.system)
    mine, others = ({op.id: op for op in trace.operations} for trace in (a, b))
    rows = [
        (
            op.id,
            op.client,
            op.node,
            phrases.operation(op),
            op.issued,
            *(_ended(side.get(op.id), phrases) for side in (mine, others)),
            words("compare.differs") if _unlike(mine.get(op.id), others.get(op.id)) else "",
        )
        for op in (mine | others).values()
    ]
    columns = [words(f"column.{name}") for name in ("id", "client", "node", "operation", "issued")]
    return pd.DataFrame(rows, columns=[*columns, "A", "B", words("compare.unlike")])


def _unlike(one: Operation | None, other: Operation | None) -> bool:
    return one is None or other is None or duel.outcome(one) != duel.outcome(other)


def _ended(op: Operation | None, phrases: Phrases) -> str:
    """How an operation ended; one that is left out on this side did not."""
    if op is None:
        return "–"
    told = _end(duel.outcome(op), phrases)
    return told if op.done is None else f"{told} · {phrases.words('compare.ms', n=op.done - op.issued)}"
