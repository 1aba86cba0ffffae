"""A write at its coordinator: wait for the lock, keep aside at a majority, then commit; or roll back.

Once a commit has been sent nothing is undone any more. Before that nobody has seen the value, so a write that is
rolled back certainly did not happen, whatever an Abort does not reach.
"""

from __future__ import annotations

from engine.model import CancelTimer, Effect, Note, Reason, Reply, Request, Send, SetTimer
from engine.protocols.majority_lock.values import (
    Abort,
    Acquire,
    Commit,
    Committed,
    Config,
    Env,
    Fenced,
    Granted,
    Patience,
    Pending,
    Prepare,
    Prepared,
    Record,
    Release,
    Result,
    State,
)


def begin(env: Env, state: State, request: Request) -> Result:
    """Ask for the lock of the key, for so long."""
    config: Config = env.config
    ask = Send(config.lock, Acquire(request.op, request.key))
    timer = (SetTimer(Patience("lock_wait", request.op), config.acquire),) if config.acquire else ()
    return state.put(Pending(request, "lock")), (ask, *timer)


def granted(env: Env, state: State, sender: str, body: Granted) -> Result:
    """The lock is here: keep the value aside at all home nodes. Who does not want it any more gives it back."""
    config: Config = env.config
    pending = state.pending.get(body.op)
    if pending is None or pending.phase != "lock":
        return state, (Send(sender, Release(body.op, body.key)),)
    record = Record((body.token,), pending.request.value)
    pending = pending._replace(record=record, until=body.until)
    if over(env, pending):
        return _refused(env, state, pending, "lease_over")
    pending = pending._replace(phase="prepare")
    stop_waiting = CancelTimer(Patience("lock_wait", body.op))
    sends = (Send(home, Prepare(body.op, body.key, record)) for home in config.home)
    version = Note("version", {"op": body.op, "version": record.version})
    return state.put(pending), (stop_waiting, *sends, version, *_watch(env, pending))


def count(env: Env, state: State, sender: str, body: Prepared | Committed) -> Result:
    """One more ack; when a majority is there, decide at the end of the tick."""
    pending = state.pending.get(body.op)
    if pending is None or pending.phase != ("prepare" if isinstance(body, Prepared) else "commit"):
        return state, ()
    pending = pending._replace(acks=(*pending.acks, sender))
    full = len(pending.acks) == env.config.majority
    return state.put(pending), (SetTimer(body.op, 0),) if full else ()


def fenced(env: Env, state: State, sender: str, body: Fenced) -> Result:
    """The storage has met a greater token. Before the commit: roll back. After it: refused if by every home node."""
    pending = state.pending.get(body.op)
    if pending is None or pending.phase != body.phase:
        return state, ()
    pending = pending._replace(fenced=(*pending.fenced, sender))
    if body.phase == "commit" and len(pending.fenced) < len(env.config.home):
        return state.put(pending), ()
    return _refused(env, state, pending, "fenced")


def decide(env: Env, state: State, pending: Pending) -> Result:
    """A majority has it aside: commit, if the lease is not over. A majority has it in place: done."""
    request, record = pending.request, pending.record
    if pending.phase == "prepare" and over(env, pending):
        return _refused(env, state, pending, "lease_over")
    if pending.phase == "prepare":
        assert record is not None
        sends = (Send(home, Commit(request.op, request.key, record)) for home in env.config.home)
        return state.put(pending._replace(phase="commit", acks=(), fenced=())), tuple(sends)
    reply = Reply(request.op, "ok", version=record.version if record else None)
    return state.drop(request.op), (reply, *_leave(env, pending))


def lost_patience(env: Env, state: State, op: str) -> Result:
    """It has waited long enough for the lock: it leaves the queue, and nothing has happened."""
    pending = state.pending.get(op)
    if pending is None or pending.phase != "lock":
        return state, ()
    reason = Reason("lock_busy", {"key": pending.request.key, "ticks": env.config.acquire})
    return state.drop(op), (Reply(op, "refused", reason=reason), *_leave(env, pending))


def lease_ends(env: Env, state: State, op: str) -> Result:
    """It believes that its lease is over: what nobody has seen is rolled back."""
    pending = state.pending.get(op)
    if pending is None or pending.phase != "prepare":
        return state, ()
    if not over(env, pending):
        return state, _watch(env, pending)
    return _refused(env, state, pending, "lease_over")


def give_up(env: Env, state: State, pending: Pending) -> Result:
    """The client has stopped waiting: take back what can be, and give the lock back."""
    if "never_gives_up" in env.config.flaw:
        return state, ()
    undo = _undo(env, pending) if pending.phase == "prepare" else ()
    return state.drop(pending.request.op), (*undo, *_leave(env, pending))


def over(env: Env, pending: Pending) -> bool:
    """Does it believe that its lease has run out?"""
    return pending.until is not None and env.clock >= pending.until


def _refused(env: Env, state: State, pending: Pending, code: str) -> Result:
    op, record = pending.request.op, pending.record
    reason = Reason(code, {"token": record.version[0] if record else None})
    undo = _undo(env, pending) if pending.phase == "prepare" else ()
    return state.drop(op), (*undo, Reply(op, "refused", reason=reason), *_leave(env, pending))


def _undo(env: Env, pending: Pending) -> tuple[Effect, ...]:
    request, record = pending.request, pending.record
    assert record is not None
    sends = (Send(home, Abort(request.op, request.key, record.version)) for home in env.config.home)
    values = {"op": request.op, "key": request.key, "value": request.value, "token": record.version[0]}
    return (*sends, Note("rolled_back", values))


def _leave(env: Env, pending: Pending) -> tuple[Effect, ...]:
    request = pending.request
    timers = (CancelTimer(Patience(what, request.op)) for what in ("lock_wait", "lock_lease"))
    return (Send(env.config.lock, Release(request.op, request.key)), *timers)


def _watch(env: Env, pending: Pending) -> tuple[Effect, ...]:
    if pending.until is None:
        return ()
    return (SetTimer(Patience("lock_lease", pending.request.op), pending.until - env.clock),)
