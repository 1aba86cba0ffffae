"""A client's operation at a node: answered with what is here, unless its client has seen what is not.

Rules of this file
* A client has seen all that was applied at a node when it was answered there, and passes that on as a vector clock.
* `client_context=off`: nobody looks at it. `wait`: the operation waits until all of it is applied here, and what it
  waits for is named; at its deadline it is dropped. `refuse`: it is refused, and what is missing is named.
* A write depends on all that was applied at its node, taken down before the write itself is added.

Source: Lloyd et al. 2011 (the context that a client carries).
"""

from __future__ import annotations

from engine.clocks import vector as clocks
from engine.clocks.vector import Clock, Dot
from engine.model import Effect, Note, Reason, Reply, Request, Seen, Send, Why
from engine.protocols.causal.delivery import causal_context, first_missing, receive
from engine.protocols.causal.messages import Update
from engine.protocols.causal.state import Config, Env, Result, State


def handle_request(env: Env, state: State, request: Request) -> Result:
    """A client's operation: answered at once, refused, or kept waiting until what its client has seen is here."""
    missing = first_missing_for(env.config, state, request)
    if missing is None:
        return _answer(env, state, request)
    node, nth = missing
    values = {"client": request.client, "here": env.node, "node": node, "nth": nth}
    if env.config.client_context == "refuse":
        return state, (Reply(request.op, "refused", reason=Reason("context_missing", values)),)
    return state._replace(asked=(*state.asked, request)), (Note("client_waits", values),)


def first_missing_for(config: Config, state: State, request: Request) -> Dot | None:
    """The dot of the first write that a client has seen and this node has not applied; None if there is none."""
    return None if config.client_context == "off" else first_missing(state.clock, request.seen or {})


def resume_waiting(env: Env, state: State) -> Result:
    """Answer all waiting operations that need not wait any more, in the order in which they came."""
    effects: list[Effect] = []
    while ready := next(
        (request for request in state.asked if first_missing_for(env.config, state, request) is None), None
    ):
        state, more = _answer(env, drop_waiting(state, ready.op), ready)
        effects += more
    return state, tuple(effects)


def drop_waiting(state: State, op: str) -> State:
    """The state without a waiting operation."""
    return state._replace(asked=tuple(request for request in state.asked if request.op != op))


def _answer(env: Env, state: State, request: Request) -> Result:
    return (state, (_read(env, state, request),)) if request.kind == "read" else _write(env, state, request)


def _read(env: Env, state: State, request: Request) -> Reply:
    config: Config = env.config
    seen = None if "reads_add_nothing" in config.flaw else causal_context(config, state)
    record = state.store.get(request.key)
    if record is None:
        why = Why((env.node,), (Seen(env.node, None, None),), 1, "absent", None)
        return Reply(request.op, "ok", why=why, seen=seen)
    rule, chosen = ("absent", None) if record.value is None else ("local", env.node)
    why = Why((env.node,), (Seen(env.node, record.value, record.version),), 1, rule, chosen)
    version = record.version if config.converge else record.version["context"]
    return Reply(request.op, "ok", record.value, version, why=why, seen=seen)


def _write(env: Env, state: State, request: Request) -> Result:
    config: Config = env.config
    dependencies = _dependencies_of_write(env, state, request)
    nth = dependencies.get(env.node, 0) + 1
    update = Update(request.op, env.node, nth, dependencies, state.stamp + 1, request.key, request.value)
    state, notes = receive(config, state, env.node, (update,))
    version = update.version(config.converge)
    peers = [node for node in config.nodes if node != env.node and "never_sent" not in config.flaw]
    sent = update._replace(after=update.past) if "depends_on_itself" in config.flaw else update
    return state, (
        *(Send(node, sent) for node in peers),
        *notes,
        Note("version", {"op": request.op, "version": version}),
        Reply(request.op, "ok", version=version, seen=update.past),
    )


def _dependencies_of_write(env: Env, state: State, request: Request) -> Clock:
    """The clock of what comes before a write; flaw=reads_add_nothing leaves out all that was only read."""
    config: Config = env.config
    known = causal_context(config, state)
    if "reads_add_nothing" not in config.flaw:
        return known
    own = {env.node: known[env.node]} if env.node in known else {}
    return own if config.client_context == "off" else clocks.merge(own, request.seen or {})
