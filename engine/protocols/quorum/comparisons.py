"""The comparisons of anti-entropy in a run: which two replicas, when, and what it took.

Rules of this file
* A comparison begins with an operator's `sync` or a round of anti-entropy; what it sends causes the rest of it.
* keys: different keys named; records: values carried; hashes: of tree nodes. Each message counts once, lost ones too.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from engine.model import Message
from engine.protocols.quorum import PROTOCOL
from engine.protocols.quorum.messages import Hashes, Listing, Pull, Push, Swap
from engine.protocols.quorum.state import Record, is_newer
from engine.structures import merkle
from engine.trace import Trace

BODIES = (Push, Pull, Hashes, Listing, Swap)

Store = Mapping[str, Record]


@dataclass(frozen=True, slots=True)
class Comparison:
    """One comparison between replica `one`, which began it at event `first`, and `other`.

    messages, hashes, keys, records: how many were sent. leaves: the places of the leaves found to differ.
    """

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
    """All comparisons of a run, in the order in which they began; () where the protocol is not quorum."""
    if PROTOCOL.config_of(trace.scenario.system) is None:
        return ()
    ends = {message[:3]: end for message, _, end in trace.messages()}
    return tuple(
        _comparison(trace, index, message, ends)
        for index, event in enumerate(trace.events)
        if event.kind in ("tend", "timer")
        for message in event.sent
        if isinstance(message.body, BODIES)
    )


class Cost(NamedTuple):
    """How many hashes a comparison sends, how many different keys it names, how many records it carries."""

    hashes: int
    keys: int
    records: int


def costs(one: Store, other: Store) -> dict[str, Cost]:
    """What a comparison begun by `one` takes, by way of comparing ('all', 'merkle'), for two given stores.

    As if nothing were lost and nobody wrote meanwhile.
    """
    mine, theirs = ({key: record.version for key, record in store.items()} for store in (one, other))
    apart = merkle.differing_nodes(merkle.tree(mine), merkle.tree(theirs))
    leaves = [place for level, place in apart if level == merkle.DEPTH]
    news = [key for key, record in other.items() if is_newer(record, one.get(key))]
    differ = sum(mine.get(key) != theirs.get(key) for key in {**mine, **theirs})
    keys = merkle.keys_in_leaves({**mine, **theirs}, leaves)
    return {
        "all": Cost(0, len({*mine, *news}), len(mine) + len(news)),
        "merkle": Cost(1 + 2 * (len(apart) - len(leaves)), len(keys), differ),
    }


def _comparison(trace: Trace, index: int, opening: Message, ends: dict[Any, int | None]) -> Comparison:
    bodies, waiting = [], [opening]
    while waiting:
        message = waiting.pop(0)
        bodies.append(message.body)
        end = ends.get(message[:3])
        if end is not None and trace.events[end].kind == "deliver":
            waiting += [sent for sent in trace.events[end].sent if isinstance(sent.body, BODIES)]
    return Comparison(
        first=index,
        tick=trace.events[index].tick,
        one=opening.src,
        other=opening.dst,
        messages=len(bodies),
        hashes=sum(len(body.hashes) for body in bodies if isinstance(body, Hashes)),
        keys=len({key for body in bodies for key in _keys(body)}),
        records=sum(len(body.records) for body in bodies if isinstance(body, Push | Pull | Swap)),
        leaves=next((body.leaves for body in bodies if isinstance(body, Listing)), ()),
    )


def _keys(body: Any) -> list[str]:
    if isinstance(body, Listing):
        return [key for key, _ in body.versions]
    return [] if isinstance(body, Hashes) else [key for key, _ in body.records]
