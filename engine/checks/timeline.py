"""What each check says at every moment of a run.

Rules of this file
* Verdicts change only at ticks in which an operation ends; the first entry (tick 0) is what holds before any has.
* The safety checks, once broken, stay broken by the same operations: each is judged once and placed at its tick.
* Availability is judged anew: it can tell again when what it waited for has been answered.
* Every key of the run has its verdicts from the start.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from engine.checks.available import available
from engine.checks.history import answered
from engine.checks.linearizable import judged as judged_linearizable
from engine.checks.sessions import PROMISES
from engine.checks.sessions import judged as judged_session
from engine.model import Operation, Value, Verdict

Timeline = list[tuple[int, tuple[Verdict, ...]]]


def timeline(operations: Sequence[Operation], init: Mapping[str, Value] | None = None) -> Timeline:
    """The verdicts of linearizability, sessions and availability, with the tick from which on they hold."""
    told = answered(operations)
    safety = judged_linearizable(told, init)
    for check in PROMISES:
        safety += judged_session(told, check)
    ticks = sorted({op.done for op in operations if op.done is not None} | {0})
    entries: Timeline = []
    for tick in ticks:
        verdicts = (*(_at(tick, *judged) for judged in safety), available(operations, tick))
        if not entries or entries[-1][1] != verdicts:
            entries.append((tick, verdicts))
    return entries


def _at(tick: int, verdict: Verdict, since: int | None) -> Verdict:
    if since is None or since <= tick:
        return verdict
    return Verdict(verdict.check, verdict.key, "kept")
