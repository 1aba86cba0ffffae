"""Which isolation levels there are, and which anomaly rules out which: a table, after the sources.

Rules of this file
* A level is Adya's: read_uncommitted PL-1 (no G0), read_committed PL-2 (no G1), repeatable_read PL-2.99 (no G1, no
  G2-item), serializable PL-3 (no G1, no G2). Without predicates, as here, the last two forbid the same.
* snapshot_isolation lets a snapshot be old (generalised SI): no cycle in which no two anti-dependencies are neighbours
  (Cerone and Gotsman 2016, without sessions). strict_serializable is serializable in real time.
* What Adya's histories cannot have at all rules out all: a value from nowhere, one that stands twice in a list, a list
  that has lost its start, a transaction that does not see its own last write (internal) or sees a later one.
* nonrepeatable_read after Cerone (INT), lost_update after Bailis and Elle. incompatible_order shows that somebody read
  what was never committed, as in G1a.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

TRANSACTIONAL: Final = ("txn-list-append", "txn-rw-register")
"""Models of histories of transactions."""

LEVELS: Final = (
    "read_uncommitted",
    "read_committed",
    "snapshot_isolation",
    "repeatable_read",
    "serializable",
    "strict_serializable",
)
"""Weakest first; snapshot_isolation and repeatable_read do not imply each other."""

_COMMITTED: Final = LEVELS[1:]
_REPEATABLE: Final = LEVELS[2:]

RULED_OUT: Final[Mapping[str, tuple[str, ...]]] = {
    "garbage_read": LEVELS,
    "lost_start": LEVELS,
    "duplicate_elements": LEVELS,
    "internal": LEVELS,
    "future_read": LEVELS,
    "incompatible_order": _COMMITTED,
    "g1a": _COMMITTED,
    "g1b": _COMMITTED,
    "nonrepeatable_read": _REPEATABLE,
    "g0": LEVELS,
    "g1c": _COMMITTED,
    "lost_update": _REPEATABLE,
    "g_single": _REPEATABLE,
    "g_nonadjacent": _REPEATABLE,
    "g2_item": LEVELS[3:],
    "realtime": LEVELS[5:],
}
"""By anomaly the levels that it rules out; a verdict names the first of these that a history shows."""
