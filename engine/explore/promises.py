"""The promises that can be broken, judged on a run of the simulator: the last word of every search.

Rules of this file
* ANSWERS are about what clients were told, and once broken stay broken; the others are about the run as a whole.
"""

from __future__ import annotations

from typing import Final

from engine.analysis.verdicts import verdicts, verdicts_at
from engine.checks import CHECKS
from engine.checks.lattice import WORST, strongest_kept
from engine.explore.client_history import ANSWERS
from engine.model import Delete, Scenario, Write
from engine.run.simulation import Overrun, run
from engine.trace import Trace

PROMISES: Final = tuple(sorted(CHECKS, key=lambda name: CHECKS[name].liveness))
"""All that can be asked to be broken: what must never happen, then what must happen in the end."""

EVENTS_MAX = 2_000
"""The longest run that is tried."""


def judged(trace: Trace, promise: str) -> str:
    """What one promise was worth in a run: its worst outcome over all keys."""
    return min((one.outcome for one in verdicts_at(trace, CHECKS[promise])), key=WORST.index, default="kept")


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
    passed = [one for one in trace.scenario.commands if isinstance(one, Write | Delete) and one.context]
    return all(one.context in ended and ended[one.context] < began.get(one.id or "", -1) for one in passed)


def strongest(trace: Trace) -> str:
    """The strongest promise that a run keeps: what it would be a pity to see broken."""
    if not trace.operations:
        return "linearizable"
    outcomes: dict[str, str] = {}
    for one in verdicts(trace):
        outcomes[one.check] = min(outcomes.get(one.check, "kept"), one.outcome, key=WORST.index)
    kept = [check for check in strongest_kept(outcomes) if check in ANSWERS]
    for check in (*kept, *(promise for promise in PROMISES if promise not in ANSWERS)):
        if outcomes.get(check) == "kept":
            return check
    return "linearizable"
