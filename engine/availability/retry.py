"""When to try again, and whether: backoff, cap, jitter, budget.

Rules of this file
* The n-th retry waits backoff * factor ** (n - 1) ticks, at most the cap; with full jitter a whole number of ticks
  drawn evenly from 0 to that (at least 1, so that a retry is never in the tick of its failure).
* A budget of p percent allows retries while they are no more than p of a hundred calls begun. 0: no budget.

Sources: Brooker 2015, "Exponential Backoff And Jitter"; Brooker, "Timeouts, retries, and backoff with jitter" (Amazon
Builders' Library); the brief, lines 329 to 352 (3 retries, factor 2).
"""

from __future__ import annotations

from typing import NamedTuple

from engine.model.randomness import draw, ticks_between

BACKOFF_MAX = 1_000_000
"""Ticks that no backoff exceeds, whatever the settings: 1,000 s, far beyond any run."""


class RetryRule(NamedTuple):
    """retries: after the first attempt. backoff, cap: ticks (cap 0: none). budget: percent of calls, 0 is off."""

    retries: int
    backoff: int
    factor: int
    cap: int
    jitter: bool
    budget: int


def may_retry(rule: RetryRule, made: int, calls: int, retries: int) -> bool:
    """May a call that has made so many attempts try again?

    calls, retries: how many of either have been begun by all clients of the gateway, for the budget.
    """
    within = not rule.budget or 100 * (retries + 1) <= rule.budget * calls
    return made <= rule.retries and within


def backoff(rule: RetryRule, made: int, seed: int, who: str) -> int:
    """Ticks to wait after the attempt with this number (from 1). who: whose draws these are, for jitter."""
    most = min(rule.backoff * rule.factor ** min(made - 1, 40), rule.cap or BACKOFF_MAX, BACKOFF_MAX)
    return max(1, ticks_between(0, most, draw(seed, "backoff", who, made)) if rule.jitter else most)
