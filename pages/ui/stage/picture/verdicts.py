"""What each promise was worth, over time: one line a check, all keys together, the worst key speaking."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from engine.analysis.verdicts import verdicts_at
from engine.checks import CHECKS, STAGE, timeline
from engine.checks.check import Anew, Lasting
from engine.model import WORST, Reason, Verdict
from engine.trace import Trace
from pages.ui.stage.picture.phrases import Phrases
from pages.ui.stage.picture.prefix import Prefix, Spans
from pages.ui.stage.picture.schema import VerdictLine
from pages.ui.stage.picture.visibility import ALL, Visibility

TOLD = tuple(name for name in STAGE if isinstance(CHECKS[name].judge, Lasting | Anew))
"""Checks of what clients were told: they change only when an operation ends (timeline.py)."""


def spans(trace: Trace, seen: Visibility = ALL, known: Prefix | None = None) -> Spans:
    """The checks that may be seen, in canonical order, each with its verdicts and from which tick on they hold.
    known: a run that begins alike; what was so in what both have in common is not judged again.
    """
    shown = [check for check in STAGE if seen.shows(check)]
    if not shown:
        return {}
    since = min(trace.events[known.events - 1].tick, known.painted.trace.events[-1].tick) if known else 0
    told_since = since if known and _keys(known.painted.trace) == _keys(trace) else 0
    moments = timeline(trace.operations, dict(trace.scenario.init), since=told_since)
    changes = [(tick, index) for tick, index in _changes(trace) if tick >= since]
    found: dict[str, list[tuple[int, Verdict]]] = {}
    for check in shown:
        if check in TOLD:
            begin, judged = moments[0][0], ((tick, _of(all_, check)) for tick, all_ in moments)
        else:
            begin = since
            judged = ((tick, _of(verdicts_at(trace, CHECKS[check], index), check)) for tick, index in changes)
        old = [one for one in known.painted.spans[check] if one[0] < begin] if known else []
        found[check] = _spans(judged, old)
    return found


def _keys(trace: Trace) -> frozenset[str]:
    """What a verdict can be about: another key may speak for all of them from the start."""
    return frozenset(operation.key for operation in trace.operations)


def lines(found: Spans, phrases: Phrases) -> list[VerdictLine]:
    """Checks with their spans in words: from which tick on, outcome, sentence, the operations that prove it."""
    return [_line(check, spans, phrases) for check, spans in found.items()]


def last(trace: Trace) -> dict[str, Verdict]:
    """Each check's verdict when the run has ended."""
    final = timeline(trace.operations, dict(trace.scenario.init))[-1][1]
    ends = {name: _of(final if name in TOLD else verdicts_at(trace, CHECKS[name]), name) for name in STAGE}
    return {name: verdict for name, verdict in ends.items() if verdict is not None}


def _of(all_: Iterable[Verdict], check: str) -> Verdict | None:
    mine = [verdict for verdict in all_ if verdict.check == check]
    return min(mine, key=lambda verdict: WORST.index(verdict.outcome), default=None)


def _changes(trace: Trace) -> list[tuple[int, int]]:
    """The ticks in which a node's data or the network changed, and the end, each with its last event."""
    changed = {index for index, _ in trace.networks} | {0, trace.last}
    before: dict[str, Any] = {}
    for index, event in enumerate(trace.events):
        if event.node is not None and event.state is not None and before.get(event.node) is not event.state:
            before[event.node] = event.state
            changed.add(index)
    ticks = dict.fromkeys(trace.events[index].tick for index in sorted(changed))
    return [(tick, trace.at(tick)) for tick in ticks]


def _spans(
    moments: Iterable[tuple[int, Verdict | None]], before: Sequence[tuple[int, Verdict]] = ()
) -> list[tuple[int, Verdict]]:
    spans = list(before)
    for tick, verdict in moments:
        if verdict is not None and (not spans or spans[-1][1] != verdict):
            spans.append((tick, verdict))
    return spans


def _line(check: str, spans: Sequence[tuple[int, Verdict]], phrases: Phrases) -> VerdictLine:
    words = phrases.words
    return {
        "check": check,
        "name": words(f"check.{check}"),
        "help": words(f"check_help.{check}"),
        "spans": [
            {
                "from": tick,
                "outcome": verdict.outcome,
                "outcome_text": words(f"outcome.{verdict.outcome}"),
                "text": phrases.verdict(worded(verdict, phrases)),
                "ops": list(verdict.operations),
            }
            for tick, verdict in spans
        ],
    }


def worded(verdict: Verdict, phrases: Phrases) -> Verdict:
    """Holders of a value as one phrase: 'n1 n2: milk; n3: eggs'."""
    reason = verdict.reason
    if reason is None or "holders" not in reason.values:
        return verdict
    sides: dict[str, list[str]] = {}
    for node, values in reason.values["holders"].items():
        sides.setdefault(phrases.values(tuple(values)), []).append(node)
    text = "; ".join(f"{' '.join(held)}: {values}" for values, held in sides.items())
    values = {**reason.values, "holders": text}
    return Verdict(verdict.check, verdict.key, verdict.outcome, verdict.operations, Reason(reason.code, values))
