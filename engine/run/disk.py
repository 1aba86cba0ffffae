"""What a crash leaves on the disk of its node, by what its system flushes and when (engine/protocols/flushing.py).

Rules of this file
* It is read from the events of a run: nothing is kept for a crash that may never come.
* There without a flush: what a node began with, what an earlier crash has left, and a new disk.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from engine.model import Crash, Event, Recover
from engine.protocols.flushing import ALWAYS, Flush, last_flush
from engine.run.node import Node


def left_by(crash: Crash, node: Node, events: Sequence[Event], flush: Flush) -> Any:
    """The state in which a node will start that crashes at this tick, None where it loses nothing."""
    if crash.wipe:
        return node.actor.wiped(node.env)[0]
    if not crash.unflushed or flush == ALWAYS:
        return None
    flushed = last_flush(flush, crash.tick)
    left = next(
        event.state
        for event in reversed(events)
        if event.node == node.name and event.state is not None and (event.tick < flushed or _is_on_disk(event.cause))
    )
    return None if left == node.state else left


def _is_on_disk(cause: object) -> bool:
    """Is the state that this brought on disk at once? cause: None where a node began."""
    return cause is None or isinstance(cause, Crash) or (isinstance(cause, Recover) and cause.wipe)
