"""The circuit breaker against a model that was written from its rules, and the brief's numbers by hand.

The model keeps a plain diary of what was let through and what became of it, and answers every question by reading the
diary from the start; it shares no code and no representation with engine/availability/breaker.py.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from hypothesis import given
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from engine.availability.breaker import (
    CLOSED,
    HALF_OPEN,
    OPEN,
    Breaker,
    BreakerRule,
    admit,
    cool_down,
    failures_counted,
    record_result,
)


@dataclass
class Diary:
    """What happened since the breaker last changed its state: calls let through and results, in order."""

    threshold: int
    window: int
    probes: int
    state: str = CLOSED
    let: int = 0
    results: list[bool] = field(default_factory=list)
    changes: int = 0

    def may_pass(self) -> bool:
        if self.state == CLOSED:
            return True
        if self.state == HALF_OPEN and self.let < self.probes:
            self.let += 1
            return True
        return False

    def result(self, era: int, good: bool) -> None:
        if era != self.changes or self.state == OPEN:
            return
        self.results.append(good)
        if self.state == HALF_OPEN:
            if not good:
                self.change(OPEN)
            elif len(self.results) == self.probes:
                self.change(CLOSED)
        elif self.bad() >= self.threshold:
            self.change(OPEN)

    def bad(self) -> int:
        """Failures that count: in a row at the end, or among the last so many."""
        if self.window:
            return self.results[-self.window :].count(False)
        row = 0
        for good in reversed(self.results):
            if good:
                break
            row += 1
        return row

    def change(self, state: str) -> None:
        self.state, self.let, self.results, self.changes = state, 0, [], self.changes + 1


class Machine(RuleBasedStateMachine):
    """Calls that overlap, results that come late, times that are up: in any order."""

    @initialize(threshold=st.integers(1, 4), extra=st.integers(0, 3), sliding=st.booleans(), probes=st.integers(1, 3))
    def begin(self, threshold: int, extra: int, sliding: bool, probes: int) -> None:
        self.rule = BreakerRule(threshold, threshold + extra if sliding else 0, probes)
        self.breaker = Breaker()
        self.diary = Diary(threshold, self.rule.window, probes)
        self.under_way: list[tuple[int, int]] = []
        self.opened: list[tuple[int, int]] = []

    @rule()
    def call(self) -> None:
        self.breaker, passed = admit(self.breaker, self.rule)
        assert passed == self.diary.may_pass()
        if passed:
            self.under_way.append((self.breaker.epoch, self.diary.changes))

    @precondition(lambda self: self.under_way)
    @rule(data=st.data(), good=st.booleans())
    def answer(self, data: st.DataObject, good: bool) -> None:
        epoch, era = self.under_way.pop(data.draw(st.integers(0, len(self.under_way) - 1)))
        was = self.diary.state
        self.breaker = record_result(self.breaker, self.rule, epoch, good)
        self.diary.result(era, good)
        if was != OPEN and self.diary.state == OPEN:
            self.opened.append((self.breaker.epoch, self.diary.changes))

    @precondition(lambda self: self.opened)
    @rule(data=st.data())
    def time_is_up(self, data: st.DataObject) -> None:
        epoch, era = self.opened.pop(data.draw(st.integers(0, len(self.opened) - 1)))
        self.breaker = cool_down(self.breaker, epoch)
        if self.diary.state == OPEN and era == self.diary.changes:
            self.diary.change(HALF_OPEN)

    @invariant()
    def both_agree(self) -> None:
        assert self.breaker.state == self.diary.state
        if self.diary.state == CLOSED:
            assert failures_counted(self.breaker) == self.diary.bad()


TestBreaker = Machine.TestCase


def after(rule: BreakerRule, results: str) -> Breaker:
    """A new breaker after these results in turn: + or -."""
    breaker = Breaker()
    for sign in results:
        breaker, passed = admit(breaker, rule)
        assert passed
        breaker = record_result(breaker, rule, breaker.epoch, sign == "+")
    return breaker


def test_five_failures_in_a_row_open_it_and_a_success_between_clears() -> None:
    brief = BreakerRule(5, 0, 1)
    assert after(brief, "----").state == CLOSED
    assert after(brief, "-----").state == OPEN
    assert after(brief, "----+----").state == CLOSED
    assert failures_counted(after(brief, "----+--")) == 2


def test_a_window_forgets_what_is_older() -> None:
    rule = BreakerRule(2, 3, 1)
    assert after(rule, "-++").state == CLOSED
    assert after(rule, "-++-").state == CLOSED
    assert after(rule, "-+-").state == OPEN


def test_half_open_admits_as_many_probes_as_said() -> None:
    rule = BreakerRule(1, 0, 2)
    half = cool_down(after(rule, "-"), 1)
    assert half.state == HALF_OPEN
    half, first = admit(half, rule)
    half, second = admit(half, rule)
    half, third = admit(half, rule)
    assert (first, second, third) == (True, True, False)
    assert record_result(half, rule, half.epoch, True).state == HALF_OPEN
    assert record_result(record_result(half, rule, half.epoch, True), rule, half.epoch, True).state == CLOSED
    assert record_result(record_result(half, rule, half.epoch, True), rule, half.epoch, False).state == OPEN


def test_by_the_hasty_rule_a_late_failure_opens_an_open_breaker_anew() -> None:
    """The brief's rule: results count whenever their call began. A late success leaves it as it is."""
    hasty = BreakerRule(threshold=1, window=0, probes=2, hasty=True)
    assert record_result(Breaker(OPEN, 3), hasty, 1, False) == Breaker(OPEN, 4)
    assert record_result(Breaker(OPEN, 3), hasty, 1, True) == Breaker(OPEN, 3)
    assert record_result(Breaker(OPEN, 3), hasty._replace(hasty=False), 3, False) == Breaker(OPEN, 3)


def test_late_results_of_an_earlier_time_move_nothing() -> None:
    rule = BreakerRule(1, 0, 1)
    opened = after(rule, "-")
    half = cool_down(opened, opened.epoch)
    assert record_result(half, rule, 0, False) == half
    assert record_result(half, rule, 0, True) == half
    assert cool_down(half, opened.epoch) == half


@given(st.lists(st.booleans(), max_size=30), st.integers(1, 5))
def test_what_is_remembered_is_bounded(results: list[bool], threshold: int) -> None:
    breaker, rule = Breaker(), BreakerRule(threshold, threshold + 2, 1)
    for good in results:
        breaker = record_result(breaker, rule, breaker.epoch, good)
        assert len(breaker.results) <= threshold + 2
