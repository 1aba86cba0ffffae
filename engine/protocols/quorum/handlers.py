"""What a node of quorum does with each kind of input: start, request, message, timer. It only passes them on."""

from __future__ import annotations

from engine.model import Deadline, Handoff, Purge, Request, Send, SetTimer, Sync, Value
from engine.protocols.quorum import anti_entropy, coordinator, freshness, replica
from engine.protocols.quorum.messages import (
    Answer,
    Ask,
    Body,
    HandBack,
    HandedBack,
    Pull,
    Remove,
    Repair,
    Store,
    Stored,
)
from engine.protocols.quorum.state import Env, GiveUp, Record, Result, State, Tick, without_pending
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


def on_message(env: Env, state: State, sender: str, body: Body) -> Result:
    """Any message. Session reads that wait here are looked at again when it has changed their key."""
    after, effects = _dispatch(env, state, sender, body)
    if after.store is state.store or not after.pending:
        return after, effects
    return after, (*effects, *freshness.recheck_waiting_reads(state, after))


def _dispatch(env: Env, state: State, sender: str, body: Body) -> Result:
    match body:
        case Store():
            return replica.handle_store(env, state, sender, body)
        case Stored() | Answer():
            return coordinator.handle_reply(state, sender, body)
        case Ask():
            return state, (Send(sender, Answer(body.op, body.key, state.store.get(body.key))),)
        case Remove():
            return replica.handle_remove(env, state, sender, body)
        case Repair():
            return replica.merge_records(state, ((body.key, body.record),)), ()
        case HandBack():
            kept = replica.merge_records(state, ((body.key, body.record),))
            return kept, (Send(sender, HandedBack(body.key, body.record.version)),)
        case HandedBack():
            return replica.handle_hint_stored(state, sender, body), ()
        case Pull():
            return replica.merge_records(state, body.records), ()
        case _:
            return anti_entropy.handle_comparison(state, sender, body)


def on_timer(env: Env, state: State, name: str | Deadline | Tick | GiveUp) -> Result:
    """A deadline, periodic work, a flaw's GiveUp, or (an operation's id) the end of a tick that filled a quorum."""
    match name:
        case Deadline(op):
            return without_pending(state, op), ()
        case Tick():
            return anti_entropy.handle_periodic_timer(env, state, name)
        case GiveUp(op, what):
            return coordinator.handle_give_up(state, op, what)
        case str():
            return coordinator.finish_round(env, state, name)
