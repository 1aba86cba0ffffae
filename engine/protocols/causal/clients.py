"""A client's operation at a node: answered with what is here, unless its client has seen what is not.

Rules of this file
* A client has seen all that was applied at a node when it was answered there, and passes that on as a vector clock.
* `client_context=off`: nobody looks at it. `wait`: the operation waits until all of it is applied here, and what it
  waits for is named; at its deadline it is forgotten. `refuse`: it is refused, and what is missing is named.
* A write depends on all that was applied at its node, taken down before the write itself is added.
"""

from __future__ import annotations

from engine.clocks import vector as clocks
from engine.clocks.vector import Clock, Dot
from engine.model import Effect, Note, Reason, Reply, Request, Seen, Send, Why
from engine.protocols.causal.delivery import arrive, behind, context
from engine.protocols.causal.values import Config, Env, Result, State, Update


def ask(env: Env, state: State, request: Request) -> Result:
    """An operation: answered, refused, or kept until what its client has seen is here."""
    cause = lacking(env.config, state, request)
    if cause is None:
        return _answer(env, state, request)
    node, nth = cause
    values = {"client": request.client, "here": env.node, "node": node, "nth": nth}
    if env.config.client_context == "refuse":
        return state, (Reply(request.op, "refused", reason=Reason("context_missing", values)),)
    return state._replace(asked=(*state.asked, request)), (Note("client_waits", values),)


def lacking(config: Config, state: State, request: Request) -> Dot | None:
    """The first write that a client has seen and this node has not applied."""
    return None if config.client_context == "off" else behind(state.clock, request.seen or {})


def resume(env: Env, state: State) -> Result:
    """Answer, in the order in which they came, all who need not wait any more."""
    effects: list[Effect] = []
    while ready := next((one for one in state.asked if lacking(env.config, state, one) is None), None):
        state, more = _answer(env, forget(state, ready.op), ready)
        effects += more
    return state, tuple(effects)


def forget(state: State, op: str) -> State:
    """Without an operation that waited."""
    return state._replace(asked=tuple(one for one in state.asked if one.op != op))


def _answer(env: Env, state: State, request: Request) -> Result:
    return (state, (_read(env, state, request),)) if request.kind == "read" else _write(env, state, request)


def _read(env: Env, state: State, request: Request) -> Reply:
    config: Config = env.config
    seen = None if "reads_add_nothing" in config.flaw else context(config, state)
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
    after = _dependencies(env, state, request)
    nth = after.get(env.node, 0) + 1
    update = Update(request.op, env.node, nth, after, state.stamp + 1, request.key, request.value)
    state, notes = arrive(config, state, env.node, (update,))
    version = update.version(config.converge)
    peers = [node for node in config.nodes if node != env.node and "never_sent" not in config.flaw]
    told = update._replace(after=update.past) if "depends_on_itself" in config.flaw else update
    return state, (
        *(Send(node, told) for node in peers),
        *notes,
        Note("version", {"op": request.op, "version": version}),
        Reply(request.op, "ok", version=version, seen=update.past),
    )


def _dependencies(env: Env, state: State, request: Request) -> Clock:
    """What comes before a write; where reads add nothing, only what its node and its client have written."""
    config: Config = env.config
    known = context(config, state)
    if "reads_add_nothing" not in config.flaw:
        return known
    own = {env.node: known[env.node]} if env.node in known else {}
    return own if config.client_context == "off" else clocks.merge(own, request.seen or {})
