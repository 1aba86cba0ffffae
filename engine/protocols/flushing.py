"""When what a node has changed is flushed to its disk: a setting of every protocol that keeps data.

Rules of this file
* A crash alone takes nothing: what a node has handed to its machine is there when it comes back. `crash n1 unflushed`,
  as when a machine loses power, takes all that was not flushed; the node comes back with what it had at the last flush.
* `flush=always`, the usual one: after each step, before anything is sent or answered, so that nothing can be lost.
* `flush=50`: at ticks 50, 100 and so on, before all else of that tick, whatever was acknowledged before. So Redis
  flushes each second (appendfsync everysec), Cassandra every ten (commitlog_sync: periodic).
* `flush=never`: on disk is only what a node began with. So Kafka leaves it to copies on other brokers.
* What is lost is the whole of a node's state since then, its promises too: a vote, an acknowledgement, a lease.

Source: Alagappan, Ganesan, Patel, Pillai, Arpaci-Dusseau & Arpaci-Dusseau 2016 (correlated crashes: what replicated
stores have acknowledged and not yet flushed).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from engine.model import System
from engine.model.setting_kinds import Interval, Kind

Flush = int | str
"""Ticks between two flushes, or one of the codes below."""
ALWAYS: Final = "always"
NEVER: Final = "never"

SETTINGS: Final[Mapping[str, Kind]] = {"flush": Interval(ALWAYS, NEVER)}
"""What a protocol adds to its own settings."""


def last_flush(flush: Flush, tick: int) -> int:
    """The tick of the last flush by then, before anything of that tick; 0 where there was none. Not for `always`."""
    return tick - tick % flush if isinstance(flush, int) else 0


def flush_of(system: System) -> Flush:
    """When the nodes of a system flush."""
    flush: Flush = dict(system.settings).get("flush", ALWAYS)
    return flush
