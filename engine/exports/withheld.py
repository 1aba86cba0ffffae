"""Why a run that is taken away and read again cannot be judged as it was."""

from __future__ import annotations

from typing import Final

from engine.checks.history import answered
from engine.exports.histories import object_of
from engine.model import Reason
from engine.trace import Trace

NUMBER_MAX: Final = 2**63 - 1
"""64 bits: what readers of histories take."""


def withheld(trace: Trace) -> Reason | None:
    """only_calls: there is nothing to judge. not_registers: nothing is judged of its keys, there as here. long_number:
    readers refuse it. None: the verdicts on what clients saw come back."""
    told = answered(trace.operations)
    if trace.operations and not told:
        return Reason("only_calls", {})
    if object_of(trace) != "register":
        return Reason("not_registers", {"object": object_of(trace)})
    values = (value for op in told for value in (op.value if isinstance(op.value, tuple) else (op.value,)))
    for value in (*values, *dict(trace.scenario.init).values()):
        if isinstance(value, int) and abs(value) > NUMBER_MAX:
            return Reason("long_number", {"value": value})
    return None
