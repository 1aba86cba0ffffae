"""How a node answers for a register whose versions live side by side, and how it learns of versions."""

from __future__ import annotations

from typing import Any

from engine.clocks import vector as clocks
from engine.model import Effect, Note, Reason, Reply, Request, Seen, Send, SetTimer, Why
from engine.protocols.multi_value import freshness, siblings
from engine.protocols.multi_value.values import Config, Env, Later, Result, Sibling, Spread, State


def read(env: Env, state: State, request: Request) -> Result:
    """What this node has; what was merged for the reader is written in the place of what it was made of."""
    config: Config = env.config
    if "absent_crashes" in config.flaw and request.key not in state.store:
        return state, (Reply(request.op, "refused", reason=Reason("crashed", {"node": env.node})),)
    versions = state.store.get(request.key, config.clocks.empty)
    known = siblings.known(config, versions)
    told = siblings.seen(config, known, state.arrived)
    answers = tuple(Seen(env.node, one.value, one.stamp if told.rule == "lww" else one.label) for one in known)
    why = Why(
        (env.node,), answers, 1, told.rule, env.node if told.values else None,
        kept=tuple(one.value for one in told.kept), dropped=tuple(one.value for one in told.dropped),
        told=tuple(one.op for one in told.kept),
    )  # fmt: skip
    context = config.clocks.context(versions)
    effects: tuple[Effect, ...] = ()
    if told.rule == "merge":
        state, effects = _settle(env, state, request, told)
        context = config.clocks.context(state.store[request.key])
    elif told.rule == "lww" and "not_written_back" in config.flaw:
        context = siblings.own(told.kept[0].label)
    return state, (*effects, Reply(request.op, "ok", told.values, context, why=why, deps=freshness.told(known)))


def _settle(env: Env, state: State, request: Request, told: siblings.Told) -> tuple[State, tuple[Effect, ...]]:
    """Write what several versions were merged into, for a client who has read them all."""
    config: Config = env.config
    old = state.store[request.key]
    value, made_of = told.values[0] if told.values else None, tuple(one.op for one in told.kept)
    facts = {"op": request.op, "key": request.key, "value": value, "count": len(told.kept) + len(told.dropped)}
    if "not_written_back" in config.flaw:
        return state, (Note("merged_for_reader", facts),)
    stamp = given(env, state)
    merged = Sibling(value, stamp, request.op, freshness.told((*told.kept, *told.dropped)))
    versions, _ = siblings.write(config, old, config.clocks.context(old), env.node, merged)
    state = state.gave(stamp)._replace(store={**state.store, request.key: versions})
    return state, (
        *_tell(env, Spread(request.op, request.key, versions)),
        Note("merged", {**facts, "made_of": made_of}),
    )


def write(env: Env, state: State, request: Request) -> Result:
    """Store a version, tell all others, answer."""
    config: Config = env.config
    old, flaw = state.store.get(request.key, config.clocks.empty), config.flaw
    node, context, stamp = env.node, freshness.context(request), given(env, state)
    if "shared_counter" in flaw:
        node = config.nodes[0]
    if "ignores_vectors" in flaw:
        context = config.clocks.context(old)
    if "no_own_copy" in flaw:
        context = clocks.merge(context, {node: state.given.get(request.key, 0)})
    written = Sibling(request.value, stamp, request.op, freshness.deps(request))
    versions, version = siblings.write(config, old, context, node, written)
    state = state.gave(stamp)
    stored: tuple[Effect, ...] = ()
    if "no_own_copy" in flaw:
        state = state._replace(given={**state.given, request.key: version["dot"][1]})
    elif "ack_unstored" in flaw:
        state = state._replace(unstored={**state.unstored, request.op: (request.key, versions)})
        stored = (SetTimer(Later("store", request.op), 1),)
    else:
        state = learn(env, state, ((request.key, versions),))
    return state, (
        *_tell(env, Spread(request.op, request.key, versions)),
        *stored,
        Note("version", {"op": request.op, "version": version}),
        Reply(request.op, "ok", version=version),
    )


def given(env: Env, state: State) -> tuple[Any, ...]:
    """A stamp that this node never gave before."""
    stamp = (env.clock, env.node)
    if env.clock not in state.stamps:
        return stamp
    return (*stamp, state.stamps[env.clock] + 1)


def learn(env: Env, state: State, keys: tuple[tuple[str, Any], ...]) -> State:
    """What this node has, together with what it hears of."""
    tools = env.config.clocks
    merged = {key: tools.merge(state.store.get(key, tools.empty), versions) for key, versions in keys}
    if "first_of_equals" in env.config.flaw:
        heard = [one.op for versions in merged.values() for one in siblings.known(env.config, versions)]
        state = state._replace(arrived=tuple(dict.fromkeys((*state.arrived, *heard))))
    return state._replace(store={**state.store, **merged}) if merged else state


def _tell(env: Env, spread: Spread) -> tuple[Send, ...]:
    return tuple(Send(node, spread) for node in env.config.nodes if node != env.node)
