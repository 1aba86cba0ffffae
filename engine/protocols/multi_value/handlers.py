"""What a node of multi_value does with each kind of input: start, request, message, timer. It only passes them on."""

from __future__ import annotations

from engine.model import (
    Deadline,
    Request,
    Send,
    SetTimer,
    Sync,
    Value,
)
from engine.protocols.multi_value import freshness, updates
from engine.protocols.multi_value.answering import handle_read, handle_write, merge_versions, next_stamp
from engine.protocols.multi_value.messages import Add, Answer, Ask, Body, Pull, Push, Spread
from engine.protocols.multi_value.state import Env, Later, Result, Sibling, State, Tick
from engine.structures.growing_map import GrowingMap


def start(env: Env, disk: State | None, init: tuple[tuple[str, Value], ...]) -> Result:
    """A node from its disk, or a new one with `init`. Starts the timer of anti-entropy."""
    if disk is None:
        initial = env.config.clocks.initial
        registers = env.config.kind is None
        store = {key: initial(Sibling(value, (), "") if registers else value) for key, value in init}
        disk = State(store, GrowingMap(), 0, (), {}, {}, {})
    period = env.config.anti_entropy
    timers = (SetTimer(Tick("anti_entropy"), period, periodic=True),) if period else ()
    return disk._replace(round=0, unstored={}, pending={}), timers


def on_request(env: Env, state: State, request: Request | Sync) -> Result:
    """A client's operation, answered at once unless its session must wait; or the operator command `sync`."""
    match request:
        case Request(kind="read"):
            if freshness.is_stale(env, state, request):
                return freshness.wait_or_refuse(env, state, request)
            return _answer_read(env, state, request)
        case Request() if env.config.kind is not None:
            return updates.handle_update(env, state, request, next_stamp(env, state))
        case Request():
            return handle_write(env, state, request)
        case Sync():
            return state, (Send(request.peer, Push(tuple(state.store.items()))),)


def on_message(env: Env, state: State, sender: str, body: Body) -> Result:
    """Any message. Versions are merged; a Push is answered with a Pull of what its sender lacks.

    Waiting reads are looked at again when that has brought something for them.
    """
    after, effects = _dispatch(env, state, sender, body)
    return after, (*effects, *freshness.recheck_waiting_reads(state, after))


def _dispatch(env: Env, state: State, sender: str, body: Body) -> Result:
    match body:
        case Ask():
            return state, (Send(sender, freshness.handle_ask(env, state, body)),)
        case Answer():
            return freshness.handle_answer(merge_versions(env, state, ((body.key, body.versions),)), sender, body), ()
        case Spread() | Add():
            return merge_versions(env, state, ((body.key, body.versions),)), ()
        case Pull():
            return merge_versions(env, state, body.keys), ()
        case Push():
            state, theirs, clocks = merge_versions(env, state, body.keys), dict(body.keys), env.config.clocks
            news = [key for key, mine in state.store.items() if clocks.newer(mine, theirs.get(key, clocks.empty))]
            return state, (Send(sender, Pull(tuple((key, state.store[key]) for key in news))),)


def on_timer(env: Env, state: State, name: str | Deadline | Tick | Later) -> Result:
    """A deadline, a waiting read to look at again (an operation's id), anti-entropy, or a flaw's late store."""
    if isinstance(name, Later):
        return merge_versions(env, state, (state.unstored[name.op],)), ()
    if isinstance(name, Deadline):
        return freshness.drop_waiting(state, name.op) if name.op in state.pending else state, ()
    if isinstance(name, str):
        state, found = freshness.recheck_read(env, state, name)
        if isinstance(found, Request):
            return _answer_read(env, state, found, "waited" if env.config.when_stale == "wait" else "another")
        return state, () if found is None else (found,)
    peers = [node for node in env.config.nodes if node != env.node]
    if not peers:
        return state, ()
    peer = peers[state.round % len(peers)]
    again = SetTimer(name, env.config.anti_entropy, periodic=True)
    return state._replace(round=state.round + 1), (Send(peer, Push(tuple(state.store.items()))), again)


def _answer_read(env: Env, state: State, request: Request, how: str | None = None) -> Result:
    """Answer a read from what is here; how: 'waited', 'another' or None, as in Why."""
    if env.config.kind is not None:
        return freshness.with_session_facts(env, request, (state, (updates.answer_read(env, state, request),)), how)
    return freshness.with_session_facts(env, request, handle_read(env, state, request), how)
