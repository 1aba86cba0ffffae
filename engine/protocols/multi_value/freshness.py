"""A session under multi_value: may this node answer this client, and if not, who may?

Rules of this file
* A node covers a floor iff the context of its versions of the key does, whether or not they survive there.
* wait: the read waits at its node until what the node hears of the key covers the floor; or its deadline comes.
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
from engine.protocols.multi_value.messages import Answer, Ask
from engine.protocols.multi_value.state import Config, Env, Result, State, WaitingRead

LEVELS = tuple(level for level in sessions.LEVELS if level != "strong")


def levels(config: Config, kind: str) -> tuple[str, ...]:
    """The levels that an operation may ask for: all but strong, and but causal under resolver=crdt."""
    return LEVELS if config.kind is None else tuple(level for level in LEVELS if level != "causal")


def is_stale(env: Env, state: State, request: Request) -> bool:
    """Does this node lack something that the client of a read has seen?"""
    if "local_copy" in env.config.flaw:
        return False
    versions = env.config.clocks
    return not sessions.is_fresh(versions.context(state.store.get(request.key, versions.empty)), request.session)


def wait_or_refuse(env: Env, state: State, request: Request) -> Result:
    """A read for which this node is stale: let it wait, ask all others, or refuse it, by `when_stale`."""
    others = tuple(node for node in env.config.nodes if node != env.node)
    match env.config.when_stale:
        case "wait":
            return _with_waiting(state, WaitingRead(request, ())), ()
        case "another" if others:
            asks = tuple(Send(node, Ask(request.op, request.key)) for node in others)
            return _with_waiting(state, WaitingRead(request, others)), asks
        case _:
            return state, (_refusal(request, env.node),)


def handle_ask(env: Env, state: State, body: Ask) -> Answer:
    """Ask: the answer, with all versions that this node has of the key."""
    versions = env.config.clocks
    return Answer(body.op, body.key, state.store.get(body.key, versions.empty))


def handle_answer(state: State, sender: str, body: Answer) -> State:
    """Answer: one node less to hear from. Its versions are merged before, by the caller."""
    waiting = state.pending.get(body.op)
    if waiting is None:
        return state
    return _with_waiting(state, waiting._replace(missing=tuple(node for node in waiting.missing if node != sender)))


def recheck_waiting_reads(before: State, state: State) -> tuple[Effect, ...]:
    """Timers, for the end of this tick, of waiting reads for which something has changed since the state `before`.

    That is: something was learned of their key, or one more node has answered.
    """
    if not state.pending:
        return ()
    learned = {key for key in state.store if state.store[key] is not before.store.get(key)}
    moved = [
        op
        for op, waiting in state.pending.items()
        if waiting.request.key in learned or waiting is not before.pending.get(op)
    ]
    return tuple(SetTimer(op, 0) for op in moved)


def recheck_read(env: Env, state: State, op: str) -> tuple[State, Request | Reply | None]:
    """What becomes of a waiting read at the end of a tick; the state without it, unless it goes on waiting.

    Its request if it can be answered now, a refusal if it never can, None if it goes on waiting or has ended.
    """
    waiting = state.pending.get(op)
    if waiting is None:
        return state, None
    if not is_stale(env, state, waiting.request):
        return drop_waiting(state, op), waiting.request
    if waiting.missing or env.config.when_stale == "wait":
        return state, None
    return drop_waiting(state, op), _refusal(waiting.request, ", ".join(env.config.nodes))


def drop_waiting(state: State, op: str) -> State:
    """The state without a waiting read."""
    return state._replace(pending={name: waiting for name, waiting in state.pending.items() if name != op})


def with_session_facts(env: Env, request: Request, result: Result, how: str | None) -> Result:
    """The same answer with what the session asked of it in its Why, and how that was met."""
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


def context_of_write(request: Request) -> Mapping[str, int]:
    """What a write replaces: the context that its client passed, joined with its session's floor."""
    needs = request.session
    passed: Mapping[str, int] = request.context or {}
    return passed if needs is None or needs.floor is None else clocks.merge(passed, needs.floor)


def dependencies(request: Request) -> Mapping[str, object] | None:
    """By key, what a causal write depends on; None at other levels."""
    return request.session.context if request.session and request.level in sessions.SEES_ALL else None


def dependencies_of(versions: tuple[Any, ...]) -> dict[str, Any] | None:
    """By key, what these versions depend on, joined: whoever reads them has seen that too. None for nothing."""
    seen: dict[str, Any] = {}
    for version in versions:
        seen = sessions.join_floors(seen, version.deps or {})
    return seen or None


def _with_waiting(state: State, waiting: WaitingRead) -> State:
    return state._replace(pending={**state.pending, waiting.request.op: waiting})


def _refusal(request: Request, nodes: str) -> Reply:
    needs = request.session
    values = {"nodes": nodes, "key": request.key, "version": needs and needs.floor}
    return Reply(request.op, "refused", reason=Reason("not_fresh", values))
