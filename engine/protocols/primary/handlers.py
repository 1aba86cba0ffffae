"""What a node of primary does with each kind of input: start, request, message, timer. It only passes them on."""

from __future__ import annotations

from engine.model import (
    Deadline,
    Handoff,
    Promote,
    Purge,
    Reason,
    Rejoin,
    Request,
    Send,
    SetTimer,
    Value,
)
from engine.protocols.primary import fallback, leasing, reading, rejoining, writing
from engine.protocols.primary.messages import (
    Answer,
    Ask,
    Beat,
    Body,
    Copied,
    Copy,
    Done,
    Fetch,
    Forward,
    HandBack,
    Heard,
    Keep,
    Kept,
    LeaseOver,
    NotPrimary,
    Snapshot,
)
from engine.protocols.primary.state import NEW, Env, Expire, Patience, Record, Result, State, Tick


def start(env: Env, disk: State | None, init: tuple[tuple[str, Value], ...]) -> Result:
    """A node from its disk, or a new one with `init` that takes the primary of the settings for its own.

    A cache begins without soft copies. Starts the timers of the lease and of `handoff`.
    """
    config = env.config
    if disk is None:
        records = {key: Record((), value) for key, value in init}
        disk = NEW._replace(store=records, believes=config.primary)
    if config.soft(env.node, disk.believes):
        disk = disk._replace(store={})
    state, effects = leasing.start_lease(env, disk._replace(pending={}, fresh=None, asked={}, expired={}))
    timers = (SetTimer(Tick("handoff"), config.handoff, periodic=True),) if config.handoff else ()
    return state, (*effects, *timers)


def on_request(env: Env, state: State, request: Request | Promote | Rejoin | Handoff | Purge) -> Result:
    """A client's operation, or an operator's command."""
    match request:
        case Request(kind="read"):
            return reading.handle_read(env, state, request)
        case Request():
            return writing.forward_write(env, state, request)
        case Promote():
            return rejoining.handle_promote(env, state, request.node)
        case Rejoin():
            return rejoining.handle_rejoin(env, state, request)
        case Handoff():
            return state, fallback.send_hints(state)
        case Purge():
            return reading.handle_purge(env, state, request)


def on_message(env: Env, state: State, sender: str, body: Body) -> Result:
    """Any message, by the type of its body; NotPrimary may answer a read or a write."""
    match body:
        case Forward() | HandBack():
            return writing.handle_write(env, state, sender, body)
        case Copy():
            return writing.handle_copy(env, state, sender, body)
        case Copied():
            return writing.handle_copied(env, state, sender, body)
        case Done() | Kept():
            return writing.handle_done(env, state, body)
        case NotPrimary() if body.op in state.asked and state.asked[body.op].request.kind == "read":
            refusal = Reason("not_primary", {"node": sender, "believes": body.believes})
            return reading.handle_silence(env, state, body.op, refusal)
        case NotPrimary() | LeaseOver():
            return writing.handle_sent_back(env, state, sender, body)
        case Keep() if state.believes == env.node:
            return writing.handle_write(env, state, sender, HandBack(body.op, body.key, body.value))
        case Keep():
            return fallback.handle_keep(env, state, sender, body)
        case Ask():
            return reading.handle_ask(env, state, sender, body)
        case Answer():
            return reading.handle_answer(env, state, sender, body)
        case Beat():
            return state, ((Send(sender, Heard()),) if sender == state.believes else ())
        case Heard():
            return leasing.handle_heard(env, state, sender)
        case Fetch():
            return state, (Send(sender, Snapshot(tuple(state.store.items()), state.epoch)),)
        case _:
            return rejoining.handle_snapshot(state, sender, body)


def on_timer(env: Env, state: State, name: Deadline | Patience | Expire | Tick) -> Result:
    """A deadline, a silent primary, an expired soft copy, a heartbeat, the end of the lease, or handoff."""
    match name:
        case Deadline(op):
            return state.without_asked(op).without_pending(op), ()
        case Patience(op):
            if op not in state.asked:
                return state, ()
            reads = state.asked[op].request.kind == "read"
            return reading.handle_silence(env, state, op) if reads else fallback.ask_fallback(env, state, op)
        case Expire(key):
            return reading.handle_expiry(env, state, key)
        case Tick("heartbeat"):
            return leasing.send_heartbeats(env, state)
        case Tick("lease"):
            return leasing.end_lease(env, state)
        case Tick():
            again = SetTimer(name, env.config.handoff, periodic=True)
            return state, (*(fallback.send_hints(state) if state.hints else ()), again)
