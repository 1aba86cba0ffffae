"""What each promise was worth, over time: one line a check, all keys together, the worst key speaking.

Rules of this file
* What is kept only because nothing could have broken it yet is left out: as it stands, and a check that has nothing
  else to say with it. Of the promise that a story is about, and nothing else is told, that much is told in the end.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby, zip_longest
from operator import itemgetter
from typing import Any, Final

from engine.analysis.verdicts import verdicts, verdicts_at
from engine.checks import CHECKS, STAGE, timeline
from engine.checks.check import Anew, Lasting, vacuous
from engine.checks.timeline import since_tested
from engine.model import WORST, Reason, Verdict
from engine.trace import Trace
from pages.ui.stage.picture.phrases import Phrases
from pages.ui.stage.picture.prefix import Prefix, Spans
from pages.ui.stage.picture.schema import Lead, VerdictLine
from pages.ui.stage.picture.visibility import ALL, Visibility

TOLD = tuple(name for name in STAGE if isinstance(CHECKS[name].judge, Lasting | Anew))
"""Checks of what clients were told: they change only when an operation ends (timeline.py)."""

TERMS: Final = {
    "linearizable": "linearizable",
    "read_your_writes": "read_your_writes",
    "monotonic_reads": "monotonic_reads",
    "monotonic_writes": "session_guarantees",
    "writes_follow_reads": "session_guarantees",
    "available": "availability",
    "converged": "eventual",
}
"""By check the term of the glossary behind it."""


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


def lines(found: Spans, trace: Trace, phrases: Phrases) -> list[VerdictLine]:
    """Checks with their spans in words: from which tick on, outcome, sentence, the operations that prove it."""
    told = {check: _told(spans, since_tested(CHECKS[check], trace.operations)) for check, spans in found.items()}
    return [_line(check, spans, phrases) for check, spans in told.items() if spans]


def _told(spans: Sequence[tuple[int, Verdict]], since: int | None) -> list[tuple[int, Verdict]]:
    """The spans without what is vacuous. since: the tick from which on nothing is."""
    ends = [tick for tick, _ in spans[1:]]
    return [
        (tick if verdict.outcome != "kept" else max(tick, since or 0), verdict)
        for (tick, verdict), end in zip_longest(spans, ends)
        if verdict.outcome != "kept" or (since is not None and (end is None or since < end))
    ]


def in_the_end(check: str, trace: Trace, phrases: Phrases) -> VerdictLine:
    """A promise with what it was worth in the end, told once nobody waits any more; of one that is kept since nothing
    could have broken it, that and why.
    """
    words, tick = phrases.words, max((op.done or trace.end for op in trace.operations), default=trace.end)
    verdict = _of(verdicts(trace, checks=[check]), check) or Verdict(check, None, "kept")
    line = _line(check, [(tick, verdict)], phrases)
    if verdict.outcome == "kept" and vacuous(CHECKS[check], trace.operations):
        code = f"untested.{check}"
        line["spans"][0]["text"] = words(code if words.has(code) else "untested.read")
    return line


def leading(lines: Sequence[VerdictLine], promise: str | None) -> list[Lead]:
    """Which promise stands first, over time: the one in question while there is something to say of it; without one,
    what broke first; else the strongest.
    """
    order = [line["check"] for line in lines]
    changes = [(span["from"], line["check"], span["outcome"]) for line in lines for span in line["spans"]]
    found: list[Lead] = []
    now: dict[str, str] = {}
    broken: dict[str, None] = {}  # in the order in which they broke
    for tick, group in groupby(sorted(changes, key=itemgetter(0)), key=itemgetter(0)):
        for _, check, outcome in group:
            now[check] = outcome
            (broken.setdefault if outcome == "broken" else broken.pop)(check, None)
        strongest = min(now, key=lambda check: (now[check] != "kept", order.index(check)))
        first = promise if promise in now else next(iter(broken), strongest)
        if not found or found[-1]["check"] != first:
            found.append({"from": tick, "check": first})
    return found


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
        "term": TERMS.get(check),
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
    """Holders of a value as one phrase: 'n1 n2: milk; n3: eggs', in a language's own punctuation."""
    reason = verdict.reason
    if reason is None or "holders" not in reason.values:
        return verdict
    sides: dict[str, list[str]] = {}
    for node, values in reason.values["holders"].items():
        sides.setdefault(phrases.values(tuple(values)), []).append(node)
    said = (phrases.words("stage_run.held", nodes=" ".join(held), values=values) for values, held in sides.items())
    text = phrases.words("stage_run.held_next").join(said)
    values = {**reason.values, "holders": text}
    return Verdict(verdict.check, verdict.key, verdict.outcome, verdict.operations, Reason(reason.code, values))
