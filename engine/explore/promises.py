"""The promises that can be broken, judged on a run of the simulator: the last word of every search.

Rules of this file
* ANSWERS are about what clients were told, and once broken stay broken; the others are about the run as a whole.
"""

from __future__ import annotations

from typing import Final

from engine.analysis.verdicts import verdicts, verdicts_at
from engine.checks import CHECKS
from engine.checks.lattice import strongest_kept
from engine.explore.client_history import ANSWERS
from engine.model import WORST, Delete, Scenario, Write
from engine.run.simulation import Overrun, run
from engine.trace import Trace

PROMISES: Final = tuple(sorted(CHECKS, key=lambda name: CHECKS[name].liveness))
"""All that can be asked to be broken: what must never happen, then what must happen in the end."""

EVENTS_MAX = 2_000
"""The longest run that is tried, in events: thousands of runs are, and a story that needs more is not a small one."""


def judged(trace: Trace, promise: str) -> str:
    """The outcome of one promise in a run: its worst over all keys."""
    outcomes = (verdict.outcome for verdict in verdicts_at(trace, CHECKS[promise]))
    return min(outcomes, key=WORST.index, default="kept")


def broken_by(scenario: Scenario, promise: str) -> bool:
    """Does the simulator break the promise when it runs this, with clients who pass on only what they were told?"""
    try:
        trace = run(scenario, EVENTS_MAX)
    except Overrun:
        return False
    return _honest(trace) and judged(trace, promise) == "broken"


def _honest(trace: Trace) -> bool:
    """Had every read whose context is passed on ended before?"""
    ended = {op.id: op.last for op in trace.operations if op.status == "ok" and op.last is not None}
    began = {op.id: op.first for op in trace.operations}
    writes = [each for each in trace.scenario.commands if isinstance(each, Write | Delete) and each.context]
    return all(each.context in ended and ended[each.context] < began.get(each.id or "", -1) for each in writes)


def strongest(trace: Trace) -> str:
    """The strongest promise that a run keeps: what it would be a pity to see broken."""
    if not trace.operations:
        return "linearizable"
    outcomes: dict[str, str] = {}
    for verdict in verdicts(trace):
        outcomes[verdict.check] = min(outcomes.get(verdict.check, "kept"), verdict.outcome, key=WORST.index)
    kept = [check for check in strongest_kept(outcomes) if check in ANSWERS]
    for check in (*kept, *(promise for promise in PROMISES if promise not in ANSWERS)):
        if outcomes.get(check) == "kept":
            return check
    return "linearizable"
