"""Availability as in the CAP theorem (Gilbert and Lynch, 2002): every request to a live node gets an answer.

Rules of this file
* Only operations sent to a node that was up all the time between request and answer or deadline are asked about.
* A refusal is no answer, and neither is silence until the deadline ('unknown') or what a fallback made up or had kept
  ('degraded'); but what the data or the type of the key do not allow (NOT_ALLOWED), and would not on a whole network
  either, is answered by saying so. So is a request that was refused with the name of a node within reach that would
  have answered (`redirect`): whether a system forwards it or lets its client do so is no matter of availability.
* The theorem sets no bound on the time that an answer may take; a run has to: the deadline of its clients.
* What still waits when the history ends breaks nothing; if nothing else does, nobody can tell yet.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

from engine.checks.history import MISMATCH, known
from engine.model import Operation, Reason, Verdict

CODES = {"refused": "refused", "unknown": "no_answer", "degraded": "degraded"}
NOT_ALLOWED = ("crdt_cannot", "over_limit", MISMATCH)


def available(operations: Sequence[Operation], until: int | None = None) -> Verdict:
    """Judge the whole run; the reason tells of the first request without an answer and counts them all, or, where all
    have one, counts those that were told of another node.
    """
    asked = [op for op in known(operations, until) if op.node_down is None]
    failed = sorted((op for op in asked if op.status in CODES and not _answered(op)), key=lambda op: cast(int, op.done))
    if not failed:
        if any(op.status == "pending" for op in asked):
            return Verdict("available", None, "cant_tell")
        redirected = sum(op.redirect is not None for op in asked)
        return Verdict(
            "available", None, "kept", (), Reason("redirected", {"count": redirected}) if redirected else None
        )
    first = failed[0]
    reason = Reason(CODES[first.status], {"op": first.id, "node": first.node, "count": len(failed)})
    return Verdict("available", None, "broken", tuple(op.id for op in failed), reason)


def _answered(op: Operation) -> bool:
    return op.redirect is not None or (op.reason is not None and op.reason.code in NOT_ALLOWED)
