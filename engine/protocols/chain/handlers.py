"""What a node of a chain does with each kind of input: start, request, message, deadline. It only passes them on."""

from __future__ import annotations

from engine.model import Deadline, Promote, Rejoin, Request, Value
from engine.protocols.chain import configuration, reading, writing
from engine.protocols.chain.messages import (
    Ack,
    Answer,
    Ask,
    Body,
    Compare,
    Differs,
    Done,
    Fetch,
    Forward,
    NewChain,
    NotHead,
    NotTail,
    Query,
    Snapshot,
    Told,
)
from engine.protocols.chain.state import AnyPut, Chain, Env, Found, Put, Record, Result, State


def start(env: Env, disk: State | None, init: tuple[tuple[str, Value], ...]) -> Result:
    """A node from its disk, or a new one with `init`, in a chain of all nodes in the order of their names."""
    if disk is not None:
        return disk._replace(asked={}), ()
    store = {key: Record((), value) for key, value in init}
    return State(store, {}, Chain(0, env.config.nodes), 0, (), None, {}), ()


def blank(env: Env) -> Result:
    """A node whose disk was wiped: outside of the chain, since it lacks what a member must have."""
    others = tuple(node for node in env.config.nodes if node != env.node)
    return State({}, {}, Chain(0, others or (env.node,)), 0, (), None, {}), ()


def on_request(env: Env, state: State, request: Request | Promote | Rejoin) -> Result:
    """A client's operation, or an operator's command."""
    match request:
        case Request(kind="read"):
            return reading.handle_read(env, state, request)
        case Request():
            return writing.forward_write(env, state, request)
        case Promote():
            return configuration.handle_promote(env, state, request)
        case Rejoin():
            return configuration.handle_rejoin(env, state, request)


def on_message(env: Env, state: State, sender: str, body: Body) -> Result:
    """Any message, by the type of its body."""
    match body:
        case Forward() | Compare():
            return writing.handle_forward(env, state, sender, body)
        case Done():
            return writing.handle_done(state, body)
        case Differs():
            return writing.handle_differs(state, body)
        case NotHead():
            return writing.handle_not_head(state, sender, body)
        case Ask() | Query():
            return reading.handle_ask(env, state, sender, body)
        case Answer():
            return reading.handle_answer(state, sender, body)
        case Told():
            return reading.handle_told(env, state, sender, body)
        case NotTail():
            return reading.handle_not_tail(state, sender, body)
        case Put() | Found() | Ack() | NewChain():
            return _chained(env, state, sender, body)
        case Fetch():
            return configuration.handle_fetch(env, state, sender, body)
        case Snapshot():
            return configuration.handle_snapshot(env, state, sender, body)


def on_timer(env: Env, state: State, name: Deadline) -> Result:
    """An operation's deadline: nothing is awaited for it any more."""
    return state.without_asked(name.op), ()


def _chained(env: Env, state: State, sender: str, body: AnyPut | Ack | NewChain) -> Result:
    """What goes along the chain."""
    match body:
        case Put() | Found():
            return configuration.handle_put(env, state, sender, body)
        case Ack():
            return configuration.handle_ack(env, state, sender, body)
        case NewChain():
            return configuration.handle_new_chain(env, state, sender, body)
