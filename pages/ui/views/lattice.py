"""The lattice of guarantees as a graph, with what a run had kept and broken by the end of a tick."""

from __future__ import annotations

import textwrap
from typing import Final

import pandas as pd
import streamlit as st

from engine.analysis.verdicts import verdicts
from engine.checks.lattice import IMPLIES, LEVELS, PLACES, graph, hidden, strongest_kept, weakest_broken, worst
from engine.model import Verdict
from engine.trace import Trace
from lessons.words import Words
from pages.ui.plot.boxes import BAD, DOUBT, GOOD, PLAIN, Arrow, Box, figure
from pages.ui.stage.picture.phrases import Phrases
from pages.ui.stage.picture.verdicts import worded

MARKS: Final = {"kept": ("✓", GOOD), "broken": ("✗", BAD), "cant_tell": ("?", DOUBT)}
COLUMNS = 12
"""Letters in a line of a box: three boxes stand side by side on a phone."""


def applies(trace: Trace) -> bool:
    """Any run of reads and writes."""
    return any(op.kind != "call" and op.object == "register" for op in trace.operations)


def show(words: Words, trace: Trace, index: int) -> None:
    """The graph, what is left of it in a sentence, and a table that says why."""
    found = judged(trace, index)
    phrases = Phrases(words, trace.scenario.system)
    fig = figure(boxes(found, phrases), arrows(), st.context.theme.type == "dark", height=600)
    st.plotly_chart(fig, theme=None, key="lattice", config={"displayModeBar": False}, alt=words("lattice.alt"))
    st.text("\n".join(told(found, phrases)))
    st.dataframe(table(found, phrases), hide_index=True)


def judged(trace: Trace, index: int) -> dict[str, Verdict]:
    """By guarantee, the worst verdict on what was known by the end of the event's tick."""
    index = trace.at(trace.events[index].tick)
    return worst(verdicts(trace, index, graph()))


def boxes(found: dict[str, Verdict], phrases: Phrases) -> dict[str, Box]:
    """A box a guarantee: mark and name, the brief's value where it has one; on hover, why and what it implies."""
    made = {}
    for check in graph():
        mark, tone = MARKS[found[check].outcome] if check in found else ("–", PLAIN)
        name = phrases.words(f"check.{check}").replace("（", " （")
        lines = textwrap.wrap(f"{mark}\u00a0{name}", COLUMNS - 4 * name.count("（"), break_long_words=False)
        if check in LEVELS:
            lines += textwrap.wrap(f"“{LEVELS[check]}”".replace("_", "_ "), COLUMNS)
        x, y = PLACES[check]
        made[check] = Box(x, y, "\n".join(lines).replace("_ ", "_"), hover(check, found, phrases), tone)
    return made


def hover(check: str, found: dict[str, Verdict], phrases: Phrases) -> str:
    """Name, what it means, what this run says, what follows from it."""
    words = phrases.words
    lines = [words(f"check.{check}"), words(f"check_help.{check}")]
    if check in found:
        lines.append(f"{MARKS[found[check].outcome][0]} {sentence(found[check], phrases)}")
    if check in LEVELS:
        lines.append(words("lattice.value", value=LEVELS[check]))
    follows: dict[str, list[str]] = {}
    for strong, weak, why in IMPLIES:
        if strong == check:
            follows.setdefault(why, []).append(words(f"check.{weak}"))
    lines += [words(f"lattice_edge.{why}", names=", ".join(names)) for why, names in follows.items()]
    return "\n".join(lines)


def arrows() -> list[Arrow]:
    """From each guarantee to what it implies."""
    return [Arrow(strong, weak, down=True) for strong, weak, _ in IMPLIES]


def told(found: dict[str, Verdict], phrases: Phrases) -> list[str]:
    """The strongest that is kept, the weakest that is broken, and what only versions show."""
    words, outcomes = phrases.words, {check: verdict.outcome for check, verdict in found.items()}
    top, bottom = strongest_kept(outcomes), weakest_broken(outcomes)
    names = ", ".join(words(f"check.{check}") for check in top)
    lines = [words("lattice.top", names=names) if top else words("lattice.top_none")]
    for check in bottom:
        why = sentence(found[check], phrases)
        lines.append(words("lattice.bottom", name=words(f"check.{check}"), why=why))
    lines += [words("lattice.hidden", name=words(f"check.{check}")) for check in hidden(outcomes)]
    return lines if bottom else [*lines, words("lattice.bottom_none")]


def table(found: dict[str, Verdict], phrases: Phrases) -> pd.DataFrame:
    """One row a guarantee, strongest first."""
    words = phrases.words
    rows = [
        (
            words(f"check.{check}"),
            LEVELS.get(check, ""),
            f"{MARKS[verdict.outcome][0]} {words(f'outcome_short.{verdict.outcome}')}",
            sentence(verdict, phrases),
        )
        for check, verdict in found.items()
    ]
    return pd.DataFrame(rows, columns=[words(f"lattice.{name}") for name in ("guarantee", "level", "outcome", "why")])


def sentence(verdict: Verdict, phrases: Phrases) -> str:
    """The verdict in words, with its key where it has one."""
    said = phrases.verdict(worded(verdict, phrases))
    return f"{verdict.key}: {said}" if verdict.key is not None else said
