"""What lessons measure of a run: how long, how many, what share.

Rules of this file
* As in calls.py. A share is a whole number of percent, halves rounded up; of nothing there is none.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from engine.trace import Trace
from lessons.calls import NEVER, Question

NONE = "none"


def _took(trace: Trace, asked: list[str], _: int) -> str:
    """From when it was issued to its answer, in ticks."""
    found = next((op for op in trace.operations if op.id == asked[0]), None)
    return NEVER if found is None or found.done is None else str(found.done - found.issued)


def _ops(trace: Trace, asked: list[str], _: int) -> str:
    return str(sum(op.status == asked[0] for op in trace.operations))


def _share(trace: Trace, asked: list[str], _: int) -> str:
    """Of all operations, how many ended so."""
    whole = len(trace.operations)
    return str((200 * int(_ops(trace, asked, 0)) + whole) // (2 * whole)) if whole else NONE


def _commands(trace: Trace, asked: list[str], _: int) -> str:
    return str(sum(type(one).__name__.lower() == asked[0] for one in trace.scenario.commands))


MEASURES: Final[Mapping[str, Question]] = {
    "took": (1, "span", _took),
    "ops": (1, "number", _ops),
    "share": (1, "percent", _share),
    "commands": (1, "number", _commands),
}
