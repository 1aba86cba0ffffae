"""The lock service: one lock a key, first come first served, each tenure with a lease and a greater token.

It decides at the end of a tick, so of those that came together the first node goes first. Its table and its last
token are on disk.
"""

from __future__ import annotations

from engine.model import CancelTimer, Effect, Note, Send, SetTimer
from engine.protocols.majority_lock.values import (
    Acquire,
    Config,
    Env,
    Granted,
    Lock,
    Release,
    Result,
    State,
    Tenure,
    Turn,
    Waiter,
)


def line_up(env: Env, state: State, sender: str, body: Acquire) -> Result:
    """One more who wants the lock."""
    config: Config = env.config
    if "no_lock_service" in config.flaw:
        return state, ()
    lock = state.locks.get(body.key, Lock())
    queue = sorted(
        (*lock.queue, Waiter(env.clock, sender, body.op)),
        key=lambda waiter: (waiter.since, config.nodes.index(waiter.node), waiter.op),
    )
    return _with(state, body.key, lock._replace(queue=tuple(queue))), _soon(body.key)


def let_go(state: State, body: Release) -> Result:
    """Given back, or no longer waited for."""
    lock = state.locks.get(body.key, Lock())
    if lock.held is not None and lock.held.op == body.op:
        return _with(state, body.key, lock._replace(held=None)), _soon(body.key)
    queue = tuple(waiter for waiter in lock.queue if waiter.op != body.op)
    return _with(state, body.key, lock._replace(queue=queue)), ()


def expire(env: Env, state: State, key: str) -> Result:
    """A lease may be over, if this node's clock has not been set back since."""
    held = state.locks.get(key, Lock()).held
    if held is None or held.until is None:
        return state, ()
    if env.clock < held.until:
        return state, (SetTimer(Turn("lock_expire", key), held.until - env.clock),)
    return state, _soon(key)


def serve(env: Env, state: State, key: str) -> Result:
    """Take the lock from whom the lease has run out on; give it to whoever is first."""
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
    return _with(state, key, Lock(held, queue)), tuple(effects)


def again(env: Env, state: State) -> tuple[Effect, ...]:
    """After a crash: watch the leases in the table."""
    held = [(key, lock.held) for key, lock in sorted(state.locks.items()) if lock.held is not None]
    return tuple(
        SetTimer(Turn("lock_expire", key), max(0, tenure.until - env.clock))
        for key, tenure in held
        if tenure.until is not None
    )


def _soon(key: str) -> tuple[Effect, ...]:
    return (SetTimer(Turn("lock_serve", key), 0),)


def _with(state: State, key: str, lock: Lock) -> State:
    return state._replace(locks={**state.locks, key: lock})
