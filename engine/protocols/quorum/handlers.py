"""What a node of quorum does when it starts, is asked, hears a message, or a timer fires."""

from __future__ import annotations

from engine.model import Deadline, Handoff, Purge, Request, Send, SetTimer, Sync, Value
from engine.protocols.quorum import coordinator, freshness, replica, syncing
from engine.protocols.quorum.values import (
    Answer,
    Ask,
    Body,
    Env,
    GiveUp,
    HandBack,
    HandedBack,
    Pull,
    Record,
    Remove,
    Repair,
    Result,
    State,
    Store,
    Stored,
    Tick,
    without_pending,
)


def start(env: Env, disk: State | None, init: tuple[tuple[str, Value], ...]) -> Result:
    """A node from its disk, or a new one. Home nodes begin with `init`, below any write's version."""
    if disk is None:
        records = {key: Record((), value) for key, value in init} if env.node in env.config.home else {}
        disk = State(records, {}, (), {}, 0, {})
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
            return coordinator.issue(env, state, request)
        case Sync():
            return state, (Send(request.peer, syncing.opening(env, state)),)
        case Handoff():
            return state, replica.hand_back(state)
        case Purge():
            return replica.purge(state, request)


def on_message(env: Env, state: State, sender: str, body: Body) -> Result:
    """What a node does with each kind of message; reads that wait for a copy look again when one has come."""
    after, effects = _hear(env, state, sender, body)
    if after.store is state.store or not after.pending:
        return after, effects
    return after, (*effects, *freshness.wake(state, after))


def _hear(env: Env, state: State, sender: str, body: Body) -> Result:
    match body:
        case Store():
            return replica.keep(env, state, sender, body)
        case Stored() | Answer():
            return coordinator.count(state, sender, body)
        case Ask():
            return state, (Send(sender, Answer(body.op, body.key, state.store.get(body.key))),)
        case Remove():
            return replica.remove(env, state, sender, body)
        case Repair():
            return replica.merge(state, ((body.key, body.record),)), ()
        case HandBack():
            kept = replica.merge(state, ((body.key, body.record),))
            return kept, (Send(sender, HandedBack(body.key, body.record.version)),)
        case HandedBack():
            return replica.forget_hint(state, sender, body), ()
        case Pull():
            return replica.merge(state, body.records), ()
        case _:
            return syncing.answer(state, sender, body)


def on_timer(env: Env, state: State, name: str | Deadline | Tick | GiveUp) -> Result:
    """Decide an operation whose quorum is full, forget one whose time is up, or do the periodic work."""
    match name:
        case Deadline(op):
            return without_pending(state, op), ()
        case Tick():
            return syncing.periodic(env, state, name)
        case GiveUp(op, what):
            return coordinator.give_up(state, op, what)
        case str():
            return coordinator.decide(env, state, name)
