"""What tests of checks share: verdicts by name, and the rule of the lattice that holds for any history.

Rules of this file
* A test that expects exact verdicts names the checks that it knows; a check that joins later is held by the lattice.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from engine.checks import CHECKS, FOREIGN, judge
from engine.checks.check import ANSWERS
from engine.checks.lattice import IMPLIES
from engine.model import WORST, Operation, Value, Verdict


def judge_model(operations: Sequence[Operation], check: str, init: Mapping[str, Value] | None = None) -> Verdict:
    """The one verdict of a check of all keys together."""
    (found,) = judge(CHECKS[check], operations, init)
    return found


def judge_all(
    operations: Sequence[Operation], init: Mapping[str, Value] | None = None, checks: Iterable[str] = FOREIGN
) -> tuple[Verdict, ...]:
    """The verdicts of several checks of what clients were told, in the order of their names."""
    return tuple(verdict for check in checks for verdict in judge(CHECKS[check], operations, init))


def outcomes(verdicts: Iterable[Verdict]) -> dict[str, str]:
    """By check its worst outcome; what a verdict says must be among the reasons of its check."""
    found: dict[str, str] = {}
    for verdict in verdicts:
        said = verdict.reason.code if verdict.reason else verdict.outcome
        assert said in ("kept", *CHECKS[verdict.check].reasons), f"{verdict.check} does not declare {said}"
        found[verdict.check] = min(found.get(verdict.check, "kept"), verdict.outcome, key=WORST.index)
    return found


def consistent(found: Mapping[str, str]) -> None:
    """No check is broken below one that is kept, where that follows from the answers alone."""
    for strong, weak, why in IMPLIES:
        if why == ANSWERS and strong in found and weak in found:
            assert not (found[strong] == "kept" and found[weak] == "broken"), (strong, weak)
