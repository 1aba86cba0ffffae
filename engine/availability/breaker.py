"""A circuit breaker: after too many failures it stops asking, waits, lets a few probes through, and decides by them.

Rules of this file
* CLOSED counts failures in a row (`rule=consecutive`: a success clears them) or among the last so many results
  (`rule=window`); at `threshold` it opens. OPEN lets nothing through until it has cooled. HALF_OPEN admits `probes`
  calls; when all of them have succeeded it closes, and one failure opens it again.
* Every change of state begins a new epoch. A result counts only in the epoch in which its call was let through: late
  answers of an earlier time move nothing.
* Intervals are timers, never differences of a clock that can be set back.

Sources: Nygard 2018, "Release It!", second edition, chapter 5 (the pattern); the brief, lines 293 to 327 (threshold 5,
timeout 60 s).
"""

from __future__ import annotations

from typing import NamedTuple

CLOSED, OPEN, HALF_OPEN = "closed", "open", "half_open"


class BreakerRule(NamedTuple):
    """threshold: failures that open it. window: results looked back on; 0: failures in a row. probes: in half-open.

    adds_up, floods, hasty: the brief's rules instead. A success does not clear failures; half-open lets everybody
    through; there the first success closes it, and results count whenever their call began.
    """

    threshold: int
    window: int
    probes: int
    adds_up: bool = False
    floods: bool = False
    hasty: bool = False


class Breaker(NamedTuple):
    """state: 'closed', 'open' or 'half_open'. epoch: how many changes of state there were.

    results: of this epoch, True for a success, oldest first, no more than the rule looks at. let: how many half-open
    calls were let through.
    """

    state: str = CLOSED
    epoch: int = 0
    results: tuple[bool, ...] = ()
    let: int = 0


def admit(breaker: Breaker, rule: BreakerRule) -> tuple[Breaker, bool]:
    """(the breaker, may a call pass now?). A half-open call that passes is counted as a probe."""
    if breaker.state == CLOSED:
        return breaker, True
    if breaker.state == OPEN or (breaker.let >= rule.probes and not rule.floods):
        return breaker, False
    return breaker._replace(let=breaker.let + 1), True


def record_result(breaker: Breaker, rule: BreakerRule, epoch: int, good: bool) -> Breaker:
    """The breaker after the result of a call that it had let through in this epoch."""
    if rule.hasty:
        if breaker.state == OPEN:
            return breaker if good else _enter(breaker, OPEN)
    elif epoch != breaker.epoch or breaker.state == OPEN:
        return breaker
    if breaker.state == HALF_OPEN:
        results = (*breaker.results, good)
        if not good:
            return _enter(breaker, OPEN)
        enough = rule.hasty or len(results) >= rule.probes
        return _enter(breaker, CLOSED) if enough else breaker._replace(results=results)
    if rule.adds_up:
        results = breaker.results if good else (*breaker.results, good)
    elif good and not rule.window:
        results = ()
    else:
        results = (*breaker.results, good)[-rule.window :]  # without a window all: failures, fewer than the threshold
    failures = len(results) - sum(results)
    return _enter(breaker, OPEN) if failures >= rule.threshold else breaker._replace(results=results)


def cool_down(breaker: Breaker, epoch: int) -> Breaker:
    """The breaker after its timer: half-open, if it is still open since that epoch."""
    return _enter(breaker, HALF_OPEN) if (breaker.state, breaker.epoch) == (OPEN, epoch) else breaker


def failures_counted(breaker: Breaker) -> int:
    """How many failures count now."""
    return len(breaker.results) - sum(breaker.results)


def _enter(breaker: Breaker, state: str) -> Breaker:
    return Breaker(state, breaker.epoch + 1)
