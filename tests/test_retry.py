"""When retries come: the brief's numbers by hand, cap, jitter, budget."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from engine.availability.retry import RetryRule, backoff, may_retry

BRIEF = RetryRule(retries=3, backoff=1_000, factor=2, cap=0, jitter=False, budget=0)


def test_the_brief_waits_one_two_and_four_seconds() -> None:
    assert [backoff(BRIEF, made, 7, "g1 c1") for made in (1, 2, 3)] == [1_000, 2_000, 4_000]


def test_a_cap_ends_the_doubling() -> None:
    capped = BRIEF._replace(cap=3_000)
    assert [backoff(capped, made, 7, "g1 c1") for made in (1, 2, 3, 50)] == [1_000, 2_000, 3_000, 3_000]


def test_three_retries_are_four_attempts() -> None:
    assert [may_retry(BRIEF, made, 1, 0) for made in (1, 2, 3, 4)] == [True, True, True, False]
    assert not may_retry(BRIEF._replace(retries=0), 1, 1, 0)


def test_a_budget_of_twenty_percent_allows_one_retry_for_five_calls() -> None:
    rule = BRIEF._replace(budget=20)
    assert [may_retry(rule, 1, calls, 0) for calls in (1, 4, 5, 6)] == [False, False, True, True]
    assert [may_retry(rule, 1, calls, 1) for calls in (9, 10)] == [False, True]
    assert [may_retry(BRIEF._replace(budget=1), 1, calls, 0) for calls in (99, 100)] == [False, True]


@given(st.integers(0, 2**32), st.integers(1, 8), st.integers(0, 5_000))
def test_jitter_stays_between_one_tick_and_the_full_wait(seed: int, made: int, cap: int) -> None:
    rule = BRIEF._replace(jitter=True, cap=cap)
    assert 1 <= backoff(rule, made, seed, "g1 c1") <= max(1, backoff(rule._replace(jitter=False), made, seed, "g1 c1"))


def test_jitter_spreads_a_crowd_and_is_the_same_each_time() -> None:
    rule = BRIEF._replace(jitter=True)
    waits = [backoff(rule, 1, 7, f"g1 c{i}") for i in range(100)]
    assert waits == [backoff(rule, 1, 7, f"g1 c{i}") for i in range(100)]
    assert len(set(waits)) > 90
    assert 400 < sum(waits) / 100 < 600
