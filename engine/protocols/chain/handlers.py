"""What a node of a chain does when it starts, is asked, hears a message, or a client has stopped waiting."""

from __future__ import annotations

from engine.model import Deadline, Promote, Rejoin, Request, Value
from engine.protocols.chain import chaining, reading, writing
from engine.protocols.chain.values import (
    Ack,
    Answer,
    Ask,
    Body,
    Chain,
    Done,
    Env,
    Fetch,
    Forward,
    NewChain,
    NotHead,
    NotTail,
    Put,
    Query,
    Record,
    Result,
    Snapshot,
    State,
    Told,
)


def start(env: Env, disk: State | None, init: tuple[tuple[str, Value], ...]) -> Result:
    """A node from its disk, or a new one with `init`, in a chain of all nodes."""
    if disk is not None:
        return disk._replace(asked={}), ()
    store = {key: Record((), value) for key, value in init}
    return State(store, {}, Chain(0, env.config.nodes), 0, None, (), {}), ()


def blank(env: Env) -> Result:
    """A node whose disk was wiped is outside: it has nothing that a member must have."""
    others = tuple(node for node in env.config.nodes if node != env.node)
    return State({}, {}, Chain(0, others or (env.node,)), 0, None, (), {}), ()


def on_request(env: Env, state: State, request: Request | Promote | Rejoin) -> Result:
    """A client's operation, or an operator's command."""
    match request:
        case Request(kind="read"):
            return reading.read(env, state, request)
        case Request():
            return writing.ask(env, state, request)
        case Promote():
            return chaining.promote(env, state, request)
        case Rejoin():
            return chaining.rejoin(env, state, request)


def on_message(env: Env, state: State, sender: str, body: Body) -> Result:
    """What a node does with each kind of message."""
    match body:
        case Forward():
            return writing.number(env, state, sender, body)
        case Done():
            return writing.answer(state, body)
        case NotHead():
            return writing.sent_back(state, sender, body)
        case Ask() | Query():
            return reading.asked(env, state, sender, body)
        case Answer():
            return reading.answered(state, sender, body)
        case Told():
            return reading.told(env, state, sender, body)
        case NotTail():
            return reading.sent_back(state, sender, body)
        case Put() | Ack() | NewChain():
            return _chained(env, state, sender, body)
        case Fetch():
            return chaining.take_in(env, state, sender, body)
        case Snapshot():
            return chaining.replace_by(env, state, sender, body)


def on_timer(env: Env, state: State, name: Deadline) -> Result:
    """The client has stopped waiting."""
    return state.forgets(name.op), ()


def _chained(env: Env, state: State, sender: str, body: Put | Ack | NewChain) -> Result:
    """What goes along the chain."""
    match body:
        case Put():
            return chaining.put(env, state, sender, body)
        case Ack():
            return chaining.ack(env, state, sender, body)
        case NewChain():
            return chaining.told(env, state, sender, body)
