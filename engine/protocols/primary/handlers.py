"""What a node of primary does with each kind of input: start, request, message, timer. It only passes them on."""

from __future__ import annotations

from engine.model import (
    Deadline,
    Handoff,
    Note,
    Promote,
    Purge,
    Rejoin,
    Request,
    SetTimer,
    Value,
)
from engine.protocols.primary import controlling, fallback, in_sync, leasing, reading, rejoining, writing
from engine.protocols.primary.messages import (
    Alter,
    Answer,
    Ask,
    Beat,
    Body,
    CatchUp,
    Claim,
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
    LogEnd,
    NotEnough,
    NotInSync,
    NotPrimary,
    Reached,
    Registered,
)
from engine.protocols.primary.state import NEW, Env, Expire, Patience, Record, Result, State, Tick


def start(env: Env, disk: State | None, init: tuple[tuple[str, Value], ...]) -> Result:
    """A node from its disk, or a new one with `init` that takes the primary of the settings for its own.

    A cache and the controller begin without data. Starts the timers of the lease or of in-sync replicas, and of
    `handoff`.
    """
    config, new = env.config, disk is None
    if disk is None:
        records = {key: Record((), value) for key, value in init}
        disk = NEW._replace(store=records, believes=config.primary)
    if config.soft(env.node, disk.believes) or config.controls(env.node):
        disk = disk._replace(store={})
    disk = disk._replace(pending={}, fresh=None, asked={}, expired={})
    if config.copy == "in_sync":
        return in_sync.start_in_sync(env, disk, new)
    state, effects = leasing.start_lease(env, disk)
    timers = (SetTimer(Tick("handoff"), config.handoff, periodic=True),) if config.handoff else ()
    return state, (*effects, *timers)


def on_request(env: Env, state: State, request: Request | Promote | Rejoin | Handoff | Purge) -> Result:
    """A client's operation, or an operator's command."""
    match request:
        case Request(kind="read"):
            return reading.handle_read(env, state, request)
        case Request():
            return writing.forward_write(env, state, request)
        case Promote() if env.config.copy == "in_sync":
            return controlling.claim(env, state, request)
        case Rejoin() if env.config.copy == "in_sync":
            return state, ()
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
        case NotPrimary() | LeaseOver() if _is_read(state, body.op):
            return reading.handle_sent_back(env, state, sender, body)
        case NotPrimary() | LeaseOver() | NotEnough():
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
            return leasing.handle_beat(state, sender)
        case Heard():
            return leasing.handle_heard(env, state, sender)
        case LogEnd() | Reached() | CatchUp() | Alter() | Claim() | Registered() | NotInSync():
            return _on_in_sync(env, state, sender, body)
        case Fetch():
            return rejoining.handle_fetch(env, state, sender)
        case _:
            return rejoining.handle_snapshot(state, sender, body)


def _on_in_sync(
    env: Env, state: State, sender: str, body: LogEnd | Reached | CatchUp | Alter | Claim | Registered | NotInSync
) -> Result:
    """A message that only `copy=in_sync` has."""
    match body:
        case LogEnd():
            return in_sync.handle_log_end(state, sender, body)
        case Reached():
            return in_sync.handle_reached(env, state, sender, body)
        case CatchUp():
            return in_sync.handle_catch_up(state, sender, body)
        case Alter():
            return controlling.handle_alter(state, sender, body)
        case Claim():
            return controlling.handle_claim(env, state, sender)
        case Registered():
            return in_sync.handle_registered(env, state, body)
        case NotInSync():
            return state, (Note("not_in_sync", {"members": " ".join(body.members)}),)


def _is_read(state: State, op: str) -> bool:
    """Is this a read whose answer this node awaits?"""
    return op in state.asked and state.asked[op].request.kind == "read"


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
        case Tick("heartbeat") if env.config.copy == "in_sync":
            return in_sync.beat(env, state)
        case Tick("heartbeat"):
            return leasing.send_heartbeats(env, state)
        case Tick("lease"):
            return leasing.end_lease(env, state)
        case Tick():
            again = SetTimer(name, env.config.handoff, periodic=True)
            return state, (*(fallback.send_hints(state) if state.hints else ()), again)
