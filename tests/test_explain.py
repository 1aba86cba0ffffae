"""Proofs are as small as they can be: what can repair nothing is no part of them."""

from __future__ import annotations

from engine.checks.linearizable import linearizable
from engine.model import Operation, Verdict


def op(name: str, value: int, issued: int, done: int | None) -> Operation:
    kind = "read" if name.startswith("r") else "write"
    return Operation(name, kind, name, "n1", "x", value, issued, done, "unknown" if done is None else "ok")


TWICE = (
    op("w1", 2, 1, 1),
    op("w2", 1, 4, 5),
    op("w3", 2, 9, 10),
    op("w4", 1, 10, 14),
    op("r1", 1, 13, 17),
    op("r2", 2, 16, 16),
)
"""Both values are written twice. r2 read 2 at 16, when w4 had ended: so w4 (1) took effect before w3 (2), both at 10.
Then x is 2 from 10 on, and r1, from 13 on, cannot read 1. w1 and w2 ended before w3 began: no later read saw them."""


def judged(operations: tuple[Operation, ...]) -> Verdict:
    (verdict,) = linearizable(operations, {"x": 0})
    return verdict


def test_a_write_that_another_lies_wholly_after_explains_no_later_read() -> None:
    verdict = judged(TWICE)
    assert (verdict.outcome, verdict.operations) == ("broken", ("w3", "w4", "r2", "r1"))
    assert verdict.reason is not None
    assert (verdict.reason.code, verdict.reason.values["count"]) == ("no_order", 4)


def test_without_either_read_of_a_proof_there_is_an_order() -> None:
    for left_out in ("r1", "r2"):
        assert judged(tuple(one for one in TWICE if one.id != left_out)).outcome == "kept"


def test_writes_that_nobody_knows_of_and_nobody_read_do_not_hide_a_small_proof() -> None:
    """1 100 writes of 9 whose end nobody knows: they may never have happened, so they prove nothing."""
    lost = tuple(op(f"u{i}", 9, 0, None) for i in range(1_100))
    verdict = judged((*lost, *TWICE))
    assert (verdict.outcome, verdict.operations) == ("broken", ("w3", "w4", "r2", "r1"))
    assert verdict.reason is not None and verdict.reason.values["count"] == 4
