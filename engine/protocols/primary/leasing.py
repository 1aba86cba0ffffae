"""A primary with a lease: it takes writes only while a majority follows it, as far as it has heard.

Rules of this file
* Every `heartbeat` ticks a primary asks all others; those that believe in it answer.
* When the answers of the last `lease` ticks, with itself, are no majority of all nodes, the lease is over: writes are
  sent back until a majority answers again. Until then a primary that was cut off goes on taking writes.

Sources: Gray & Cheriton 1989 (leases); the node timeout of Redis Cluster's specification.
"""

from __future__ import annotations

from engine.model import Effect, Note, Send, SetTimer
from engine.protocols.primary.values import Beat, Context, Result, State, Tick

BEAT, END = Tick("heartbeat"), Tick("lease")


def begin(here: Context, state: State) -> Result:
    """A node that is primary from now on takes all others as having answered just now."""
    config = here.config
    if not config.lease or state.believes != here.node or len(config.nodes) == 1:
        return state._replace(heard={}, lapsed=False), ()
    heard = dict.fromkeys(config.others(here.node), here.clock)
    timers = (SetTimer(END, config.lease, periodic=True), SetTimer(BEAT, config.heartbeat, periodic=True))
    return state._replace(heard=heard, lapsed=False), timers


def beat(here: Context, state: State) -> Result:
    """Time to ask all others, for as long as it is primary."""
    if state.believes != here.node:
        return state, ()
    again = SetTimer(BEAT, here.config.heartbeat, periodic=True)
    return state, (*(Send(node, Beat()) for node in here.config.others(here.node)), again)


def heard(here: Context, state: State, sender: str) -> Result:
    """A follower has answered: the lease runs from the oldest answer that a majority needs."""
    if state.believes != here.node:
        return state, ()
    heard = {**state.heard, sender: here.clock}
    others = len(here.config.nodes) // 2
    oldest = sorted(heard.values(), reverse=True)[others - 1]
    left = oldest + here.config.lease - here.clock
    if left <= 0:
        return state._replace(heard=heard), ()
    effects: tuple[Effect, ...] = (SetTimer(END, left, periodic=True),)
    if state.lapsed:
        effects = (*effects, Note("lease_back", {}))
    return state._replace(heard=heard, lapsed=False), effects


def end(here: Context, state: State) -> Result:
    """The lease is over."""
    if state.believes != here.node or state.lapsed:
        return state, ()
    return state._replace(lapsed=True), (Note("lease_lapsed", {"ticks": here.config.lease}),)
