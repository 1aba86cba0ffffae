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
    Context,
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


def start(here: Context, disk: State | None, init: tuple[tuple[str, Value], ...]) -> Result:
    """A new node, or one from its disk: it believes that it reaches all, and asks what it has missed."""
    period = here.config.heartbeat
    timer = (SetTimer(HEARTBEAT, period, periodic=True),) if period else ()
    if disk is None:
        base = {key: initial(key, value) for key, value in init}
        known = {entry.op: entry.version for entry in base.values()}
        empty: dict[str, Any] = {}
        new = State((), 0, base, known, base, empty, 0, empty, empty, empty, empty, (), True, empty, empty, ())
        return new, timer
    awake = disk._replace(missed={}, heard={}, lost=(), quorum=True, owed={}, pending={}, probing=())
    state, sends = exchange.begin(here, awake, here.config.peers(here.node))
    return state, (*timer, *sends)


def on_request(here: Context, state: State, request: Request | Heartbeat | Sync) -> Result:
    """A client's operation, or an operator's command."""
    match request:
        case Heartbeat():
            return detector.turn(here, state)
        case Sync():
            return exchange.begin(here, state, (request.peer,))
        case Request(kind="read"):
            return serving.read(here, state, request)
        case Request():
            return serving.write(here, state, request, here.node)


def on_message(here: Context, state: State, sender: str, body: Body) -> Result:
    """What a node does with each kind of message."""
    match body:
        case Beat():
            if "hearing_is_enough" in here.config.flaw:
                state = detector.heard(here, state, sender)[0]
            return state, (Send(sender, Alive()),)
        case Alive():
            return detector.heard(here, state, sender)
        case Store():
            return serving.keep(here, state, sender, body)
        case Stored() | Answer():
            return serving.count(state, sender, body)
        case Ask():
            return state, (Send(sender, Answer(body.op, body.key, state.store.get(body.key))),)
        case Offer():
            return exchange.offered(here, state, sender, body)
        case Accept():
            return exchange.accepted(here, state, sender, body)
        case Forward():
            return serving.write(here, state, body.request, sender)
        case _:
            return serving.done(state, body)


def on_timer(here: Context, state: State, name: str | Deadline | Tick | Retry) -> Result:
    """A round of heartbeats, when all that arrives in its tick is in; an operation that is ready, late or over."""
    match name:
        case Deadline(op):
            return serving.give_up(state, op), ()
        case Retry(_, op):
            return serving.retry(here, state, op)
        case Tick("round"):
            return detector.turn(here, state)
        case Tick():
            again = SetTimer(HEARTBEAT, here.config.heartbeat, periodic=True)
            return state, (SetTimer(ROUND, 0), again)
        case str():
            return serving.decide(here, state, name)
