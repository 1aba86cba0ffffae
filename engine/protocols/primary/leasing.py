"""A primary with a lease serves only while a majority follows it, as far as it has heard.

Rules of this file
* Every `heartbeat` ticks a primary asks all others; those that believe in it answer.
* When the answers of the last `lease` ticks, with itself, are no majority of all nodes, the lease is over: writes are
  sent back until a majority answers again. Without a lease a primary that was cut off goes on taking writes.
* `lease_covers=writes`: reads are answered as before, also when another has long been primary and has written more.
  `lease_covers=all`: reads at the primary are refused then, too. So old answers end with the lease, if nobody is
  promoted before: that is for the operator to wait for, and for clocks that run at one speed.

Sources: Gray & Cheriton 1989 (leases); the node timeout of Redis Cluster's specification.
"""

from __future__ import annotations

from engine.model import Effect, Note, Send, SetTimer
from engine.protocols.primary.messages import Beat, Heard
from engine.protocols.primary.state import Env, Result, State, Tick

HEARTBEAT, LEASE_END = Tick("heartbeat"), Tick("lease")


def start_lease(env: Env, state: State) -> Result:
    """Start the lease of a node that is primary from now on, as if all others had answered just now.

    Whoever is not primary, or has no lease, or is alone, gets no timers.
    """
    config = env.config
    if not config.lease or state.believes != env.node or len(config.nodes) == 1:
        return state._replace(heard={}, lapsed=False), ()
    heard = dict.fromkeys(config.others(env.node), env.clock)
    timers = (SetTimer(LEASE_END, config.lease, periodic=True), SetTimer(HEARTBEAT, config.heartbeat, periodic=True))
    return state._replace(heard=heard, lapsed=False), timers


def send_heartbeats(env: Env, state: State) -> Result:
    """The heartbeat timer: Beat to all others, and the timer of the next, for as long as the node is primary."""
    if state.believes != env.node:
        return state, ()
    again = SetTimer(HEARTBEAT, env.config.heartbeat, periodic=True)
    return state, (*(Send(node, Beat()) for node in env.config.others(env.node)), again)


def handle_beat(state: State, sender: str) -> Result:
    """A heartbeat: answered if it is of the primary that this node believes in."""
    return state, ((Send(sender, Heard()),) if sender == state.believes else ())


def handle_heard(env: Env, state: State, sender: str) -> Result:
    """A follower answered: the lease now runs `lease` ticks from the oldest answer that a majority needs."""
    if state.believes != env.node:
        return state, ()
    heard = {**state.heard, sender: env.clock}
    others = len(env.config.nodes) // 2
    oldest = sorted(heard.values(), reverse=True)[others - 1]
    left = oldest + env.config.lease - env.clock
    if left <= 0:
        return state._replace(heard=heard), ()
    effects: tuple[Effect, ...] = (SetTimer(LEASE_END, left, periodic=True),)
    if state.lapsed:
        effects = (*effects, Note("lease_back", {}))
    return state._replace(heard=heard, lapsed=False), effects


def end_lease(env: Env, state: State) -> Result:
    """The lease timer: no majority was heard in time, so writes are sent back from now on."""
    if state.believes != env.node or state.lapsed:
        return state, ()
    return state._replace(lapsed=True), (Note("lease_lapsed", {"ticks": env.config.lease}),)
