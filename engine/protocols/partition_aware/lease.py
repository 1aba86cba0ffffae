"""The lease by which a referee lets one half go on at a time (`tie=lease`).

Rules of this file
* A node whose half is a tie asks for the lease with each round, naming its half; so it is renewed while it is needed,
  and ends by itself when it is not: a half that has the others back no longer asks.
* The referee grants it to the half that asks first, to whichever of its nodes, and to no other until it is over. Of
  claims that come in one tick that of the oldest node goes first. What it has granted is on its disk.
* The referee counts from when it was asked, a node from when it asked, which is earlier: no node goes on when another
  half may. A clock that is set back meanwhile breaks that, as with every lease.
* What is under way when the lease ends is not acknowledged: its outcome stays open.
* A lease passes no data on: a half that gets it after the other does not know what that one took.

Sources: Akka and Apache Pekko, "Split Brain Resolver" (lease-majority); Gray & Cheriton 1989.
"""

from __future__ import annotations

from engine.model import Effect, Note, Send, SetTimer
from engine.protocols.partition_aware import tie
from engine.protocols.partition_aware.messages import Claim, Denied, Granted
from engine.protocols.partition_aware.state import GRANT, Config, Env, Lease, Result, State


def claim(env: Env, state: State) -> tuple[Effect, ...]:
    """At a round: a Claim to the referee where half of the nodes are within reach."""
    config: Config = env.config
    if config.tie != "lease" or config.referee is None or not tie.is_tie(config, state.lost):
        return ()
    return (Send(config.referee, Claim(tie.reached(config, state.lost), env.clock)),)


def handle_claim(state: State, sender: str, body: Claim) -> Result:
    """Claim, at the referee: it is decided on at the end of the tick, with all that come in it."""
    return state._replace(claims={**state.claims, sender: body}), (SetTimer(GRANT, 0),)


def grant(env: Env, state: State) -> Result:
    """At the end of the tick, at the referee: Granted or Denied to each that asked."""
    lease, sends = state.lease, []
    for node in env.config.nodes:
        asked = state.claims.get(node)
        if asked is None:
            continue
        if lease is None or lease.until <= env.clock or lease.half == asked.half:
            lease = Lease(asked.half, env.clock + env.config.lease)
            sends.append(Send(node, Granted(asked.half, asked.asked)))
        else:
            sends.append(Send(node, Denied(lease.half)))
    return state._replace(lease=lease, claims={}), tuple(sends)


def handle_granted(env: Env, state: State, body: Granted) -> Result:
    """Granted: this half goes on, if the node still takes it for its half, until the lease is over."""
    granted = Lease(body.half, body.asked + env.config.lease)
    older = state.lease is not None and state.lease.until >= granted.until
    return look_at_lease(env, state if older else state._replace(lease=granted))


def look_at_lease(env: Env, state: State) -> Result:
    """Before anything is answered: a lease that is over is gone, and a half goes on or stops as it has one."""
    config: Config = env.config
    if config.tie != "lease":
        return state, ()
    if state.lease is not None and state.lease.until <= env.clock:
        state = state._replace(lease=None)
    quorum = tie.is_broken(config, state.lost, state.lease)
    if quorum == state.quorum or not tie.is_tie(config, state.lost):
        return state, ()
    counts = {"count": len(tie.reached(config, state.lost)), "of": len(config.nodes), "referee": config.referee}
    state = state._replace(quorum=quorum, in_service=quorum)
    return state, (Note("tie_lease" if quorum else "tie_lease_over", counts),)


def has_ended(config: Config, state: State, side: tuple[str, ...]) -> bool:
    """Is an operation on which this side alone counts no longer covered by a lease?"""
    return config.tie == "lease" and side != () and (state.lease is None or state.lease.half != side)
