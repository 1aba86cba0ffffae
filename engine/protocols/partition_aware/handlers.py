"""What a node of partition_aware does when it starts, is asked, hears a message, or a timer fires."""

from __future__ import annotations

from typing import Any

from engine.model import Deadline, Heartbeat, Request, Send, SetTimer, Sync, Value
from engine.protocols.partition_aware import detector, exchange, serving
from engine.protocols.partition_aware.values import (
    HEARTBEAT,
    ROUND,
    Accept,
    Alive,
    Answer,
    Ask,
    Beat,
    Body,
    Env,
    Forward,
    Offer,
    Result,
    Retry,
    State,
    Store,
    Stored,
    Tick,
)
from engine.structures.operation_log import initial


def start(env: Env, disk: State | None, init: tuple[tuple[str, Value], ...]) -> Result:
    """A new node, or one from its disk: it believes that it reaches all, and asks what it has missed."""
    period = env.config.heartbeat
    timer = (SetTimer(HEARTBEAT, period, periodic=True),) if period else ()
    if disk is None:
        base = {key: initial(key, value) for key, value in init}
        known = {entry.op: entry.version for entry in base.values()}
        empty: dict[str, Any] = {}
        new = State((), 0, base, known, base, empty, 0, empty, empty, empty, empty, (), True, empty, empty, ())
        return new, timer
    awake = disk._replace(missed={}, heard={}, lost=(), quorum=True, owed={}, pending={}, probing=())
    state, sends = exchange.begin(env, awake, env.config.peers(env.node))
    return state, (*timer, *sends)


def on_request(env: Env, state: State, request: Request | Heartbeat | Sync) -> Result:
    """A client's operation, or an operator's command."""
    match request:
        case Heartbeat():
            return detector.turn(env, state)
        case Sync():
            return exchange.begin(env, state, (request.peer,))
        case Request(kind="read"):
            return serving.read(env, state, request)
        case Request():
            return serving.write(env, state, request, env.node)


def on_message(env: Env, state: State, sender: str, body: Body) -> Result:
    """What a node does with each kind of message."""
    match body:
        case Beat():
            if "hearing_is_enough" in env.config.flaw:
                state = detector.heard(env, state, sender)[0]
            return state, (Send(sender, Alive()),)
        case Alive():
            return detector.heard(env, state, sender)
        case Store():
            return serving.keep(env, state, sender, body)
        case Stored() | Answer():
            return serving.count(state, sender, body)
        case Ask():
            return state, (Send(sender, Answer(body.op, body.key, state.store.get(body.key))),)
        case Offer():
            return exchange.offered(env, state, sender, body)
        case Accept():
            return exchange.accepted(env, state, sender, body)
        case Forward():
            return serving.write(env, state, body.request, sender)
        case _:
            return serving.done(state, body)


def on_timer(env: Env, state: State, name: str | Deadline | Tick | Retry) -> Result:
    """A round of heartbeats, when all that arrives in its tick is in; an operation that is ready, late or over."""
    match name:
        case Deadline(op):
            return serving.give_up(state, op), ()
        case Retry(_, op):
            return serving.retry(env, state, op)
        case Tick("round"):
            return detector.turn(env, state)
        case Tick():
            again = SetTimer(HEARTBEAT, env.config.heartbeat, periodic=True)
            return state, (SetTimer(ROUND, 0), again)
        case str():
            return serving.decide(env, state, name)
