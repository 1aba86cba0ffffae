"""A write at its coordinator: wait for the lock, prepare at a majority, commit at a majority; or abort.

Once a Commit has been sent nothing is undone any more. Before that nobody has seen the value, so a write that is
aborted certainly did not happen, whatever an Abort does not reach.

Source: Gray 1978, section 5.8.3 (two-phase commit).
"""

from __future__ import annotations

from engine.model import CancelTimer, Effect, Note, Reason, Reply, Request, Send, SetTimer, Value
from engine.protocols.comparing import mismatch
from engine.protocols.majority_lock.messages import (
    Abort,
    Acquire,
    Commit,
    Committed,
    Compare,
    Compared,
    Fenced,
    Granted,
    Prepare,
    Prepared,
    Queued,
    Release,
)
from engine.protocols.majority_lock.state import Config, Env, Patience, Pending, Record, Result, State


def start_write(env: Env, state: State, request: Request) -> Result:
    """Ask the lock service for the lock of the key, or all lock nodes, of whom a majority must grant it within a lease.

    With `acquire` a timer ends the wait after so many ticks.
    """
    config: Config = env.config
    asks = (Send(node, Acquire(request.op, request.key)) for node in config.lock)
    timer = (SetTimer(Patience("lock_wait", request.op), config.acquire),) if config.acquire else ()
    until = env.clock + config.lease if len(config.lock) > 1 else None
    return state.with_pending(Pending(request, "lock", until=until)), (*asks, *timer)


def handle_granted(env: Env, state: State, sender: str, body: Granted) -> Result:
    """Granted by the one lock service: it has the lock.

    A lease that is over already refuses the write; a lock that is not wanted any more is released. Who has it already
    goes on as it is.
    """
    config: Config = env.config
    pending = state.pending.get(body.op)
    if pending is None:
        return state, (Send(sender, Release(body.op, body.key)),)
    if pending.phase not in ("lock", "queued"):
        return state, ()
    pending = pending._replace(record=Record((body.token,), pending.request.value), until=body.until)
    if config.lease_check and is_lease_over(env, pending):
        return refuse(env, state, pending, "lease_over")
    return begin(env, state, pending)


def begin(env: Env, state: State, pending: Pending) -> Result:
    """It has the lock: send Prepare to all home nodes, with the token as version, and watch the end of the lease."""
    config: Config = env.config
    request, record = pending.request, pending.record
    assert record is not None
    until = pending.until if config.lease_check else None
    pending = pending._replace(phase="prepare", acks=(), fenced=(), until=until)
    stop_waiting = CancelTimer(Patience("lock_wait", request.op))
    ask = Compare if request.kind == "cas" else Prepare
    sends = (Send(home, ask(request.op, request.key, record)) for home in config.home)
    version = Note("version", {"op": request.op, "version": record.version})
    return state.with_pending(pending), (stop_waiting, *sends, version, *_watch_lease(env, pending))


def handle_queued(state: State, body: Queued) -> State:
    """Queued: the lock service is there, and the lock is another's."""
    pending = state.pending.get(body.op)
    if pending is None or pending.phase != "lock":
        return state
    return state.with_pending(pending._replace(phase="queued"))


def handle_ack(env: Env, state: State, sender: str, body: Prepared | Compared | Committed) -> Result:
    """Prepared, Compared or Committed: count each node once; at a majority the phase is finished at the end of this
    tick."""
    pending = state.pending.get(body.op)
    if pending is None or pending.phase != ("commit" if isinstance(body, Committed) else "prepare"):
        return state, ()
    if sender in pending.acks:
        return state, ()
    if isinstance(body, Compared):
        pending = pending._replace(answers=(*pending.answers, (sender, body.record)))
    pending = pending._replace(acks=(*pending.acks, sender))
    full = len(pending.acks) == env.config.majority
    return state.with_pending(pending), (SetTimer(body.op, 0),) if full else ()


def handle_fenced(env: Env, state: State, sender: str, body: Fenced) -> Result:
    """Fenced: the storage has met a greater token. While preparing, the write is aborted and refused at once.

    While committing it is refused only when every home node has refused it: until then a majority may still have it.
    """
    pending = state.pending.get(body.op)
    if pending is None or pending.phase != body.phase or sender in pending.fenced:
        return state, ()
    pending = pending._replace(fenced=(*pending.fenced, sender))
    if body.phase == "commit" and len(pending.fenced) < len(env.config.home):
        return state.with_pending(pending), ()
    return refuse(env, state, pending, "fenced")


def finish_phase(env: Env, state: State, pending: Pending) -> Result:
    """At the end of the tick that brought a majority: commit what is prepared, or answer what is committed.

    It does not commit after its lease, by its own clock, is over. Where the greatest version that a majority has
    committed holds another value than the expected one, a compare-and-set is refused, at once if all of them have it;
    else it first commits what it found, as a reader writes back, lest a later one find less.
    """
    request, record = pending.request, pending.record
    if pending.phase == "prepare" and is_lease_over(env, pending):
        return refuse(env, state, pending, "lease_over")
    differs = request.kind == "cas" and _found(pending) != request.context
    if differs and (pending.phase == "commit" or len({found for _, found in pending.answers}) == 1):
        return refuse(env, state, pending, mismatch(request.key, request.context, _found(pending)))
    if pending.phase == "prepare":
        assert record is not None
        record = record._replace(value=_found(pending)) if differs else record
        sends = (Send(home, Commit(request.op, request.key, record)) for home in env.config.home)
        return state.with_pending(pending._replace(phase="commit", acks=(), fenced=())), tuple(sends)
    reply = Reply(request.op, "ok", version=record.version if record else None)
    return state.without_pending(request.op), (reply, *_release(env, pending))


def handle_lock_timeout(env: Env, state: State, op: str) -> Result:
    """It has waited `acquire` ticks for the lock: it leaves the queue and is refused; nothing has happened."""
    config: Config = env.config
    pending = state.pending.get(op)
    if pending is None or pending.phase not in ("lock", "queued", "raise"):
        return state, ()
    reason = Reason("lock_busy", {"key": pending.request.key, "ticks": config.acquire})
    if len(config.lock) > 1:
        reason = Reason("lock_too_few", {"key": pending.request.key, "ticks": config.acquire})
    elif pending.phase == "lock":
        reason = Reason("lock_unreached", {"node": config.lock[0], "ticks": config.acquire})
    return refuse(env, state, pending, reason)


def handle_lease_end(env: Env, state: State, op: str) -> Result:
    """The timer of its lease: abort what is only prepared. A clock that was set back makes it watch on."""
    pending = state.pending.get(op)
    if pending is None or pending.phase != "prepare":
        return state, ()
    if not is_lease_over(env, pending):
        return state, _watch_lease(env, pending)
    return refuse(env, state, pending, "lease_over")


def handle_deadline(env: Env, state: State, pending: Pending) -> Result:
    """The client has stopped waiting: abort if it is not committed yet, and release the lock."""
    if "never_gives_up" in env.config.flaw:
        return state, ()
    undo = _abort(env, pending) if pending.phase == "prepare" else ()
    return state.without_pending(pending.request.op), (*undo, *_release(env, pending))


def is_lease_over(env: Env, pending: Pending) -> bool:
    """Is the write's lease over by its coordinator's clock? Never without a lease."""
    return pending.until is not None and env.clock >= pending.until


def _found(pending: Pending) -> Value:
    """What a compare-and-set has found."""
    records = (record for _, record in pending.answers if record is not None)
    best = max(records, key=lambda record: record.version, default=None)
    return best and best.value


def refuse(env: Env, state: State, pending: Pending, why: str | Reason) -> Result:
    """It has certainly not happened: abort what is only prepared, release the lock, tell the client."""
    op, record = pending.request.op, pending.record
    reason = Reason(why, {"token": record.version[0] if record else None}) if isinstance(why, str) else why
    undo = _abort(env, pending) if pending.phase == "prepare" else ()
    return state.without_pending(op), (*undo, Reply(op, "refused", reason=reason), *_release(env, pending))


def _abort(env: Env, pending: Pending) -> tuple[Effect, ...]:
    request, record = pending.request, pending.record
    assert record is not None
    sends = (Send(home, Abort(request.op, request.key, record.version)) for home in env.config.home)
    values = {"op": request.op, "key": request.key, "value": request.value, "token": record.version[0]}
    return (*sends, Note("rolled_back", values))


def _release(env: Env, pending: Pending) -> tuple[Effect, ...]:
    request = pending.request
    timers = (CancelTimer(Patience(what, request.op)) for what in ("lock_wait", "lock_lease"))
    return (*(Send(node, Release(request.op, request.key)) for node in env.config.lock), *timers)


def _watch_lease(env: Env, pending: Pending) -> tuple[Effect, ...]:
    if pending.until is None:
        return ()
    return (SetTimer(Patience("lock_lease", pending.request.op), pending.until - env.clock),)
