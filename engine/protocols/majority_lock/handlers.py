"""What a node of majority_lock does when it starts, is asked, hears a message, or a timer fires."""

from __future__ import annotations

from engine.model import Deadline, Request, SetTimer, Value
from engine.protocols.majority_lock import reading, service, storage, writing
from engine.protocols.majority_lock.values import (
    Abort,
    Acquire,
    Ask,
    Body,
    Commit,
    Committed,
    Env,
    Fenced,
    Fill,
    Granted,
    Patience,
    Prepare,
    Prepared,
    Record,
    Release,
    Result,
    State,
    Turn,
)


def start(env: Env, disk: State | None, init: tuple[tuple[str, Value], ...]) -> Result:
    """A node from its disk, or a new one. Home nodes begin with `init`, below any write's version."""
    if disk is None:
        records = {key: Record((), value) for key, value in init} if env.node in env.config.home else {}
        return State(records, {}, {}, {}, 0, {}), ()
    return disk._replace(pending={}), service.again(env, disk)


def on_request(env: Env, state: State, request: Request) -> Result:
    """A client's operation."""
    return reading.begin(env, state, request) if request.kind == "read" else writing.begin(env, state, request)


def on_message(env: Env, state: State, sender: str, body: Body) -> Result:
    """What a node does with each kind of message, as service, storage, writer or reader."""
    match body:
        case Acquire():
            return service.line_up(env, state, sender, body)
        case Release():
            return service.let_go(state, body)
        case Prepare():
            return storage.prepare(env, state, sender, body)
        case Commit():
            return storage.commit(env, state, sender, body)
        case Abort():
            return storage.abort(state, body)
        case Fill():
            return storage.fill(state, sender, body)
        case Ask():
            return storage.answer(env, state, sender, body)
        case Granted():
            return writing.granted(env, state, sender, body)
        case Prepared() | Committed():
            return writing.count(env, state, sender, body)
        case Fenced():
            return writing.fenced(env, state, sender, body)
    return reading.count(env, state, sender, body)


def on_timer(env: Env, state: State, name: str | Deadline | Patience | Turn) -> Result:
    """Decide an operation whose majority is full, end one whose time is up, serve a lock."""
    match name:
        case Turn("lock_serve", key):
            return service.serve(env, state, key)
        case Turn(_, key):
            return service.expire(env, state, key)
        case Patience("lock_wait", op):
            return state, (SetTimer(Patience("lock_late", op), 0),)
        case Patience("lock_late", op):
            return writing.lost_patience(env, state, op)
        case Patience(_, op):
            return writing.lease_ends(env, state, op)
        case Deadline(op):
            pending = state.pending.get(op)
            if pending is None or pending.request.kind == "read":
                return state.drop(op), ()
            return writing.give_up(env, state, pending)
    pending = state.pending.get(name)
    if pending is None:
        return state, ()
    if pending.request.kind == "read":
        return reading.decide(env, state, pending)
    return writing.decide(env, state, pending)
