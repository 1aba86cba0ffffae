"""What a node of causal does when it starts, is asked, hears a message, or a timer fires."""

from __future__ import annotations

from typing import Any

from engine.model import (
    Deadline,
    Request,
    Send,
    SetTimer,
    Sync,
    Value,
)
from engine.protocols.causal import clients
from engine.protocols.causal.delivery import arrive, lacks
from engine.protocols.causal.values import Env, Fill, Push, Record, Result, State, Tick, Update


def start(env: Env, disk: State | None, init: tuple[tuple[str, Value], ...]) -> Result:
    """A node from its disk, or a new one with `init`."""
    if disk is None:
        version: Any = () if env.config.converge else {"dot": None, "context": {}}
        disk = State({key: Record(version, value) for key, value in init}, {}, 0, (), {}, 0)
    period = env.config.anti_entropy
    return disk._replace(round=0, asked=()), (SetTimer(Tick("anti_entropy"), period, periodic=True),) if period else ()


def on_request(env: Env, state: State, request: Request | Sync) -> Result:
    """A client's operation, or an operator's command."""
    match request:
        case Request():
            return clients.ask(env, state, request)
        case Sync():
            return state, (Send(request.peer, Push(state.clock, True)),)


def on_message(env: Env, state: State, sender: str, body: Update | Push | Fill) -> Result:
    """Take updates in; tell a peer what it lacks."""
    match body:
        case Update():
            return _take(env, state, (body,))
        case Fill():
            return _take(env, state, body.updates)
        case Push():
            owed = lacks(state, body.clock)
            fill = (Send(sender, Fill(owed)),) if owed else ()
            return state, (*fill, Send(sender, Push(state.clock, False))) if body.mutual else fill


def on_timer(env: Env, state: State, name: Deadline | Tick) -> Result:
    """One round of anti-entropy with the next peer; or an operation that still waits is forgotten."""
    if isinstance(name, Deadline):
        return clients.forget(state, name.op) if state.asked else state, ()
    peers = [node for node in env.config.nodes if node != env.node]
    if not peers:
        return state, ()
    peer = peers[state.round % len(peers)]
    again = SetTimer(name, env.config.anti_entropy, periodic=True)
    return state._replace(round=state.round + 1), (Send(peer, Push(state.clock, True)), again)


def _take(env: Env, state: State, updates: tuple[Update, ...]) -> Result:
    """Updates come in, and may be what a client waits for."""
    state, notes = arrive(env.config, state, env.node, updates)
    if not state.asked:
        return state, notes
    state, answers = clients.resume(env, state)
    return state, (*notes, *answers)
