"""What lessons ask of calls through a gateway: attempts, and what came of them.

Rules of this file
* Each question is a kind of answer and a function of a run, what is asked and an event's index, as in probes.py.
* What never happened is `never`; an operation that is not there counts as one that made no attempts.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Final

from engine.availability.messages import Call
from engine.protocols.service.analysis import carried_out
from engine.trace import Trace

NEVER = "never"
NUMBER = re.compile(r"[0-9]{1,18}")
"""In a probe, an anchor or a clause: none of a run is longer."""
Question = tuple[int, str, Callable[[Trace, list[str], int], str]]
"""How many words it takes, of what kind its answer is, and how it is found."""


def _sent(trace: Trace, op: str) -> list[int]:
    calls = [one for event in trace.events for one in event.sent if isinstance(one.body, Call)]
    return [one.sent for one in calls if one.body.op == op]


def _attempts(trace: Trace, asked: list[str], _: int) -> str:
    return str(len(_sent(trace, asked[0])))


def _attempt(trace: Trace, asked: list[str], _: int) -> str:
    """The tick at which the nth attempt was sent."""
    found, nth = _sent(trace, asked[0]), int(asked[1]) if NUMBER.fullmatch(asked[1]) else 0
    return str(found[nth - 1]) if 1 <= nth <= len(found) else NEVER


def _carried(trace: Trace, asked: list[str], index: int) -> str:
    """How often a call was carried out, on all instances together."""
    done = carried_out(trace, index)
    return str(done[asked[0]] if done else 0)


def _told(trace: Trace, asked: list[str], _: int) -> str:
    """What a client was shown, be it a fallback's answer."""
    found = next((op.value for op in trace.operations if op.id == asked[0]), None)
    return "absent" if found is None else str(found)


def _answered(trace: Trace, asked: list[str], _: int) -> str:
    """How many of the requests made after a tick were answered, and not by a fallback."""
    if not NUMBER.fullmatch(asked[0]):
        return NEVER
    return str(sum(op.status == "ok" and op.issued > int(asked[0]) for op in trace.operations))


CALLS: Final[Mapping[str, Question]] = {
    "attempts": (1, "number", _attempts),
    "attempt": (2, "tick", _attempt),
    "carried": (1, "number", _carried),
    "told": (1, "value", _told),
    "answered": (1, "number", _answered),
}
