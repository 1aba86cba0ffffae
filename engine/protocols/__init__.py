"""How a node answers: one module a protocol.

A protocol has SETTINGS (what `system` may say, in canonical order), VERBS (the operator commands it knows), LATE (kinds
of bodies that wait for all others of their tick, with their rank), COUNTED (bodies that fill a quorum), config(nodes,
chosen), quorum_of(config, request), show(config, node, state), spoken(config, body) (facts of a message beyond its
fields), and four functions, each (here, state, input) -> (state, effects): start, on_request, on_message, on_timer. A
node's state is a frozen value and nothing else moves: no clock, no network, no other node. Where a wiped node is not
like a new one there is also blank(here). A configuration with a `seed` is given that of the run.
"""

from __future__ import annotations

from functools import lru_cache
from types import ModuleType
from typing import Any, Final

from engine.model import System
from engine.protocols import causal, majority_lock, multi_value, partition_aware, primary, quorum, raft, service

PROTOCOLS: Final[dict[str, ModuleType]] = {
    "quorum": quorum,
    "multi_value": multi_value,
    "primary": primary,
    "causal": causal,
    "raft": raft,
    "majority_lock": majority_lock,
    "partition_aware": partition_aware,
    "service": service,
}


@lru_cache(maxsize=128)
def configured(system: System) -> Any:
    """A system's Config, all settings filled in; a Reason where they make no sense together."""
    return PROTOCOLS[system.protocol].config(system.names, dict(system.settings))


def levels(system: System) -> tuple[str, ...]:
    """What an operation under this system may ask for by name (`level=`)."""
    protocol = PROTOCOLS[system.protocol]
    found: tuple[str, ...] = protocol.levels(configured(system)) if hasattr(protocol, "levels") else ()
    return found
