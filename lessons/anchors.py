"""Moments of a run, by name: where a caption stands, up to where a question shows its run, of when a probe speaks.

Anchors (an event of the run): `start`, `end`, `t 40` (the last event of that tick), `issued r1`, `done w1`,
`sent n1>n2.1`, `arrives n1>n2.1`, `lost n1>n2.1`, `fault 1` (the first cut, heal, crash, ...), `note elected 1`.
"""

from __future__ import annotations

from typing import Any, Final

from engine.model import Note
from engine.trace import Trace
from lessons.calls import NUMBER

ANCHORS: Final = ("start", "end", "t", "issued", "done", "sent", "arrives", "lost", "fault", "note")
"""The words that an anchor may begin with."""


class ProbeError(ValueError):
    """A probe or anchor that cannot be read, or that finds nothing in this run: a code and what it is about."""

    def __init__(self, code: str, found: str) -> None:
        super().__init__(code, found)
        self.code, self.found = code, found


def anchor(trace: Trace, place: str) -> int:
    """The index of the event that an anchor names. Raises ProbeError."""
    words = place.split()
    match words:
        case ["start"]:
            return 0
        case ["end"]:
            return trace.last
        case ["t", tick] if NUMBER.fullmatch(tick):
            return trace.at(int(tick))
        case ["issued", id]:
            found: int | None = operation(trace, id).first
        case ["done", id]:
            found = operation(trace, id).last
        case ["sent" | "arrives" | "lost" as what, name]:
            found = _message(trace, what, name)
        case ["fault", nth] if NUMBER.fullmatch(nth):
            found = _nth([k for k, event in enumerate(trace.events) if event.kind == "fault"], nth)
        case ["note", code, nth] if NUMBER.fullmatch(nth):
            notes = (any(isinstance(one, Note) and one.code == code for one in e.effects) for e in trace.events)
            found = _nth([k for k, noted in enumerate(notes) if noted], nth)
        case _:
            raise ProbeError("bad_anchor", place)
    if found is None or found < 0:
        raise ProbeError("no_such_moment", place)
    return found


def operation(trace: Trace, id: str) -> Any:
    """An operation by its id. Raises ProbeError."""
    found = next((op for op in trace.operations if op.id == id), None)
    if found is None:
        raise ProbeError("no_operation", id)
    return found


def _message(trace: Trace, what: str, name: str) -> int | None:
    for message, sent, ended in trace.messages():
        if message.name == name:
            lost = ended is not None and trace.events[ended].kind == "lost"
            return sent if what == "sent" else ended if lost == (what == "lost") else None
    return None


def _nth(found: list[int], nth: str) -> int | None:
    return found[int(nth) - 1] if 1 <= int(nth) <= len(found) else None
