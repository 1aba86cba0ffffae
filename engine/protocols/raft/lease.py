"""Leader leases: a leader answers reads alone while a majority has promised not to elect another.

Rules of this file
* Whoever hears from a leader votes for nobody for the shortest election timeout, by its own clock; who has just come
  back from a crash neither, for it does not know what it promised. `read=lease` and `check_quorum=yes` ask for that.
* A leader keeps, by round of AppendEntries, what its clock showed when the round began. It holds the lease for `lease`
  ticks, less `drift`, from the latest round that a majority has answered, once an entry of its own term is committed.
* Without the lease a read waits for a round, as under `read=read_index`.
* While a leader holds its lease, no clock may gain on its clock by more than `drift`: else another is elected before it
  stops. A clock that is set back is the usual way there.

Sources: Ongaro 2014, sections 6.4.1 (leases) and 4.2.3 (who hears from a leader does not vote); Gray & Cheriton 1989.
"""

from __future__ import annotations

from engine.protocols.raft.log import majority, term_at
from engine.protocols.raft.state import Env, State


def begin_round(env: Env, state: State) -> State:
    """The leader begins a round of AppendEntries; its clock is kept for as long as it may be asked for."""
    number = state.round + 1
    if env.config.read != "lease":
        return state._replace(round=number)
    answered = _answered(env, state)
    begun = {nth: clock for nth, clock in state.begun.items() if nth >= answered}
    return state._replace(round=number, begun={**begun, number: env.clock})


def begin_heartbeat(env: Env, state: State) -> State:
    """A heartbeat is a round of its own only where leases are counted from it."""
    return begin_round(env, state) if env.config.read == "lease" else state


def holds(env: Env, state: State) -> bool:
    """Does a leader hold the lease now, by its own clock?"""
    granted = state.begun.get(_answered(env, state))
    if granted is None or term_at(state.log, state.commit) != state.term:
        return False
    return env.clock < granted + env.config.used


def _answered(env: Env, state: State) -> int:
    """The latest round that a majority has answered; 0 before the first."""
    answered = sorted((peer.round for peer in state.peers.values()), reverse=True)
    return answered[majority(len(env.config.nodes)) - 2] if answered else 0
