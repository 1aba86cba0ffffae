"""The value that a write of a key is offered: one that no write of it has used, so that a stale read can be told.

Values count up: 2 after 1, v2 after v1; after words it is v and how many values there were.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from engine.model import Value
from engine.trace import Trace

COUNTED = re.compile(r"(.{0,20}?)([0-9]{1,9})")
"""A value that ends in a number."""


def values(trace: Trace, keys: Sequence[str]) -> dict[str, str]:
    """By key what the next write of it is offered."""
    used: dict[str, list[Value]] = {key: [] for key in keys}
    for key, value in trace.scenario.init:
        used.setdefault(key, []).append(value)
    for operation in trace.operations:
        if operation.kind in ("write", "cas"):
            used.setdefault(operation.key, []).append(operation.written)
    return {key: after(used[key]) for key in keys}


def after(used: Iterable[Value]) -> str:
    """What comes after these values, in the order in which they were written."""
    texts = list(dict.fromkeys(str(value) for value in used))
    counted = COUNTED.fullmatch(texts[-1]) if texts else None
    head, number = (counted[1], int(counted[2]) + 1) if counted else ("v" if texts else "", len(texts) + 1)
    while f"{head}{number}" in texts:
        number += 1
    return f"{head}{number}"
