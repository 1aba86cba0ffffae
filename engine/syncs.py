"""The comparisons between replicas in a quorum run: which two, when, what went over the wire.

Rules of this file
* A comparison begins with an operator's `sync` or a round of anti-entropy; what it sends causes the rest of it.
* keys: different keys named; records: values carried; hashes: of tree nodes. Each message counts once, lost ones too.
* whole(): what sending everything would have carried from the same two states.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from engine.model import Message
from engine.protocols.quorum.values import Hashes, Listing, Pull, Push, Swap, newer
from engine.trace import Trace

BODIES = (Push, Pull, Hashes, Listing, Swap)


@dataclass(frozen=True, slots=True)
class Comparison:
    """One comparison: its first event, its two nodes, what it took; leaves: those found to differ."""

    first: int
    tick: int
    one: str
    other: str
    messages: int
    hashes: int
    keys: int
    records: int
    leaves: tuple[int, ...]


def comparisons(trace: Trace) -> tuple[Comparison, ...]:
    """All comparisons of a run, in the order in which they began."""
    if trace.scenario.system.protocol != "quorum":
        return ()
    ends = {message[:3]: end for message, _, end in trace.messages()}
    return tuple(
        _told(trace, index, message, ends)
        for index, event in enumerate(trace.events)
        if event.kind in ("tend", "timer")
        for message in event.sent
        if isinstance(message.body, BODIES)
    )


def whole(trace: Trace, found: Comparison) -> int:
    """How many records the same comparison carries where everything is sent."""
    one, other = (trace.state(node, found.first).store for node in (found.one, found.other))
    return len(one) + sum(newer(record, one.get(key)) for key, record in other.items())


def _told(trace: Trace, index: int, opening: Message, ends: dict[Any, int | None]) -> Comparison:
    said, waiting = [], [opening]
    while waiting:
        message = waiting.pop(0)
        said.append(message.body)
        end = ends.get(message[:3])
        if end is not None and trace.events[end].kind == "deliver":
            waiting += [sent for sent in trace.events[end].sent if isinstance(sent.body, BODIES)]
    return Comparison(
        first=index,
        tick=trace.events[index].tick,
        one=opening.src,
        other=opening.dst,
        messages=len(said),
        hashes=sum(len(body.hashes) for body in said if isinstance(body, Hashes)),
        keys=len({key for body in said for key in _keys(body)}),
        records=sum(len(body.records) for body in said if isinstance(body, Push | Pull | Swap)),
        leaves=next((body.leaves for body in said if isinstance(body, Listing)), ()),
    )


def _keys(body: Any) -> list[str]:
    if isinstance(body, Listing):
        return [key for key, _ in body.versions]
    return [] if isinstance(body, Hashes) else [key for key, _ in body.records]
