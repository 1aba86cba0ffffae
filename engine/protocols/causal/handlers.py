"""What a node of causal does with each kind of input: start, request, message, timer. It only passes them on."""

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
from engine.protocols.causal.delivery import receive, updates_missing_from
from engine.protocols.causal.messages import Fill, Push, Update
from engine.protocols.causal.state import Env, Record, Result, State, Tick


def start(env: Env, disk: State | None, init: tuple[tuple[str, Value], ...]) -> Result:
    """A node from its disk, or a new one with `init`. Starts the timer of anti-entropy."""
    if disk is None:
        version: Any = () if env.config.converge else {"dot": None, "context": {}}
        disk = State({key: Record(version, value) for key, value in init}, {}, 0, (), {}, 0)
    period = env.config.anti_entropy
    return disk._replace(round=0, asked=()), (SetTimer(Tick("anti_entropy"), period, periodic=True),) if period else ()


def on_request(env: Env, state: State, request: Request | Sync) -> Result:
    """A client's operation, or an operator's command."""
    match request:
        case Request():
            return clients.handle_request(env, state, request)
        case Sync():
            return state, (Send(request.peer, Push(state.clock, True)),)


def on_message(env: Env, state: State, sender: str, body: Update | Push | Fill) -> Result:
    """Any message. Updates are received; a Push is answered with a Fill of what its sender lacks."""
    match body:
        case Update():
            return _receive(env, state, (body,))
        case Fill():
            return _receive(env, state, body.updates)
        case Push():
            owed = updates_missing_from(state, body.clock)
            fill = (Send(sender, Fill(owed)),) if owed else ()
            return state, (*fill, Send(sender, Push(state.clock, False))) if body.mutual else fill


def on_timer(env: Env, state: State, name: Deadline | Tick) -> Result:
    """Anti-entropy with the next peer in turn; or the deadline of a waiting operation, which is dropped."""
    if isinstance(name, Deadline):
        return clients.drop_waiting(state, name.op) if state.asked else state, ()
    peers = [node for node in env.config.nodes if node != env.node]
    if not peers:
        return state, ()
    peer = peers[state.round % len(peers)]
    again = SetTimer(name, env.config.anti_entropy, periodic=True)
    return state._replace(round=state.round + 1), (Send(peer, Push(state.clock, True)), again)


def _receive(env: Env, state: State, updates: tuple[Update, ...]) -> Result:
    """Receive updates, and answer the clients that waited for them."""
    state, notes = receive(env.config, state, env.node, updates)
    if not state.asked:
        return state, notes
    state, answers = clients.resume_waiting(env, state)
    return state, (*notes, *answers)
