"""What a node of majority_lock does with each kind of input: start, request, message, timer. It only passes them on."""

from __future__ import annotations

from engine.model import Deadline, Request, SetTimer, Value
from engine.protocols.majority_lock import reading, service, several, storage, writing
from engine.protocols.majority_lock.messages import (
    Abort,
    Acquire,
    Ask,
    Body,
    Commit,
    Committed,
    Compare,
    Compared,
    Fenced,
    Fill,
    Granted,
    Prepare,
    Prepared,
    Queued,
    Raise,
    Raised,
    Release,
    Taken,
)
from engine.protocols.majority_lock.state import Env, Patience, Record, Result, State, Turn


def start(env: Env, disk: State | None, init: tuple[tuple[str, Value], ...]) -> Result:
    """A node from its disk, or a new one. New home nodes hold `init`, with a version below that of any write.

    A lock service that was down watches its leases again.
    """
    if disk is None:
        records = {key: Record((), value) for key, value in init} if env.node in env.config.home else {}
        return State(records, {}, {}, {}, 0, {}), ()
    return disk._replace(pending={}), service.restart_lease_timers(env, disk)


def on_request(env: Env, state: State, request: Request) -> Result:
    """A client's operation."""
    return (
        reading.start_read(env, state, request) if request.kind == "read" else writing.start_write(env, state, request)
    )


def on_message(env: Env, state: State, sender: str, body: Body) -> Result:
    """Any message, by the type of its body: as lock service, storage, writer or reader."""
    match body:
        case Acquire():
            return service.handle_acquire(env, state, sender, body)
        case Release():
            return service.handle_release(state, body)
        case Raise():
            return service.handle_raise(state, sender, body)
        case Prepare() | Compare():
            return storage.handle_prepare(env, state, sender, body)
        case Commit():
            return storage.handle_commit(env, state, sender, body)
        case Abort():
            return storage.handle_abort(state, body)
        case Fill():
            return storage.handle_fill(state, sender, body)
        case Ask():
            return storage.handle_ask(env, state, sender, body)
        case Taken() | Raised() | Fenced(phase="raise"):
            return several.handle_answer(env, state, sender, body)
        case Granted():
            handle = writing.handle_granted if len(env.config.lock) == 1 else several.handle_answer
            return handle(env, state, sender, body)
        case Queued():
            return writing.handle_queued(state, body), ()
        case Prepared() | Compared() | Committed():
            return writing.handle_ack(env, state, sender, body)
        case Fenced():
            return writing.handle_fenced(env, state, sender, body)
    return reading.handle_reply(env, state, sender, body)


def on_timer(env: Env, state: State, name: str | Deadline | Patience | Turn) -> Result:
    """A phase that is finished (an operation's id), a deadline, a wait for a lock, a lease, or a lock to grant."""
    match name:
        case Turn("lock_serve", key):
            return service.grant_next(env, state, key)
        case Turn(_, key):
            return service.handle_lease_timer(env, state, key)
        case Patience("lock_wait", op):
            return state, (SetTimer(Patience("lock_late", op), 0),)
        case Patience("lock_late", op):
            return writing.handle_lock_timeout(env, state, op)
        case Patience(_, op):
            return writing.handle_lease_end(env, state, op)
        case Deadline(op):
            pending = state.pending.get(op)
            if pending is None or pending.request.kind == "read":
                return state.without_pending(op), ()
            return writing.handle_deadline(env, state, pending)
    pending = state.pending.get(name)
    if pending is None:
        return state, ()
    if pending.request.kind == "read":
        return reading.finish_phase(env, state, pending)
    if pending.phase in ("lock", "raise"):
        return several.finish_phase(env, state, pending)
    return writing.finish_phase(env, state, pending)
