"""The lock of several nodes, at the writer: it has the lock when a majority of them has granted it within the lease.

Rules of this file
* Each lock node counts the lease from its grant by its own clock; the writer from its question, by its own, and a
  majority that is complete when this is over is none, whatever `lease_check` says of later. Where no majority is left
  to be had the write is refused. It does not ask again: that is for its client.
* A grant brings a number, greater than all that this lock node has given or taken over. The token is the greatest of
  them. Before the write goes on a majority must have it: those that gave another number, or none, are asked to take it
  over, which they do only if theirs is smaller.
* So no two writes have one token, since no lock node gives or takes over a number twice; and who asks after another
  has had its token gets a greater one, since two majorities share a node. No clock is needed for that.

Sources: Redis documentation, "Distributed Locks with Redis" (Redlock, which has no tokens); Kleppmann 2016 (why it
needs them); Attiya, Bar-Noy & Dolev 1995 (numbers that a majority agrees on).
"""

from __future__ import annotations

from engine.model import Reason, Send, SetTimer
from engine.protocols.majority_lock.messages import Fenced, Granted, Raise, Raised, Release, Taken
from engine.protocols.majority_lock.state import Config, Env, Pending, Record, Result, State
from engine.protocols.majority_lock.writing import begin, is_lease_over, refuse


def handle_answer(env: Env, state: State, sender: str, body: Granted | Taken | Raised | Fenced) -> Result:
    """What a lock node answers: at a majority, or where none is left, the phase is finished at the end of this tick.

    A lock that nobody wants any more is released.
    """
    pending = state.pending.get(body.op)
    if pending is None:
        return state, (Send(sender, Release(body.op, body.key)),) if isinstance(body, Granted) else ()
    phase = "lock" if isinstance(body, Granted | Taken) else "raise"
    if pending.phase != phase or sender in (*pending.acks, *pending.fenced):
        return state, ()
    if isinstance(body, Granted):
        pending = pending._replace(numbers=(*pending.numbers, (sender, body.token)))
    if isinstance(body, Granted | Raised):
        pending = pending._replace(acks=(*pending.acks, sender))
    else:
        pending = pending._replace(fenced=(*pending.fenced, sender))
    full = len(pending.acks) == env.config.lock_majority or len(pending.fenced) == _too_many(env.config)
    return state.with_pending(pending), (SetTimer(body.op, 0),) if full else ()


def finish_phase(env: Env, state: State, pending: Pending) -> Result:
    """At the end of the tick that brought a majority, or made it impossible: refuse, raise, or go on with the lock."""
    config: Config = env.config
    request = pending.request
    if len(pending.fenced) >= _too_many(config):
        return refuse(env, state, pending, Reason("lock_taken", {"key": request.key}))
    if pending.phase == "lock":
        token = max(number for _, number in pending.numbers)
        gave = tuple(node for node, number in pending.numbers if number == token)
        pending = pending._replace(phase="raise", record=Record((token,), request.value), acks=gave, fenced=())
    if is_lease_over(env, pending):
        return refuse(env, state, pending, "lease_over")
    if len(pending.acks) >= config.lock_majority:
        return begin(env, state, pending)
    assert pending.record is not None
    ask = Raise(request.op, request.key, pending.record.version[0])
    return state.with_pending(pending), tuple(Send(node, ask) for node in config.lock if node not in pending.acks)


def _too_many(config: Config) -> int:
    """So many refusals leave no majority."""
    return len(config.lock) - config.lock_majority + 1
