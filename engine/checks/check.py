"""What a check is: one frozen value. All checks stand in registry.py; every other list of checks is derived from them.

Rules of this file
* A judge is one of four kinds, by what it looks at. Lasting and Anew see what clients were told; OfReplicas sees what
  nodes hold; OfRun sees a whole run, which this package does not know: its judge is handed in from outside.
* A judge of what clients were told gets only the operations that its check speaks of (`object`), in order of issue.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from engine.checks.history import Replicas, answered
from engine.checks.vacuity import Tested, told
from engine.model import Operation, Value, Verdict

Init = Mapping[str, Value]
"""By key its value before all writes; a key that is left out starts as absent."""

Finding = tuple[Verdict, int | None]
"""A verdict on a whole history and the tick from which on it holds; before that, and without a tick, it is 'kept'."""

COUNTERS: Final = ("g_counter", "pn_counter", "op_counter")
"""Data types of a run that are counters."""

Why = Literal["answers", "order", "delivery"]
ANSWERS: Final[Why] = "answers"
ORDER: Final[Why] = "order"
DELIVERY: Final[Why] = "delivery"


@dataclass(frozen=True, slots=True)
class Lasting:
    """Once a history breaks it, every longer one does, by the same operations: judged once, with the tick."""

    judge: Callable[[Sequence[Operation], Init], Sequence[Finding]]


@dataclass(frozen=True, slots=True)
class Anew:
    """Judged anew at every moment, on the history as known by then."""

    judge: Callable[[Sequence[Operation], Init], Sequence[Verdict]]


@dataclass(frozen=True, slots=True)
class OfReplicas:
    """Judged on what the nodes hold at one moment."""

    judge: Callable[[Replicas], Verdict]


@dataclass(frozen=True, slots=True)
class OfRun:
    """Judged on a run as it stands after an event, by a function that knows runs (verdicts.py hands it in)."""


@dataclass(frozen=True, slots=True)
class Check:
    """A promise, and all that anybody asks about it.

    name: its code in verdicts, words, scripts and links.
    scope: what one verdict is about: one 'key', all 'keys' of a history together, or the 'run'.
    object: which operations it speaks of: those on a 'register', on a 'counter', on 'data' of any type, or every
    'request', calls of services too.
    judge: how it is decided.
    reasons: all that its verdicts may say beside 'kept': the codes of its reasons, and 'cant_tell' where one has none.
    tested: could the operations of which it speaks have broken it? Until then a verdict of it is vacuous.
    liveness: that something good happens in the end; without it safety: nothing bad ever happens.
    versions: it goes by the versions that a run gave, so a history from outside cannot be judged by it.
    stage: the stage and the compare page have room for it.
    implies: the weaker checks that are kept wherever this one is, each with why (lattice.py).
    place: where it stands in the picture of the lattice, x to the right and y upwards; None: it is not in the lattice.
    level: the level of the brief that must mean it, by its string value.
    """

    name: str
    scope: Literal["key", "keys", "run"]
    object: Literal["register", "counter", "data", "request"]
    judge: Lasting | Anew | OfReplicas | OfRun
    reasons: tuple[str, ...]
    tested: Tested = told
    liveness: bool = False
    versions: bool = False
    stage: bool = True
    implies: tuple[tuple[str, Why], ...] = ()
    place: tuple[float, float] | None = None
    level: str | None = None

    @property
    def of_answers(self) -> bool:
        """Is it a safety promise about what clients were told? Then all states can be searched for a break."""
        return isinstance(self.judge, Lasting | Anew) and not self.liveness

    @property
    def foreign(self) -> bool:
        """Can a history from outside be judged by it? Counters from there are objects, judged with linearizable."""
        return self.of_answers and not self.versions and self.object != "counter"


def judge(check: Check, operations: Sequence[Operation], init: Init | None = None) -> tuple[Verdict, ...]:
    """The verdicts of a check of what clients were told on a whole history: one a key in order of keys, or one.

    None where the history has operations, but not one of which the check speaks. Raises TypeError for a check of nodes
    or runs.
    """
    mine = _of(check, operations)
    if mine is None:
        return ()
    match check.judge:
        case Lasting(judged):
            return tuple(verdict for verdict, _ in judged(mine, init or {}))
        case Anew(judged_anew):
            return tuple(judged_anew(mine, init or {}))
        case _:
            raise TypeError(f"{check.name} is not judged on operations")


def findings(check: Check, operations: Sequence[Operation], init: Init | None = None) -> tuple[Finding, ...]:
    """The verdicts of a lasting check on a whole history, with their ticks. Raises TypeError for any other check."""
    if not isinstance(check.judge, Lasting):
        raise TypeError(f"{check.name} is judged anew at every moment")
    mine = _of(check, operations)
    return () if mine is None else tuple(check.judge.judge(mine, init or {}))


def vacuous(check: Check, operations: Sequence[Operation]) -> bool:
    """Whether nothing has happened yet that could have broken the promise: that it is kept says nothing."""
    mine = _of(check, operations)
    return mine is None or not check.tested(mine)


def _of(check: Check, operations: Sequence[Operation]) -> Sequence[Operation] | None:
    """The operations that a check speaks of, as it sees them; None: there are some, but only of other kinds."""
    if check.object == "request":
        return operations
    told = answered(operations)
    if check.object == "data":
        return told
    kinds = COUNTERS if check.object == "counter" else ("register",)
    mine = tuple(op for op in told if op.object in kinds)
    return mine if mine or not told else None
