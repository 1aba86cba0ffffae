"""What a node of primary does when it starts, is asked, hears a message, or a timer fires."""

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
from engine.protocols.primary.values import (
    NEW,
    Answer,
    Ask,
    Beat,
    Body,
    Copied,
    Copy,
    Done,
    Env,
    Expire,
    Fetch,
    Forward,
    HandBack,
    Heard,
    Keep,
    Kept,
    LeaseOver,
    NotPrimary,
    Patience,
    Record,
    Result,
    Snapshot,
    State,
    Tick,
)


def start(env: Env, disk: State | None, init: tuple[tuple[str, Value], ...]) -> Result:
    """A node from its disk, or a new one with `init` that believes in the primary of the settings."""
    config = env.config
    if disk is None:
        records = {key: Record((), value) for key, value in init}
        disk = NEW._replace(store=records, believes=config.primary)
    if config.soft(env.node, disk.believes):
        disk = disk._replace(store={})
    state, effects = leasing.begin(env, disk._replace(pending={}, fresh=None, asked={}, expired={}))
    timers = (SetTimer(Tick("handoff"), config.handoff, periodic=True),) if config.handoff else ()
    return state, (*effects, *timers)


def on_request(env: Env, state: State, request: Request | Promote | Rejoin | Handoff | Purge) -> Result:
    """A client's operation, or an operator's command."""
    match request:
        case Request(kind="read"):
            return reading.read(env, state, request)
        case Request():
            return writing.forward(env, state, request)
        case Promote():
            return rejoining.follow(env, state, request.node)
        case Rejoin():
            return rejoining.rejoin(env, state, request)
        case Handoff():
            return state, fallback.hand_back(state)
        case Purge():
            return reading.purge(env, state, request)


def on_message(env: Env, state: State, sender: str, body: Body) -> Result:
    """What a node does with each kind of message."""
    match body:
        case Forward() | HandBack():
            return writing.apply(env, state, sender, body)
        case Copy():
            return writing.keep(env, state, sender, body)
        case Copied():
            return writing.count(env, state, sender, body)
        case Done() | Kept():
            return writing.answer(env, state, body)
        case NotPrimary() if body.op in state.asked and state.asked[body.op].request.kind == "read":
            refusal = Reason("not_primary", {"node": sender, "believes": body.believes})
            return reading.silent(env, state, body.op, refusal)
        case NotPrimary() | LeaseOver():
            return writing.sent_back(env, state, sender, body)
        case Keep() if state.believes == env.node:
            return writing.apply(env, state, sender, Forward(body.op, body.key, body.value))
        case Keep():
            return fallback.keep(env, state, sender, body)
        case Ask():
            return reading.asked(env, state, sender, body)
        case Answer():
            return reading.answered(env, state, sender, body)
        case Beat():
            return state, ((Send(sender, Heard()),) if sender == state.believes else ())
        case Heard():
            return leasing.heard(env, state, sender)
        case Fetch():
            return state, (Send(sender, Snapshot(tuple(state.store.items()), state.epoch)),)
        case _:
            return rejoining.replace_by(state, sender, body)


def on_timer(env: Env, state: State, name: Deadline | Patience | Expire | Tick) -> Result:
    """The client has stopped waiting, somebody is silent, a copy is old, or it is time for periodic work."""
    match name:
        case Deadline(op):
            return state.forgets(op).settles(op), ()
        case Patience(op):
            if op not in state.asked:
                return state, ()
            reads = state.asked[op].request.kind == "read"
            return reading.silent(env, state, op) if reads else fallback.turn(env, state, op)
        case Expire(key):
            return reading.expire(env, state, key)
        case Tick("heartbeat"):
            return leasing.beat(env, state)
        case Tick("lease"):
            return leasing.end(env, state)
        case Tick():
            again = SetTimer(name, env.config.handoff, periodic=True)
            return state, (*(fallback.hand_back(state) if state.hints else ()), again)
