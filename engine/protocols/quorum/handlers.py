"""What a node of quorum does with each kind of input: start, request, message, timer. It only passes them on."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from engine.model import Deadline, Handoff, Purge, Request, Send, SetTimer, Sync, Value
from engine.protocols.quorum import anti_entropy, coordinator, replica
from engine.protocols.quorum.messages import (
    Answer,
    Ask,
    Body,
    HandBack,
    HandedBack,
    Hashes,
    Listing,
    Pull,
    Push,
    Remove,
    Repair,
    Store,
    Stored,
    Swap,
)
from engine.protocols.quorum.state import Env, GiveUp, Handler, Record, Result, State, Tick, without_pending
from engine.structures.growing_map import GrowingMap


def start(env: Env, disk: State | None, init: tuple[tuple[str, Value], ...]) -> Result:
    """A node from its disk, or a new one. New home nodes hold `init`, with a version below that of any write.

    Starts the timers of `anti_entropy` and `handoff`.
    """
    if disk is None:
        records = {key: Record((), value) for key, value in init} if env.node in env.config.home else {}
        disk = State(records, {}, (), {}, 0, GrowingMap())
    timers = [
        SetTimer(Tick(what), period, periodic=True)
        for what, period in (("anti_entropy", env.config.anti_entropy), ("handoff", env.config.handoff))
        if period
    ]
    return disk._replace(pending={}, round=0), tuple(timers)


def on_request(env: Env, state: State, request: Request | Sync | Handoff | Purge) -> Result:
    """A client's operation, or an operator's command."""
    match request:
        case Request():
            return coordinator.start_operation(env, state, request)
        case Sync():
            return state, (Send(request.peer, anti_entropy.first_message(env, state)),)
        case Handoff():
            return state, replica.send_hints(state)
        case Purge():
            return replica.handle_purge(state, request)


HANDLERS: Final[Mapping[type[Body], Handler]] = {
    Store: replica.handle_store,
    Remove: replica.handle_remove,
    Stored: coordinator.handle_stored,
    Ask: replica.handle_ask,
    Answer: coordinator.handle_answer,
    Repair: replica.handle_repair,
    HandBack: replica.handle_hand_back,
    HandedBack: replica.handle_handed_back,
    Push: anti_entropy.handle_push,
    Pull: anti_entropy.handle_pull,
    Hashes: anti_entropy.handle_hashes,
    Listing: anti_entropy.handle_listing,
    Swap: anti_entropy.handle_swap,
}
"""By type of its body, who handles a message."""


def on_message(env: Env, state: State, sender: str, body: Body) -> Result:
    """Any message."""
    return HANDLERS[type(body)](env, state, sender, body)


def on_timer(env: Env, state: State, name: str | Deadline | Tick | GiveUp) -> Result:
    """A deadline, periodic work, a flaw's GiveUp, or (an operation's id) the end of a tick that filled a quorum."""
    if isinstance(name, str):
        return coordinator.finish_round(env, state, name)
    match name:
        case Deadline(op):
            return without_pending(state, op), ()
        case Tick():
            return anti_entropy.handle_periodic_timer(env, state, name)
        case GiveUp(op, what):
            return coordinator.handle_give_up(state, op, what)
