"""Reads and writes of a register whose versions live side by side, at the node that the client asked; what a node
learns.

Sources: DeCandia et al. 2007, section 4.4 (contexts, siblings).
"""

from __future__ import annotations

from engine.clocks import vector as clocks
from engine.model import Effect, Note, Reason, Reply, Request, Seen, Send, SetTimer, Why
from engine.protocols.multi_value import freshness, siblings
from engine.protocols.multi_value.messages import Spread
from engine.protocols.multi_value.state import Config, Env, Later, Result, Sibling, State


def handle_read(env: Env, state: State, request: Request) -> Result:
    """Answer a read from this node's versions alone, with their merged context.

    `resolver=merge`: what several versions were merged into is also written in their place, for the reader.
    """
    config: Config = env.config
    if "absent_crashes" in config.flaw and request.key not in state.store:
        return state, (Reply(request.op, "refused", reason=Reason("crashed", {"node": env.node})),)
    versions = state.store.get(request.key, config.clocks.empty)
    shown = siblings.siblings_of(config, versions)
    resolved = siblings.resolve(config, shown, state.arrived)
    answers = tuple(
        Seen(env.node, version.value, version.stamp if resolved.rule == "lww" else version.label) for version in shown
    )
    why = Why(
        (env.node,), answers, 1, resolved.rule, env.node if resolved.values else None,
        kept=tuple(version.value for version in resolved.kept),
        dropped=tuple(version.value for version in resolved.dropped),
        told=tuple(version.op for version in resolved.kept),
    )  # fmt: skip
    context = config.clocks.context(versions)
    effects: tuple[Effect, ...] = ()
    if resolved.rule == "merge":
        state, effects = _write_back_merged(env, state, request, resolved)
        context = config.clocks.context(state.store[request.key])
    elif resolved.rule == "lww" and "not_written_back" in config.flaw:
        context = siblings.clock_of(resolved.kept[0].label)
    return state, (
        *effects,
        Reply(request.op, "ok", resolved.values, context, why=why, deps=freshness.dependencies_of(shown)),
    )


def _write_back_merged(
    env: Env, state: State, request: Request, resolved: siblings.Resolved
) -> tuple[State, tuple[Effect, ...]]:
    """Write what several versions were merged into, as for a client who has read them all; tell the others."""
    config: Config = env.config
    old = state.store[request.key]
    value, made_of = resolved.values[0] if resolved.values else None, tuple(version.op for version in resolved.kept)
    facts = {"op": request.op, "key": request.key, "value": value, "count": len(resolved.kept) + len(resolved.dropped)}
    if "not_written_back" in config.flaw:
        return state, (Note("merged_for_reader", facts),)
    stamp = next_stamp(env, state)
    merged = Sibling(value, stamp, request.op, freshness.dependencies_of((*resolved.kept, *resolved.dropped)))
    versions, _ = siblings.add_version(config, old, config.clocks.context(old), env.node, merged)
    state = state.with_stamp(stamp)._replace(store={**state.store, request.key: versions})
    return state, (
        *_send_to_others(env, Spread(request.op, request.key, versions)),
        Note("merged", {**facts, "made_of": made_of}),
    )


def handle_write(env: Env, state: State, request: Request) -> Result:
    """A write or delete: replace what its context covers, send all versions of the key to the others, answer."""
    config: Config = env.config
    old, flaw = state.store.get(request.key, config.clocks.empty), config.flaw
    node, context, stamp = env.node, freshness.context_of_write(request), next_stamp(env, state)
    if "shared_counter" in flaw:
        node = config.nodes[0]
    if "ignores_vectors" in flaw:
        context = config.clocks.context(old)
    if "no_own_copy" in flaw:
        context = clocks.merge(context, {node: state.given.get(request.key, 0)})
    written = Sibling(request.value, stamp, request.op, freshness.dependencies(request))
    versions, version = siblings.add_version(config, old, context, node, written)
    state = state.with_stamp(stamp)
    stored: tuple[Effect, ...] = ()
    if "no_own_copy" in flaw:
        state = state._replace(given={**state.given, request.key: version["dot"][1]})
    elif "ack_unstored" in flaw:
        state = state._replace(unstored={**state.unstored, request.op: (request.key, versions)})
        stored = (SetTimer(Later("store", request.op), 1),)
    else:
        state = merge_versions(env, state, ((request.key, versions),))
    return state, (
        *_send_to_others(env, Spread(request.op, request.key, versions)),
        *stored,
        Note("version", {"op": request.op, "version": version}),
        Reply(request.op, "ok", version=version),
    )


def next_stamp(env: Env, state: State) -> tuple[object, ...]:
    """A stamp that this node never gave: (clock, node), or (clock, node, n) for the n-th more at one reading."""
    nth = state.stamps.get(env.clock)
    return (env.clock, env.node) if nth is None else (env.clock, env.node, nth + 1)


def merge_versions(env: Env, state: State, keys: tuple[tuple[str, object], ...]) -> State:
    """The state with these versions merged into its own. keys: (key, versions) each, as in State.store."""
    tools = env.config.clocks
    merged = {key: tools.merge(state.store.get(key, tools.empty), versions) for key, versions in keys}
    if "first_of_equals" in env.config.flaw:
        heard = [shown.op for versions in merged.values() for shown in siblings.siblings_of(env.config, versions)]
        state = state._replace(arrived=tuple(dict.fromkeys((*state.arrived, *heard))))
    return state._replace(store={**state.store, **merged}) if merged else state


def _send_to_others(env: Env, spread: Spread) -> tuple[Send, ...]:
    return tuple(Send(node, spread) for node in env.config.nodes if node != env.node)
