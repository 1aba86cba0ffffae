"""What each check of what clients were told says at every moment of a run, as far as a stage has room for it.

Rules of this file
* Verdicts change only at ticks in which an operation begins or ends; the first entry (tick 0) is what holds before any
  does.
* A lasting check is judged once and placed at its tick; any other is judged anew, on what was known by then.
* Every key of the run has its verdicts from the start: what a check cannot speak of yet is 'kept'.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Mapping, Sequence

from engine.checks.check import Anew, Check, Finding, Lasting, findings, judge, vacuous
from engine.checks.history import known
from engine.checks.registry import CHECKS
from engine.model import Operation, Value, Verdict

Timeline = list[tuple[int, tuple[Verdict, ...]]]

Told = Callable[[int, Sequence[Operation]], Sequence[Verdict]]
"""What one check says at a tick, of the history as known by then."""


def timeline(
    operations: Sequence[Operation],
    init: Mapping[str, Value] | None = None,
    checks: Iterable[Check] = tuple(CHECKS.values()),
    since: int = 0,
) -> Timeline:
    """The verdicts in the order of the checks, with the tick from which on they hold. since: begin with what holds at
    this tick.
    """
    staged = [check for check in checks if check.stage and isinstance(check.judge, Lasting | Anew)]
    told = [_told(check, operations, init) for check in staged]
    ticks = [0, *(tick for tick in _moments(operations) if tick)]
    ticks = ticks[bisect_right(ticks, since) - 1 :]
    entries: Timeline = []
    for tick in ticks:
        then = known(operations, tick)
        verdicts = tuple(verdict for one in told for verdict in one(tick, then))
        if not entries or entries[-1][1] != verdicts:
            entries.append((tick, verdicts))
    return entries


def since_tested(check: Check, operations: Sequence[Operation]) -> int | None:
    """The tick from which on a verdict of a check is not vacuous; None where it is so to the end."""
    ticks = _moments(operations)
    place = bisect_left(ticks, True, key=lambda tick: not vacuous(check, known(operations, tick)))
    return ticks[place] if place < len(ticks) else None


def _moments(operations: Sequence[Operation]) -> list[int]:
    """The ticks in which an operation begins or ends."""
    return sorted({tick for op in operations for tick in (op.issued, op.done) if tick is not None})


def _told(check: Check, operations: Sequence[Operation], init: Mapping[str, Value] | None) -> Told:
    if isinstance(check.judge, Lasting):
        found = findings(check, operations, init)
        return lambda tick, _: [_at(tick, finding) for finding in found]
    kept = {verdict.key: _kept(verdict) for verdict in judge(check, operations, init)}
    return lambda _, then: list({**kept, **{verdict.key: verdict for verdict in judge(check, then, init)}}.values())


def _at(tick: int, finding: Finding) -> Verdict:
    verdict, since = finding
    return verdict if since is None or since <= tick else _kept(verdict)


def _kept(verdict: Verdict) -> Verdict:
    return Verdict(verdict.check, verdict.key, "kept")
