"""A primary with a lease: it takes writes only while a majority follows it, as far as it has heard.

Rules of this file
* Every `heartbeat` ticks a primary asks all others; those that believe in it answer.
* When the answers of the last `lease` ticks, with itself, are no majority of all nodes, the lease is over: writes are
  sent back until a majority answers again. Until then a primary that was cut off goes on taking writes.

Sources: Gray & Cheriton 1989 (leases); the node timeout of Redis Cluster's specification.
"""

from __future__ import annotations

from engine.model import Effect, Note, Send, SetTimer
from engine.protocols.primary.values import Beat, Env, Result, State, Tick

BEAT, END = Tick("heartbeat"), Tick("lease")


def begin(env: Env, state: State) -> Result:
    """A node that is primary from now on takes all others as having answered just now."""
    config = env.config
    if not config.lease or state.believes != env.node or len(config.nodes) == 1:
        return state._replace(heard={}, lapsed=False), ()
    heard = dict.fromkeys(config.others(env.node), env.clock)
    timers = (SetTimer(END, config.lease, periodic=True), SetTimer(BEAT, config.heartbeat, periodic=True))
    return state._replace(heard=heard, lapsed=False), timers


def beat(env: Env, state: State) -> Result:
    """Time to ask all others, for as long as it is primary."""
    if state.believes != env.node:
        return state, ()
    again = SetTimer(BEAT, env.config.heartbeat, periodic=True)
    return state, (*(Send(node, Beat()) for node in env.config.others(env.node)), again)


def heard(env: Env, state: State, sender: str) -> Result:
    """A follower has answered: the lease runs from the oldest answer that a majority needs."""
    if state.believes != env.node:
        return state, ()
    heard = {**state.heard, sender: env.clock}
    others = len(env.config.nodes) // 2
    oldest = sorted(heard.values(), reverse=True)[others - 1]
    left = oldest + env.config.lease - env.clock
    if left <= 0:
        return state._replace(heard=heard), ()
    effects: tuple[Effect, ...] = (SetTimer(END, left, periodic=True),)
    if state.lapsed:
        effects = (*effects, Note("lease_back", {}))
    return state._replace(heard=heard, lapsed=False), effects


def end(env: Env, state: State) -> Result:
    """The lease is over."""
    if state.believes != env.node or state.lapsed:
        return state, ()
    return state._replace(lapsed=True), (Note("lease_lapsed", {"ticks": env.config.lease}),)
