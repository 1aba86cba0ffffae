"""In-sync replicas: a write is answered when all that are in sync have it, and who does not follow leaves their set.

Rules of this file
* All writes of an epoch are numbered without a hole. A replica takes a copy only after all before it, and acknowledges
  by the last number that it has. A write is answered when all in the set have it, also those that the controller was
  asked to take in or to let go and has not answered about: whoever it may promote has all that was acknowledged.
* With fewer than `min_in_sync` in the set a write is refused; one that waits when it becomes so small goes on waiting.
* Every `heartbeat` ticks the primary tells all replicas how far its writes go. Who lacks some fetches all; who hears of
  a greater epoch follows its primary, and drops what that one does not have.
* A replica that has not had all for `in_sync_timeout` ticks leaves the set, at the next heartbeat; one that has all is
  taken in again. What counts is when it last had all that there was at one time, so that steady writing drives nobody
  out. The controller has the last word on both (controlling.py).
* Reads are as with `copy=sync`: a primary shows a write before it is answered. (Kafka does when all in sync have it.)

Sources: Wang et al. 2015, "Building a Replicated Logging System with Apache Kafka"; Kafka's documentation
(replication; replica.lag.time.max.ms; min.insync.replicas).
"""

from __future__ import annotations

from engine.model import Effect, Note, Send, SetTimer
from engine.protocols.primary.messages import Alter, CatchUp, Copy, Done, Fetch, LogEnd, Reached, Registered
from engine.protocols.primary.state import Env, Follower, InSyncSet, Result, State, Tick, newest

HEARTBEAT = Tick("heartbeat")


def start_in_sync(env: Env, state: State, new: bool) -> Result:
    """A node that starts. The primary counts all replicas as caught up just now, and of a new run as having all."""
    config = env.config
    if new:
        state = state._replace(in_sync=InSyncSet(config.replicas))
    if state.believes != env.node:
        return state._replace(followers={}), ()
    followers = _followers(env, state.sequence if new else -1)
    return state._replace(followers=followers), (SetTimer(HEARTBEAT, config.heartbeat, periodic=True),)


def beat(env: Env, state: State) -> Result:
    """The heartbeat timer of the primary: tell all how far the writes go, and let go who has not followed."""
    if state.believes != env.node:
        return state, ()
    state, asked = _ask_for_set(env, state)
    return state, (*_log_ends(env, state), *asked, SetTimer(HEARTBEAT, env.config.heartbeat, periodic=True))


def handle_log_end(state: State, sender: str, body: LogEnd) -> Result:
    """LogEnd at a replica: follow a primary of a greater epoch; fetch what is lacking, or say that all is here."""
    if body.epoch > state.epoch:
        state = _following(state, sender, body.epoch)
    if sender != state.believes or body.epoch < state.epoch:
        return state, ()
    if state.sequence < body.sequence:
        return state, (Send(sender, Fetch()),)
    return state, (Send(sender, Reached(None, state.epoch, state.sequence)),)


def handle_fetch(env: Env, state: State, sender: str) -> Result:
    """Fetch at the primary: all that it has."""
    if state.believes != env.node:
        return state, ()
    return state, (Send(sender, CatchUp(tuple(state.store.items()), state.epoch, state.sequence)),)


def handle_catch_up(state: State, sender: str, body: CatchUp) -> Result:
    """CatchUp at a replica: its data is that of its primary from now on; what that one does not have is dropped."""
    if sender != state.believes or body.epoch != state.epoch:
        return state, ()
    notes: tuple[Effect, ...] = ()
    if body.sequence > state.sequence:
        theirs = dict(body.records)
        notes = tuple(
            Note("dropped", {"key": key, "value": record.value, "version": record.version})
            for key, record in state.store.items()
            if newest(theirs, {key: record}) != theirs
        )
        state = state._replace(store=theirs, sequence=body.sequence)
    return state, (Send(sender, Reached(None, state.epoch, state.sequence)), *notes)


def handle_copy(state: State, sender: str, body: Copy) -> Result:
    """Copy at a replica: keep it if it is the next one; ignored with a note if it is not of its primary or leaves a
    hole, which the next heartbeat will show."""
    epoch, number = body.record.version[:2]
    if sender != state.believes or epoch != state.epoch:
        return state, (Note("copy_ignored", {"key": body.key, "from": sender, "believes": state.believes}),)
    if number > state.sequence + 1:
        return state, (Note("copy_too_early", {"key": body.key}),)
    if number > state.sequence:
        state = state._replace(store={**state.store, body.key: body.record}, sequence=number)
    return state, (Send(sender, Reached(body.op, state.epoch, state.sequence)),)


def handle_reached(env: Env, state: State, sender: str, body: Reached) -> Result:
    """Reached at the primary: answer what all in sync have now, and take in who has caught up."""
    if state.believes != env.node or body.epoch != state.epoch or sender not in state.followers:
        return state, ()
    known = state.followers[sender]
    has = max(known.has, body.sequence)
    if has >= state.sequence:
        known = Follower(has, env.clock, has, env.clock)
    elif has >= known.mark:
        known = Follower(has, known.marked, state.sequence, env.clock)
    state = state._replace(followers={**state.followers, sender: known._replace(has=has)})
    state, answers = answer_writes(env, state)
    settled = has >= state.sequence and not state.in_sync.asked
    state, asked = _ask_for_set(env, state) if settled else (state, ())
    return state, (*answers, *asked)


def handle_registered(env: Env, state: State, body: Registered) -> Result:
    """Registered: this node is primary of a new epoch; or another is; or the set is another than this primary knew."""
    if body.epoch > state.epoch:
        if body.primary != env.node:
            return _following(state, body.primary, body.epoch), ()
        return _take_over(env, state, body)
    if state.believes != env.node or body.epoch != state.epoch or body.change <= state.in_sync.change:
        return state, ()
    return answer_writes(env, state._replace(in_sync=InSyncSet(body.members, body.change)))


def answer_writes(env: Env, state: State) -> Result:
    """Done for each write that all in sync have, if they are enough."""
    in_sync = state.in_sync
    if len(in_sync.members) < env.config.min_in_sync:
        return state, ()
    awaited = [node for node in (*in_sync.members, *in_sync.asked) if node != env.node]
    has = min((state.followers[node].has for node in awaited), default=state.sequence)
    over = {op: one for op, one in state.pending.items() if one.version[1] <= has}
    if not over:
        return state, ()
    left = {op: one for op, one in state.pending.items() if op not in over}
    answers = tuple(Send(one.coordinator, Done(op, one.version)) for op, one in over.items())
    return state._replace(pending=left), answers


def _take_over(env: Env, state: State, body: Registered) -> Result:
    """The first acts of a new primary: its numbers begin anew, and all replicas hear of it."""
    state = state._replace(
        believes=env.node,
        epoch=body.epoch,
        sequence=0,
        pending={},
        in_sync=InSyncSet(body.members, body.change),
        followers=_followers(env, -1),
    )
    note = Note("takes_over", {"epoch": body.epoch, "members": " ".join(body.members)})
    return state, (note, *_log_ends(env, state), SetTimer(HEARTBEAT, env.config.heartbeat, periodic=True))


def _following(state: State, primary: str, epoch: int) -> State:
    """The state in which another node is primary of a greater epoch: what this one waited for is forgotten."""
    return state._replace(believes=primary, epoch=epoch, sequence=-1, pending={}, followers={})


def _ask_for_set(env: Env, state: State) -> Result:
    """Ask the controller for the set as it should be, if it is another; until it answers, for the same again."""
    in_sync, config = state.in_sync, env.config
    wanted = in_sync.asked or tuple(node for node in config.replicas if _belongs(env, state, node))
    if wanted == in_sync.members or config.controller is None:
        return state, ()
    alter = Alter(state.epoch, in_sync.change, wanted)
    return state._replace(in_sync=in_sync._replace(asked=wanted)), (Send(config.controller, alter),)


def _belongs(env: Env, state: State, node: str) -> bool:
    """Should this replica be in the set? Who is outside needs all that there is."""
    if node == env.node:
        return True
    known = state.followers[node]
    follows = env.clock - known.caught < env.config.in_sync_timeout
    return follows and (node in state.in_sync.members or known.has >= state.sequence)


def _followers(env: Env, has: int) -> dict[str, Follower]:
    known = Follower(has, env.clock, has, env.clock)
    return dict.fromkeys(env.config.others(env.node), known)


def _log_ends(env: Env, state: State) -> tuple[Effect, ...]:
    return tuple(Send(node, LogEnd(state.epoch, state.sequence)) for node in env.config.others(env.node))
