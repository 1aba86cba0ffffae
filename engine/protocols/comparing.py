"""Compare-and-set, as all say it who offer it."""

from __future__ import annotations

from engine.model import Reason, Value


def mismatch(key: str, expected: Value, found: Value) -> Reason:
    """Why a compare-and-set certainly did not happen: the key held another value."""
    return Reason("cas_mismatch", {"key": key, "expected": expected, "value": found})
