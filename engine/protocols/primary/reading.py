"""A read's way: from what the node has, from the primary, or from a soft copy that is fetched again when it is gone.

Rules of this file
* `read=local`: a node answers from what it has. `read=primary`: it asks the primary that it believes in.
* `copy=cache`: a node other than the primary (the origin) has no data but soft copies. It answers from one at once;
  without one it asks the origin and keeps the answer for `ttl` ticks (0: until purged). So what it answers was true at
  the origin at most `ttl` and one delay ago. A write touches no soft copy; a crash or `purge` loses it, and nothing
  is lost by that.
* `stale_if_error`: when the origin is silent for `patience` ticks, or is not the origin any more, a copy past its time
  answers.
* `flaw=first_replica`: replicas are asked in the order of their names; the first that has the key answers; a silent
  one is passed over. `flaw=skip_deleted`: an answer of nothing is none, and the next replica is asked.

Sources: Gray & Cheriton 1989 (time limits on cached copies); Fielding, Nottingham & Reschke 2022 (HTTP caching,
freshness and stale answers).
"""

from __future__ import annotations

from engine.model import CancelTimer, Effect, Note, Purge, Reason, Reply, Request, Seen, Send, SetTimer, Why
from engine.protocols.primary.values import (
    Answer,
    Ask,
    Env,
    Expire,
    NotPrimary,
    Patience,
    Record,
    Result,
    State,
    newest,
    without,
)

NEXT = ("first_replica", "skip_deleted")
"""Flaws by which one replica after the other is asked."""


def read(env: Env, state: State, request: Request) -> Result:
    """Answer, or ask who knows."""
    config = env.config
    if _in_turn(env):
        return _ask(env, state, request, ())
    if state.believes == env.node or (config.read == "local" and config.copy != "cache"):
        return state, (_reply(env, request, env.node, state.store.get(request.key), "local"),)
    if config.read == "local" and request.key in state.store:
        return state, (_reply(env, request, env.node, state.store[request.key], "cached"),)
    return _ask(env, state, request, ())


def asked(env: Env, state: State, sender: str, body: Ask) -> Result:
    """Tell what is here; a node that is no primary says so."""
    if state.believes != env.node and not _in_turn(env):
        return state, (Send(sender, NotPrimary(body.op, state.believes)),)
    return state, (Send(sender, Answer(body.op, body.key, state.store.get(body.key))),)


def answered(env: Env, state: State, sender: str, body: Answer) -> Result:
    """Keep a soft copy of what came, and tell the client; or ask the next replica."""
    waits = state.asked.get(body.op)
    if waits is not None and _is_none(env, body.record) and len(waits.tried) < len(env.config.nodes):
        return _ask(env, state, waits.request, waits.tried)
    state, effects = _soft(env, state, body)
    if waits is None:
        return state, effects
    record = state.store.get(body.key) if effects else body.record
    rule = "first_replica" if _in_turn(env) else "fetched" if env.config.copy == "cache" else "at_primary"
    reply = _reply(env, waits.request, sender, record, rule, waits.tried)
    return state.forgets(body.op), (reply, CancelTimer(Patience(body.op)), *effects)


def silent(env: Env, state: State, op: str, refusal: Reason | None = None) -> Result:
    """Nobody answered, or who did is no primary: try the next, or answer from a copy past its time."""
    waits = state.asked[op]
    if refusal is None and _in_turn(env):
        return _ask(env, state, waits.request, waits.tried)
    old = state.expired.get(waits.request.key)
    if env.config.stale_if_error and old is not None:
        reply = _reply(env, waits.request, env.node, old, "stale_if_error", waits.tried)
        return state.forgets(op), (reply, CancelTimer(Patience(op)))
    if refusal is None:
        return state, ()
    return state.forgets(op), (Reply(op, "refused", reason=refusal), CancelTimer(Patience(op)))


def expire(env: Env, state: State, key: str) -> Result:
    """A soft copy has reached its age."""
    record = state.store.get(key)
    if record is None or not env.config.soft(env.node, state.believes):
        return state, ()
    expired = {**state.expired, key: record} if env.config.stale_if_error else {}
    return state._replace(store=without(state.store, key), expired=expired), (Note("expired", {"key": key}),)


def purge(env: Env, state: State, command: Purge) -> Result:
    """Forget a soft copy, fresh or not."""
    key = command.key
    soft = env.config.soft(env.node, state.believes) and (key in state.store or key in state.expired)
    if not soft:
        return state, (Note("nothing_cached", {"key": key}),)
    state = state._replace(store=without(state.store, key), expired=without(state.expired, key))
    return state, (Note("copy_purged", {"key": key}), CancelTimer(Expire(key)))


def _in_turn(env: Env) -> bool:
    return any(flaw in env.config.flaw for flaw in NEXT)


def _is_none(env: Env, record: Record | None) -> bool:
    """Is this answer none, so that the next replica is asked?"""
    if record is None:
        return _in_turn(env)
    return record.value is None and "skip_deleted" in env.config.flaw


def _ask(env: Env, state: State, request: Request, tried: tuple[str, ...]) -> Result:
    """Ask the primary, or the next replica that was not asked yet."""
    config = env.config
    order = config.nodes if "first_replica" in config.flaw else (state.believes, *config.others(state.believes))
    node = next((name for name in order if name not in tried), None)
    if node is None:
        return state, ()
    effects: tuple[Effect, ...] = (Send(node, Ask(request.op, request.key)),)
    if config.patience and ("first_replica" in config.flaw or config.stale_if_error):
        effects = (*effects, SetTimer(Patience(request.op), config.patience))
    return state.waits(request, (*tried, node)), effects


def _soft(env: Env, state: State, body: Answer) -> Result:
    """Keep what came for as long as it may live, unless something newer is here."""
    held, record = state.store.get(body.key), body.record
    if record is None or not env.config.soft(env.node, state.believes):
        return state, ()
    timer = (SetTimer(Expire(body.key), env.config.ttl),) if env.config.ttl else ()
    store, expired = newest(state.store, {body.key: record}), without(state.expired, body.key)
    fresh = held is None or record.version >= held.version
    kept = Note("cached", {"key": body.key, "node": state.believes})
    return state._replace(store=store, expired=expired), (kept, *(timer if fresh else ()))


def _reply(
    env: Env, request: Request, node: str, record: Record | None, rule: str, tried: tuple[str, ...] = ()
) -> Reply:
    version, value = record or (None, None)
    rule, chosen = (rule, node) if record else ("absent", None)
    why = Why(tried or (env.node,), (Seen(node, value, version),), 1, rule, chosen)
    return Reply(request.op, "ok", value, version, why=why)
