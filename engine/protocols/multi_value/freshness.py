"""A session under multi_value: may this node answer this client, and if not, who may?

Rules of this file
* A node covers a floor iff the context of its versions of the key does, whether or not they survive there.
* wait: the read rests at its node until what the node hears of the key covers the floor; or its deadline comes.
* another: the node asks all others for their versions of the key, learns them and answers as soon as all that it has
  heard covers the floor; when all have answered and it does not, the read is refused. refuse: refused at once.
* A write joins what its session has seen of the key to the context that its client passes, so it replaces that.
* level=strong is not for this protocol: a node answers alone here, and there is no majority to ask. Under
  resolver=crdt an update is about what its node has seen, whatever its client says, so there neither level=causal nor
  the guarantees of writes are to be had.
* The flaw `local_copy` returns what is there without asking what the client has seen (the brief, lines 639 to 641).

Sources: Terry et al. 1994 (guarantees as vectors that a server must dominate); DeCandia et al. 2007, section 4.4.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from engine.clocks import vector as clocks
from engine.model import Effect, Reason, Reply, Request, Send, SetTimer
from engine.protocols import sessions
from engine.protocols.multi_value.values import Answer, Ask, Config, Env, Result, State, Waits

LEVELS = tuple(level for level in sessions.LEVELS if level != "strong")


def levels(config: Config) -> tuple[str, ...]:
    """What an operation may ask for."""
    return LEVELS if config.kind is None else tuple(level for level in LEVELS if level != "causal")


def stale(env: Env, state: State, request: Request) -> bool:
    """Does this node lack something that the client has seen?"""
    if request.session is None or "local_copy" in env.config.flaw:
        return False
    known = env.config.clocks
    return not sessions.fresh(known.context(state.store.get(request.key, known.empty)), request.session)


def hold(env: Env, state: State, request: Request) -> Result:
    """A read for which this node is not fresh enough."""
    others = tuple(node for node in env.config.nodes if node != env.node)
    match env.config.when_stale:
        case "wait":
            return _keep(state, Waits(request, ())), ()
        case "another" if others:
            asks = tuple(Send(node, Ask(request.op, request.key)) for node in others)
            return _keep(state, Waits(request, others)), asks
        case _:
            return state, (_refusal(request, env.node),)


def reply(env: Env, state: State, body: Ask) -> Answer:
    """What this node has under a key."""
    known = env.config.clocks
    return Answer(body.op, body.key, state.store.get(body.key, known.empty))


def heard(state: State, sender: str, body: Answer) -> State:
    """One node less to hear from."""
    waits = state.pending.get(body.op)
    if waits is None:
        return state
    return _keep(state, waits._replace(missing=tuple(node for node in waits.missing if node != sender)))


def wake(before: State, state: State) -> tuple[Effect, ...]:
    """Look again at the reads that wait for a key of which something was learned, or for whom a node has answered."""
    if not state.pending:
        return ()
    learned = {key for key in state.store if state.store[key] is not before.store.get(key)}
    moved = [op for op, one in state.pending.items() if one.request.key in learned or one is not before.pending.get(op)]
    return tuple(SetTimer(op, 0) for op in moved)


def decide(env: Env, state: State, op: str) -> tuple[State, Request | Reply | None]:
    """What has become of a read that waits: its request when it can be answered, a refusal, or nothing yet."""
    waits = state.pending.get(op)
    if waits is None:
        return state, None
    if not stale(env, state, waits.request):
        return forget(state, op), waits.request
    if waits.missing or env.config.when_stale == "wait":
        return state, None
    return forget(state, op), _refusal(waits.request, ", ".join(env.config.nodes))


def forget(state: State, op: str) -> State:
    """The state without a read that waits."""
    return state._replace(pending={name: waits for name, waits in state.pending.items() if name != op})


def explained(env: Env, request: Request, result: Result, how: str | None) -> Result:
    """An answer with what the session asked of it, and how that was met."""
    state, effects = result
    if request.session is None:
        return result
    needed, asked = request.session.floor, env.config.nodes if how == "another" else (env.node,)
    return state, tuple(
        effect._replace(why=effect.why._replace(asked=asked, needed=needed, how=how))
        if isinstance(effect, Reply) and effect.why
        else effect
        for effect in effects
    )


def context(request: Request) -> Mapping[str, int]:
    """What a write replaces: what its client passed, and what its session must be ordered after."""
    needs = request.session
    passed: Mapping[str, int] = request.context or {}
    return passed if needs is None or needs.floor is None else clocks.merge(passed, needs.floor)


def deps(request: Request) -> Mapping[str, Any] | None:
    """What a causal write depends on, by key."""
    return request.session.context if request.session and request.level in sessions.SEES_ALL else None


def told(known: tuple[Any, ...]) -> dict[str, Any] | None:
    """What whoever reads these versions has seen with them."""
    seen: dict[str, Any] = {}
    for one in known:
        seen = sessions.raised(seen, one.deps or {})
    return seen or None


def _keep(state: State, waits: Waits) -> State:
    return state._replace(pending={**state.pending, waits.request.op: waits})


def _refusal(request: Request, nodes: str) -> Reply:
    needs = request.session
    values = {"nodes": nodes, "key": request.key, "version": needs and needs.floor}
    return Reply(request.op, "refused", reason=Reason("not_fresh", values))
