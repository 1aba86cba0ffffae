"""What a run with gateways was worth, as a row of numbers; how late each failure was noticed; what was done twice."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from engine.availability.endpoints import endpoint_of
from engine.resilience import Counts, Detection, counts, detections, repeated
from engine.trace import Trace
from lessons.words import Words
from pages.ui.session.error_text import literal
from pages.ui.stage.picture.phrases import Phrases
from pages.ui.stage.picture.verdicts import last

WIDTH, HEIGHT = 168, 135
"""Of a number, in pixels: two stand side by side on a phone."""

JUDGED = ("linearizable", "read_your_writes", "available")
"""Promises whose breach is told here, since a gateway can be the cause."""

Number = tuple[str, str, str]
"""Name, value, a second line."""


def show(words: Words, trace: Trace, gateway: str) -> None:
    """The rows of numbers; below them each failure that was noticed, and when."""
    found = counts(trace)
    failed = detections(trace, gateway) if _looks(trace, gateway) else ()
    worth = (*_worth(words, found), *_late(words, failed))
    for group, numbers in (("cost", _load(words, found)), ("worth", worth)):
        st.markdown(f"**{words(f'resilience.{group}')}**")
        with st.container(horizontal=True, gap="small", key=f"guarded_{group}"):
            for name, value, more in numbers:
                st.metric(
                    words(f"resilience.{name}"), value, more, delta_color="off", delta_arrow="off", border=True,
                    width=WIDTH, height=HEIGHT, help=words(f"resilience.{name}_help"),
                )  # fmt: skip
    if failed:
        with st.expander(words("resilience.detections")):
            st.dataframe(_detected(words, failed), hide_index=True)


def wrong(words: Words, trace: Trace) -> None:
    """What went wrong, a sentence each."""
    judged, phrases = last(trace), Phrases(words, trace.scenario.system)
    for check in JUDGED:
        verdict = judged.get(check)
        if verdict is not None and verdict.outcome == "broken":
            st.markdown(
                words("resilience.broken", name=words(f"check.{check}"), text=literal(phrases.verdict(verdict)))
            )
    for op, times in repeated(trace).items():
        st.warning(words("resilience.repeated", op=op, times=times), icon=":material/content_copy:")


def _looks(trace: Trace, gateway: str) -> bool:
    """Does this gateway want to know how its instances are?"""
    config = endpoint_of(trace.scenario, gateway).config
    return bool(config.check or config.passive)


def _load(words: Words, found: Counts) -> list[Number]:
    factor = "–" if found.amplification is None else f"× {found.amplification:.2f}"
    return [
        ("calls", str(found.calls), words("resilience.told", **{
            status: found.told.get(status, 0) for status in ("ok", "degraded", "refused", "unknown")
        })),
        ("attempts", str(found.attempts), words("resilience.retried", retries=found.retries, blocked=found.blocked)),
        ("hits", str(found.hits), factor),
        ("latency", _ms(words, found.p50), words("resilience.slower", p95=_number(found.p95), p99=_number(found.p99))),
    ]  # fmt: skip


def _worth(words: Words, found: Counts) -> list[Number]:
    return [
        ("success", _share(found.success), words("resilience.success_line")),
        ("served", _share(found.served), words("resilience.served_line")),
        ("uptime", _share(found.uptime), words("resilience.uptime_line")),
    ]


def _late(words: Words, failed: tuple[Detection, ...]) -> list[Number]:
    if not failed:
        return []
    delays = [one.delay for one in failed if one.delay is not None]
    missed = len(failed) - len(delays)
    return [("delay", _ms(words, max(delays, default=None)), words("resilience.missed", count=missed))]


def _detected(words: Words, failed: tuple[Detection, ...]) -> pd.DataFrame:
    columns = [words(f"resilience.{name}") for name in ("instance", "how", "since", "until", "delay")]
    rows = [
        (
            f"{one.instance} ({one.service})",
            words(f"instance_state.{one.how}"),
            one.since,
            one.until,
            words("resilience.never") if one.delay is None else _ms(words, one.delay),
        )
        for one in failed
    ]
    return pd.DataFrame(rows, columns=columns)


def _ms(words: Words, ticks: int | None) -> str:
    return "–" if ticks is None else words("resilience.ms", ticks=ticks)


def _number(ticks: int | None) -> str:
    return "–" if ticks is None else str(ticks)


def _share(share: float | None) -> str:
    return "–" if share is None else f"{100 * share:.0f} %"
