"""Who is in touch with whom: a follower that hears its leader, a leader that hears a majority.

Rules of this file
* A node is in touch with a leader if it leads, or has heard from one less than the shortest election timeout ago, by
  its own clock. It then grants no pre-vote (prevote.py).
* `read=lease`, `check_quorum=yes`: nor does it listen to RequestVote, or stand when told to; its term stays. A leader
  that would not step down by itself, without `check_quorum`, does listen.
* `check_quorum=yes`: a leader steps down that has heard from no majority for an election timeout, looked at once in
  that time. Else one that still reaches a node or two may keep these from electing a better one for ever.

Sources: Ongaro 2014, sections 4.2.3 and 6.2; etcd's raft (CheckQuorum).
"""

from __future__ import annotations

from engine.model import Effect, SetTimer
from engine.protocols.raft.log import majority
from engine.protocols.raft.state import QUORUM, Config, Env, State


def heard_leader(env: Env, state: State) -> State:
    """It has just heard from its leader, or must think so, which is kept only where it is asked for."""
    return state._replace(heard=env.clock) if env.config.watches else state


def in_touch(env: Env, state: State) -> bool:
    """Has it a leader, as far as it knows?"""
    return state.role == "leader" or (state.heard is not None and env.clock - state.heard < env.config.election[0])


def will_not_listen(env: Env, state: State) -> bool:
    """Does it pay no heed to RequestVote and to the command `campaign`?"""
    config: Config = env.config
    promised = config.check_quorum or (config.read == "lease" and state.role != "leader")
    return promised and in_touch(env, state)


def heard_follower(env: Env, state: State, sender: str) -> State:
    """A leader has heard from another node."""
    return state._replace(active={**state.active, sender: True}) if env.config.check_quorum else state


def start_quorum_timer(env: Env) -> tuple[Effect, ...]:
    """Start the timer after which a leader looks whom it has heard from; no effects without `check_quorum`."""
    return (SetTimer(QUORUM, env.config.election[0], periodic=True),) if env.config.check_quorum else ()


def hears_majority(env: Env, state: State) -> bool:
    """Has a leader heard from a majority, with itself, since it last looked?"""
    return 1 + len(state.active) >= majority(len(env.config.nodes))
