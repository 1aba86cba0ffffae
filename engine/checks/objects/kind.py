"""What an object from outside is to the judge: one value. All of them stand in catalog.py.

Rules of this file
* Operations become intervals: what one does is one act or several, all within its span. What certainly failed does
  nothing; what has not ended may still do what it was to do, and an observation without an answer says nothing.
* A decision is never wrong; where the limit of steps is reached nobody can tell.
* A Proof is found where one or two answers show that no order is legal (a pattern). Elsewhere proof.py makes one of the
  history itself.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from math import isfinite
from typing import Any, NamedTuple

from engine.checks.search import Stop, search
from engine.checks.spec import Interval, SequentialSpec
from engine.model import Operation, Reason, Verdict


class Proof(NamedTuple):
    """Operations that no order explains, whatever else there was; the last is the one that cannot come next. end: the
    tick at which all of them had ended."""

    operations: tuple[str, ...]
    reason: Reason
    end: float


class Decision(NamedTuple):
    """outcome, order, shown, spent: as of a search. proof: where a pattern shows that it is broken."""

    outcome: str
    order: tuple[str, ...] = ()
    shown: tuple[str, ...] = ()
    proof: Proof | None = None
    spent: int = 0


KEPT = Decision("kept")

Decide = Callable[[Sequence[Interval], Any, int, Stop | None], Decision]
"""Intervals in order of start, the state at the start, steps of search, whether to stop."""

Acts = Callable[[Operation, bool], Sequence[tuple[str, Any]]]
"""What an operation does, as (f, value) of the specification. Has it ended?"""


@dataclass(frozen=True, slots=True)
class ObjectKind:
    """A kind of object.

    spec: what a correct one does, one operation at a time; its states are what words are made of.
    kinds: the kinds of operation that it has.
    holds: can an operation of one of these kinds have this value?
    acts: what an operation does.
    start: the state for a value that was told for the start; None: it cannot start like that.
    decide: is there a legal order?
    prepare: what a search by the specification needs besides, given the state at the start.
    told: a state as words may name it.
    nearer: why the operation of this id, which ended last of these, cannot come next, where one answer before it tells.
    explain: its own way to tell why there is none, given key, operations, start and steps; None: that way finds none.
    """

    spec: SequentialSpec
    kinds: tuple[str, ...]
    holds: Callable[[Operation], bool]
    acts: Acts
    start: Callable[[Any], Any]
    decide: Decide
    prepare: Callable[[Sequence[Interval], Any], Sequence[Interval]] = lambda intervals, _: intervals
    told: Callable[[Any], Any] = lambda state: state
    nearer: Callable[[Sequence[Interval], str, Any], Proof | None] = lambda *_: None
    explain: Callable[[str, Sequence[Operation], Any, int], Verdict | None] = lambda *_: None


def searched(intervals: Sequence[Interval], spec: SequentialSpec, budget: int, stop: Stop | None) -> Decision:
    """Look for a legal order."""
    found = search(intervals, spec, budget, stop)
    return Decision(found.outcome, found.order, found.shown, spent=found.spent)


def by_search(spec: SequentialSpec) -> Decide:
    """The decision for an object of which no more is known than its specification."""
    return lambda intervals, start, budget, stop: searched(intervals, replace(spec, init=start), budget, stop)


def broken(proof: Proof) -> Decision:
    """The decision that a pattern makes."""
    return Decision("broken", proof=proof)


def earliest(proofs: Sequence[Proof]) -> Proof | None:
    """The proof that shows first."""
    return min(proofs, key=lambda proof: proof.end, default=None)


def told_by(kinds: Mapping[str, str]) -> Acts:
    """Acts of an object whose operations do one thing each: by kind its f."""

    def acts(op: Operation, ended: bool) -> Sequence[tuple[str, Any]]:
        return ((kinds[op.kind], op.value),) if ended or op.kind != "read" else ()

    return acts


def number(value: object) -> bool:
    """Is it a number, of which sums can be made?"""
    return isinstance(value, int | float) and not isinstance(value, bool) and isfinite(value)
