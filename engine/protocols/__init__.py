"""How a node answers: one room a protocol, and the registry.

Rules of this package
* A room is a folder: __init__.py (its rules, its sources, its value PROTOCOL), settings.py, state.py (configuration,
  what a node holds, timers), messages.py (what nodes say to each other), handlers.py (one function a kind of input,
  which only passes it on) with the modules that do the work, view.py, and what else is known of this protocol alone.
* A handler has the name that its paper gives it: handle_append_entries, become_follower, start_election_timer.
* What a PROTOCOL holds stands in protocol.py. To add a protocol: a room, a line in PROTOCOLS, words in every language.
* Rooms know neither each other nor the simulator.
"""

from __future__ import annotations

from typing import Any, Final

from engine.model import Reason, System
from engine.protocols import causal, chain, majority_lock, multi_value, partition_aware, primary, quorum, raft, service
from engine.protocols.actor import Actor, AnyActor
from engine.protocols.protocol import AnyProtocol, Misfit, Protocol, filled, settled

__all__ = [
    "PROTOCOLS",
    "Actor",
    "AnyActor",
    "AnyProtocol",
    "Misfit",
    "Protocol",
    "configured",
    "levels",
    "protocol_of",
    "refusal",
]

PROTOCOLS: Final[dict[str, AnyProtocol]] = {
    "quorum": quorum.PROTOCOL,
    "multi_value": multi_value.PROTOCOL,
    "primary": primary.PROTOCOL,
    "causal": causal.PROTOCOL,
    "raft": raft.PROTOCOL,
    "majority_lock": majority_lock.PROTOCOL,
    "chain": chain.PROTOCOL,
    "partition_aware": partition_aware.PROTOCOL,
    "service": service.PROTOCOL,
}


def protocol_of(system: System) -> AnyProtocol:
    """The protocol that a system runs."""
    return PROTOCOLS[system.protocol]


def configured(system: System) -> Any:
    """A system's configuration, all settings filled in. Raises Misfit where they make no sense together."""
    return filled(PROTOCOLS[system.protocol], system)


def refusal(system: System) -> Reason | None:
    """Why the settings of a system make no sense together; None if they do."""
    found = settled(PROTOCOLS[system.protocol], system)
    return found if isinstance(found, Reason) else None


def levels(system: System, kind: str = "read") -> tuple[str, ...]:
    """The levels that an operation of a kind may ask for under this system (`level=`)."""
    protocol = PROTOCOLS[system.protocol]
    return protocol.levels(filled(protocol, system), kind)
