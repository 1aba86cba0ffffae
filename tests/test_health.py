"""Health beliefs against a model written from the rules: what counts is the newest question's evidence, and later."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from engine.availability.health import HEALTHY, UNHEALTHY, UNKNOWN, Health, with_evidence

Evidence = tuple[int, bool]


def modelled(evidence: list[Evidence], rise: int, fall: int) -> str:
    """Keep what was not overtaken when it came; then look for the last run that was long enough."""
    kept: list[bool] = []
    newest = 0
    for asked, good in evidence:
        if asked >= newest:
            newest = asked
            kept.append(good)
    state = UNKNOWN
    for end in range(1, len(kept) + 1):
        told = kept[:end]
        if len(told) >= rise and all(told[-rise:]):
            state = HEALTHY
        elif len(told) >= fall and not any(told[-fall:]):
            state = UNHEALTHY
    return state


@given(st.lists(st.tuples(st.integers(0, 9), st.booleans()), max_size=25), st.integers(1, 3), st.integers(1, 3))
def test_a_belief_follows_the_newest_evidence(evidence: list[Evidence], rise: int, fall: int) -> None:
    health = Health()
    for asked, good in evidence:
        health = with_evidence(health, asked, good, rise, fall)
    assert health.state == modelled(evidence, rise, fall)


def told(signs: str, rise: int = 1, fall: int = 1) -> str:
    health = Health()
    for asked, sign in enumerate(signs):
        health = with_evidence(health, asked, sign == "+", rise, fall)
    return health.state


def test_nobody_has_asked_is_a_state_of_its_own() -> None:
    assert Health().state == UNKNOWN
    assert told("-", fall=2) == UNKNOWN
    assert told("+", rise=2) == UNKNOWN


def test_rise_and_fall() -> None:
    assert told("+") == HEALTHY
    assert told("+-", fall=2) == HEALTHY
    assert told("+--", fall=2) == UNHEALTHY
    assert told("+-+-", fall=2) == HEALTHY
    assert told("--++", rise=2, fall=2) == HEALTHY


def test_a_slow_answer_to_an_old_probe_does_not_undo_what_a_call_has_shown() -> None:
    """The brief's row B32: a probe in flight (question 1) turns an instance healthy that failed a call (question 2)."""
    failing = with_evidence(with_evidence(Health(), 0, True, 1, 1), 2, False, 1, 1)
    assert failing.state == UNHEALTHY
    assert with_evidence(failing, 1, True, 1, 1) == failing
