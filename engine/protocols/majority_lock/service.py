"""The lock service: one lock a key, first come first served, each tenure with a lease and a greater fencing token.

It grants at the end of a tick, so of requests that came together that of the first node goes first. Its table and its
last token are on disk. One of several has no queue: who does not get the lock is told so, and its token is only a
number of its own, which it raises to the token that was made of those of a majority (several.py).

Sources: Gray & Cheriton 1989 (leases); Burrows 2006, section 2.4 (sequencers).
"""

from __future__ import annotations

from engine.model import CancelTimer, Effect, Note, Send, SetTimer
from engine.protocols.majority_lock.messages import Acquire, Fenced, Granted, Queued, Raise, Raised, Release, Taken
from engine.protocols.majority_lock.state import Config, Env, Lock, Result, State, Tenure, Turn, Waiter


def handle_acquire(env: Env, state: State, sender: str, body: Acquire) -> Result:
    """Acquire: join the queue of the lock, in order of arrival, then of nodes; no change for who waits or has it."""
    config: Config = env.config
    if "no_lock_service" in config.flaw:
        return state, ()
    lock = state.locks.get(body.key, Lock())
    if body.op in [one.op for one in (lock.held, *lock.queue) if one is not None]:
        return state, ()
    queue = sorted(
        (*lock.queue, Waiter(env.clock, sender, body.op)),
        key=lambda waiter: (waiter.since, config.nodes.index(waiter.node), waiter.op),
    )
    return _with_lock(state, body.key, lock._replace(queue=tuple(queue))), _serve_at_end_of_tick(body.key)


def handle_release(state: State, body: Release) -> Result:
    """Release: give the lock back, or leave its queue."""
    lock = state.locks.get(body.key, Lock())
    if lock.held is not None and lock.held.op == body.op:
        return _with_lock(state, body.key, lock._replace(held=None)), _serve_at_end_of_tick(body.key)
    queue = tuple(waiter for waiter in lock.queue if waiter.op != body.op)
    return _with_lock(state, body.key, lock._replace(queue=queue)), ()


def handle_lease_timer(env: Env, state: State, key: str) -> Result:
    """The timer of a lease: serve the lock at the end of this tick if the lease is over.

    If this clock was set back since, the timer is set again.
    """
    held = state.locks.get(key, Lock()).held
    if held is None or held.until is None:
        return state, ()
    if env.clock < held.until:
        return state, (SetTimer(Turn("lock_expire", key), held.until - env.clock),)
    return state, _serve_at_end_of_tick(key)


def grant_next(env: Env, state: State, key: str) -> Result:
    """End a tenure whose lease is over by this clock; grant a free lock to the first in its queue, with a new token.

    Those that came in this tick and do not get it are told that they wait, or, by one of several lock nodes, do not.
    """
    config: Config = env.config
    lock = state.locks[key]
    effects: list[Effect] = []
    held, queue = lock
    if held is not None and held.until is not None and env.clock >= held.until:
        effects.append(Note("lease_over", {"key": key, "node": held.node, "token": held.token}))
        held = None
    if held is None:
        effects.append(CancelTimer(Turn("lock_expire", key)))
    if held is None and queue:
        first, queue = queue[0], queue[1:]
        until = env.clock + config.lease if config.lease else None
        held = Tenure(first.op, first.node, state.tokens + 1, env.clock, until)
        state = state._replace(tokens=held.token)
        effects.append(Send(held.node, Granted(held.op, key, held.token, until)))
        effects += [SetTimer(Turn("lock_expire", key), config.lease)] if config.lease else []
    if len(config.lock) > 1:
        effects += [Send(waiter.node, Taken(waiter.op, key)) for waiter in queue]
        return _with_lock(state, key, Lock(held)), tuple(effects)
    new = (waiter for waiter in queue if waiter.since == env.clock)
    effects += [Send(waiter.node, Queued(waiter.op, key)) for waiter in new]
    return _with_lock(state, key, Lock(held, queue)), tuple(effects)


def handle_raise(state: State, sender: str, body: Raise) -> Result:
    """Raise: give out no token any more that is not greater; refused where another had such a one already."""
    held = state.locks.get(body.key, Lock()).held
    own = held if held is not None and held.op == body.op else None
    if state.tokens >= body.token and (own is None or own.token != body.token):
        return state, (Send(sender, Fenced(body.op, "raise", state.tokens)),)
    if own is not None:
        state = _with_lock(state, body.key, Lock(own._replace(token=body.token)))
    return state._replace(tokens=max(state.tokens, body.token)), (Send(sender, Raised(body.op)),)


def restart_lease_timers(env: Env, state: State) -> tuple[Effect, ...]:
    """After a crash: the timers of all leases in the table."""
    held = [(key, lock.held) for key, lock in sorted(state.locks.items()) if lock.held is not None]
    return tuple(
        SetTimer(Turn("lock_expire", key), max(0, tenure.until - env.clock))
        for key, tenure in held
        if tenure.until is not None
    )


def _serve_at_end_of_tick(key: str) -> tuple[Effect, ...]:
    return (SetTimer(Turn("lock_serve", key), 0),)


def _with_lock(state: State, key: str, lock: Lock) -> State:
    return state._replace(locks={**state.locks, key: lock})
