"""Copies of entries on their way to the peers' logs: which are not acknowledged, and which of them are sent again.

Rules of this file
* A copy is awaited until its peer says that it is stored, or the peer is taken to be out of reach: then the exchange of
  logs that follows its return brings it.
* With each round a copy is sent again to a peer that has answered the last beat and not the copy, which was sent before
  that beat: the copy or its answer was lost. It may come twice, which changes nothing.

Source: Petersen et al. 1997, section 3 (an entry is passed on until the other side has it).
"""

from __future__ import annotations

from engine.model import Send
from engine.protocols.partition_aware.messages import Store
from engine.protocols.partition_aware.state import Config, Result, State
from engine.structures.mappings import without
from engine.structures.operation_log import Entry


def await_copies(config: Config, state: State, node: str, entry: Entry) -> State:
    """The state once an entry was sent to all logs: those of peers within reach are to say that they have it."""
    peers = (peer for peer in config.peers(node) if peer not in state.lost)
    return state._replace(awaited={**state.awaited, **{(entry.op, peer): entry for peer in peers}})


def take_acknowledged(state: State, op: str, peer: str) -> State:
    """The state without a copy that its peer has stored."""
    return state._replace(awaited=without(state.awaited, (op, peer)))


def send_again(state: State) -> Result:
    """At a round, before its beats: the copies that were lost, once more. From now on all that are awaited are due."""
    awaited = {(op, peer): entry for (op, peer), entry in state.awaited.items() if peer not in state.lost}
    lost = [slot for slot in state.due if slot in awaited and not state.missed.get(slot[1], 0)]
    sends = tuple(Send(peer, Store(op, awaited[op, peer])) for op, peer in lost)
    return state._replace(awaited=awaited, due=tuple(awaited)), sends
