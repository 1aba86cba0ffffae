"""Compare-and-set, as all say it who offer it.

It is offered where all writes of a key have one order on which the nodes agree: who can compare and set can agree on
anything (Herlihy 1991, "Wait-free synchronization"), so who only counts answers cannot offer it.
"""

from __future__ import annotations

from engine.model import Reason, Value


def mismatch(key: str, expected: Value, found: Value) -> Reason:
    """Why a compare-and-set certainly did not happen: the key held another value."""
    return Reason("cas_mismatch", {"key": key, "expected": expected, "value": found})
