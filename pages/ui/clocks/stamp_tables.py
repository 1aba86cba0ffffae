"""What clocks are worth, as tables: every question counted, two events compared, all stamps, all versions.

Rules of this file
* Marks stand beside numbers: ✓ promised and kept, ○ kept here but not promised, ✕ broken.
* Only numbers of the engine are shown. st.table reads Markdown, so nothing that a learner wrote goes into one.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import pandas as pd

from engine.analysis import clock_comparison
from engine.analysis.clock_comparison import CLOCKS, PROMISED, QUESTIONS, Stamped, Tally
from engine.clocks.vector import Clock
from engine.protocols.multi_value import version_stamps
from engine.protocols.multi_value.version_stamps import SCHEMES, Written
from engine.trace import Trace
from lessons.words import Words
from pages.ui.session import run_cache as runs
from pages.ui.stage.picture.phrases import Phrases

SIGNS = {-1: r"\<", 0: "=", 1: r"\>"}
GOOD, BAD = ":green[✓]", ":red[✕]"


@lru_cache(maxsize=48)
def counted(script: str) -> dict[str, dict[str, Tally]]:
    """How often each clock was right in the run of a script."""
    return clock_comparison.tallies(clock_comparison.compared_events(runs.trace(script)))


@lru_cache(maxsize=48)
def stamps(script: str) -> dict[int, Stamped]:
    """The events of the run of a script, by index, with their stamps."""
    return {one.event: one for one in clock_comparison.stamped(runs.trace(script))}


@lru_cache(maxsize=48)
def example(script: str) -> tuple[int, int] | None:
    """Two events of the run of a script that are worth a look."""
    return clock_comparison.example(runs.trace(script))


def answers(script: str, words: Words) -> pd.DataFrame:
    """Rows: clocks; columns: what can be asked of one, with how often it was right."""
    events = clock_comparison.compared_events(runs.trace(script))
    rows = []
    for clock, found in counted(script).items():
        cells = [_share(found[question], question in PROMISED[clock]) for question in QUESTIONS]
        drift = clock_comparison.drift(clock, events)
        rows.append((words(f"clock.{clock}"), *cells, "–" if drift is None else words("clocks.ms", n=drift)))
    names = ("clock", *QUESTIONS, "drift")
    return pd.DataFrame(rows, columns=[words(f"clocks_column.{name}") for name in names])


def _share(tally: Tally, promised: bool) -> str:
    mark = BAD if tally.right < tally.pairs else GOOD if promised else "○"
    return f"{mark} {tally.right} / {tally.pairs}"


def pair(script: str, a: int, b: int, words: Words) -> pd.DataFrame:
    """Rows: clocks; what each stamps two events, how it orders them, whether that is true."""
    first, second = stamps(script)[a], stamps(script)[b]
    true = clock_comparison.true_order(first, second)
    rows = []
    for clock in CLOCKS:
        said = clock_comparison.order_by_clock(clock, first, second)
        rows.append(
            (
                words(f"clock.{clock}"),
                shown(clock, first),
                shown(clock, second),
                words(f"says.{said}"),
                _mark(said, true),
            )
        )
    names = ("clock", "a", "b", "says", "true")
    return pd.DataFrame(rows, columns=[words(f"clocks_column.{name}") for name in names])


def _mark(said: str, true: str) -> str:
    unordered = ("equal", "concurrent")
    return GOOD if said == true or (said in unordered and true in unordered) else BAD


def shown(clock: str, one: Stamped) -> str:
    """An event's stamp by one clock, as text."""
    match clock:
        case "wall":
            return str(one.wall)
        case "lamport":
            return str(one.lamport)
        case "hybrid":
            return f"({one.hybrid.wall}, {one.hybrid.counter})"
        case _:
            return vector(one.vector.clock)


def vector(clock: Clock) -> str:
    """A vector clock as text: `n1 2, n2 1`; a dash where it is empty."""
    return ", ".join(f"{name} {count}" for name, count in sorted(clock.items()) if count) or "–"


def entries(a: Clock, b: Clock, names: tuple[str, ...], words: Words) -> pd.DataFrame:
    """Two vectors, entry by entry; what is missing counts 0."""
    rows = []
    for name in names:
        first, second = a.get(name, 0), b.get(name, 0)
        rows.append((name, str(first), SIGNS[(first > second) - (first < second)], str(second)))
    return pd.DataFrame(rows, columns=[words("clocks_column.entry"), "a", "< = >", "b"])


def every(script: str, lang: str, words: Words) -> pd.DataFrame:
    """Rows: events; all their stamps side by side."""
    told = runs.picture(script, lang)["events"]
    rows = [
        (number + 1, one.tick, one.node, told[number]["text"], *(shown(clock, one) for clock in CLOCKS))
        for number, one in stamps(script).items()
    ]
    names = [words(f"clocks_column.{name}") for name in ("number", "tick", "node", "what")]
    return pd.DataFrame(rows, columns=[*names, *(words(f"clock.{clock}") for clock in CLOCKS)])


# -- versions ----------------------------------------------------------------------------------------------------


def versions(trace: Trace, words: Words) -> pd.DataFrame:
    """Rows: writes; the version that each scheme gives them."""
    phrases = Phrases(words, trace.scenario.system)
    rows = [
        (_named(one, phrases), dotted(one), vector(one.by_node), vector(one.by_client))
        for one in version_stamps.written(trace)
    ]
    names = [words(f"scheme.{scheme}") for scheme in SCHEMES]
    return pd.DataFrame(rows, columns=[words("clocks_column.write"), *names])


def schemes(trace: Trace, words: Words) -> pd.DataFrame:
    """Rows: schemes; how many pairs of writes of a key they order rightly, and how wide they grow."""
    found = version_stamps.judged(version_stamps.written(trace))
    rows = [
        (words(f"scheme.{scheme}"), _share(Tally(one.right, one.pairs, None), scheme == "dotted"), str(one.entries))
        for scheme, one in found.items()
    ]
    names = ("scheme", "pairs", "entries")
    return pd.DataFrame(rows, columns=[words(f"clocks_column.{name}") for name in names])


def misled(trace: Trace, words: Words) -> list[dict[str, Any]]:
    """Pairs of writes that a vector orders although the second client never saw the first, for a sentence each."""
    phrases = Phrases(words, trace.scenario.system)
    writes = version_stamps.written(trace)
    return [
        {"a": _named(a, phrases), "b": _named(b, phrases), "client": b.client}
        for a in writes
        for b in writes
        if a.key == b.key
        and version_stamps.order("by_node", a, b) == "before"
        and version_stamps.order("dotted", a, b) == "concurrent"
    ]


def dotted(one: Written) -> str:
    """(n1 2) after {n1 1}, as dot and context."""
    return f"{one.dot[0]}·{one.dot[1]} {{{vector(one.context) if one.context else ''}}}"


def _named(one: Written, phrases: Phrases) -> str:
    return f"{one.op}: {one.key} = {phrases.value(one.value)}"
