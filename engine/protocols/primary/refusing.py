"""Why an operation was refused, from what the node that was asked says."""

from __future__ import annotations

from engine.model import Reason
from engine.protocols.primary.messages import LeaseOver, NotEnough, NotPrimary
from engine.protocols.primary.state import Config


def refusal(config: Config, node: str, body: NotPrimary | LeaseOver | NotEnough) -> Reason:
    """What a client is told when this node has answered with this body."""
    match body:
        case LeaseOver():
            return Reason("lease_lapsed", {"node": node, "ticks": config.lease})
        case NotEnough(_, in_sync):
            return Reason("not_enough_in_sync", {"node": node, "in_sync": in_sync, "needed": config.min_in_sync})
        case NotPrimary(_, believes):
            return Reason("not_primary", {"node": node, "believes": believes})
