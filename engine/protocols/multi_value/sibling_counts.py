"""How many siblings a key has had over a multi_value run: on the node that holds most of them, from each tick on."""

from __future__ import annotations

from engine.protocols.multi_value import PROTOCOL, siblings
from engine.trace import Trace


def sibling_counts(trace: Trace, key: str) -> tuple[tuple[int, int], ...]:
    """(tick, siblings) wherever the greatest number on any node changes; deleted ones count, as they take room.

    () for data types, whose keys have no siblings.
    """
    config = PROTOCOL.configured(trace.scenario.system)
    if config.kind is not None:
        return ()
    changes = sorted(
        (index, node, len(siblings.siblings_of(config, state.store[key])) if key in state.store else 0)
        for node in trace.scenario.system.names
        for index, state in trace.states(node)
    )
    held: dict[str, int] = {}
    found: dict[int, int] = {}
    for index, node, count in changes:
        held[node] = count
        found[trace.events[index].tick] = max(held.values())
    counts = list(found.items())
    return tuple(one for place, one in enumerate(counts) if not place or one[1] != counts[place - 1][1])
