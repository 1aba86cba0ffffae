"""Who may be primary, and who is in sync, of `copy=in_sync`: one node keeps both, and a primary changes neither alone.

Rules of this file
* The controller keeps no data, but the epoch, its primary and the in-sync set, all on disk. It stands for the ensemble
  that does so in Kafka (ZooKeeper, or a quorum of KRaft controllers), which is replicated itself: here nothing is
  changed while this one node is down or out of reach.
* It changes the set for the primary of the present epoch alone, and only from the set that it has: a primary that was
  deposed, or speaks of an older set, is told what is true.
* `promote n2`: n2 asks it, and is primary of the next epoch iff it is in the set; with `unclean=yes` in any case, and
  is alone in the set then: what it lacks is lost, though it was acknowledged. The rest learn it from n2's heartbeats.
  (Kafka's controller chooses by itself, and tells all; it leaves the old primary, if dead, out of the set at once.)
* `tell` and `rejoin` add nothing: an operator's word alone makes nobody primary or a follower here.

Sources: Wang et al. 2015, "Building a Replicated Logging System with Apache Kafka"; Kafka's documentation
(unclean.leader.election.enable) and KIP-497 (the primary asks the controller for another in-sync set).
"""

from __future__ import annotations

from engine.model import Note, Promote, Send
from engine.protocols.primary.messages import Alter, Claim, NotInSync, Registered
from engine.protocols.primary.state import Env, InSyncSet, Result, State


def claim(env: Env, state: State, command: Promote) -> Result:
    """The operator command `promote` at the node that shall be primary: ask the controller. Nobody else acts on it."""
    if command.node != env.node or env.config.controller is None:
        return state, ()
    return state, (Send(env.config.controller, Claim()),)


def handle_claim(env: Env, state: State, sender: str) -> Result:
    """Claim at the controller: sender is primary of the next epoch, if it is in sync or `unclean=yes` lets it."""
    members = state.in_sync.members
    clean = sender in members
    if sender not in env.config.replicas or not (clean or env.config.unclean):
        return state, (Send(sender, NotInSync(members)),)
    in_sync = InSyncSet(members if clean else (sender,), state.in_sync.change + 1)
    state = state._replace(believes=sender, epoch=state.epoch + 1, in_sync=in_sync)
    warning = () if clean else (Note("unclean", {"node": sender, "members": " ".join(members)}),)
    return state, (Send(sender, registered(state)), *warning)


def handle_alter(state: State, sender: str, body: Alter) -> Result:
    """Alter at the controller: the set is changed if the sender is the primary and knows the present one."""
    if (sender, body.epoch, body.change) == (state.believes, state.epoch, state.in_sync.change):
        state = state._replace(in_sync=InSyncSet(body.members, body.change + 1))
    return state, (Send(sender, registered(state)),)


def registered(state: State) -> Registered:
    """What the controller knows."""
    return Registered(state.believes, state.epoch, state.in_sync.members, state.in_sync.change)
