"""What a node of multi_value does when it starts, is asked, hears a message, or a timer fires."""

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
from engine.protocols.multi_value.answering import given, learn, read, write
from engine.protocols.multi_value.values import (
    Answer,
    Ask,
    Env,
    Later,
    Pull,
    Push,
    Result,
    Sibling,
    Spread,
    State,
    Tick,
)


def start(env: Env, disk: State | None, init: tuple[tuple[str, Value], ...]) -> Result:
    """A node from its disk, or a new one with `init`."""
    if disk is None:
        initial = env.config.clocks.initial
        registers = env.config.kind is None
        store = {key: initial(Sibling(value, (), "") if registers else value) for key, value in init}
        disk = State(store, {}, 0, (), {}, {}, {})
    period = env.config.anti_entropy
    timers = (SetTimer(Tick("anti_entropy"), period, periodic=True),) if period else ()
    return disk._replace(round=0, unstored={}, pending={}), timers


def on_request(env: Env, state: State, request: Request | Sync) -> Result:
    """A client's operation, answered on the spot unless its session must wait, or an operator's command."""
    match request:
        case Request(kind="read"):
            if freshness.stale(env, state, request):
                return freshness.hold(env, state, request)
            return _answer(env, state, request)
        case Request() if env.config.kind is not None:
            return updates.update(env, state, request, given(env, state))
        case Request():
            return write(env, state, request)
        case Sync():
            return state, (Send(request.peer, Push(tuple(state.store.items()))),)


def on_message(env: Env, state: State, sender: str, body: Spread | Push | Pull | Ask | Answer) -> Result:
    """Learn versions; answer a Push with what its sender lacks. Reads that wait look again at what was learned."""
    after, effects = _hear(env, state, sender, body)
    return after, (*effects, *freshness.wake(state, after))


def _hear(env: Env, state: State, sender: str, body: Spread | Push | Pull | Ask | Answer) -> Result:
    match body:
        case Ask():
            return state, (Send(sender, freshness.reply(env, state, body)),)
        case Answer():
            return freshness.heard(learn(env, state, ((body.key, body.versions),)), sender, body), ()
        case Spread():
            return learn(env, state, ((body.key, body.versions),)), ()
        case Pull():
            return learn(env, state, body.keys), ()
        case Push():
            state, theirs, clocks = learn(env, state, body.keys), dict(body.keys), env.config.clocks
            news = [key for key, mine in state.store.items() if clocks.newer(mine, theirs.get(key, clocks.empty))]
            return state, (Send(sender, Pull(tuple((key, state.store[key]) for key in news))),)


def on_timer(env: Env, state: State, name: str | Deadline | Tick | Later) -> Result:
    """A read that waits is decided, or its time is up; or one round of anti-entropy with the next peer."""
    if isinstance(name, Later):
        return learn(env, state, (state.unstored[name.op],)), ()
    if isinstance(name, Deadline):
        return freshness.forget(state, name.op) if name.op in state.pending else state, ()
    if isinstance(name, str):
        state, found = freshness.decide(env, state, name)
        if isinstance(found, Request):
            return _answer(env, state, found, "waited" if env.config.when_stale == "wait" else "another")
        return state, () if found is None else (found,)
    peers = [node for node in env.config.nodes if node != env.node]
    if not peers:
        return state, ()
    peer = peers[state.round % len(peers)]
    again = SetTimer(name, env.config.anti_entropy, periodic=True)
    return state._replace(round=state.round + 1), (Send(peer, Push(tuple(state.store.items()))), again)


def _answer(env: Env, state: State, request: Request, how: str | None = None) -> Result:
    """Answer a read with what is here."""
    if env.config.kind is not None:
        return freshness.explained(env, request, (state, (updates.read(env, state, request),)), how)
    return freshness.explained(env, request, read(env, state, request), how)
