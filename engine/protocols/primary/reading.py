"""A read's way: from what the node has, from the primary, or from a soft copy that is fetched again when it is gone.

Rules of this file
* `read=local`: a node answers from what it has. `read=primary`: it asks the primary that it believes in. So does, in
  any case, the controller of `copy=in_sync`, which has no data.
* `lease_covers=all`: a primary whose lease is over answers no reads (leasing.py).
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
from engine.protocols.primary.messages import Answer, Ask, LeaseOver, NotPrimary
from engine.protocols.primary.refusing import refusal
from engine.protocols.primary.state import Env, Expire, Patience, Record, Result, State, newest
from engine.structures.mappings import without

ASKS_IN_TURN = ("first_replica", "skip_deleted")
"""Flaws by which one replica after the other is asked."""


def handle_read(env: Env, state: State, request: Request) -> Result:
    """A client's read at its coordinator: answer from its own copy where `read=` allows, else ask."""
    config = env.config
    if _asks_in_turn(env):
        return _ask_next(env, state, request, ())
    if state.believes == env.node and _may_not_answer(env, state):
        reason = refusal(config, env.node, LeaseOver(request.op))
        return state, (Reply(request.op, "refused", reason=reason),)
    local = config.read == "local" and config.copy != "cache" and not config.controls(env.node)
    if state.believes == env.node or local:
        return state, (_reply_to_read(env, request, env.node, state.store.get(request.key), "local"),)
    if config.read == "local" and request.key in state.store:
        return state, (_reply_to_read(env, request, env.node, state.store[request.key], "cached"),)
    return _ask_next(env, state, request, ())


def handle_ask(env: Env, state: State, sender: str, body: Ask) -> Result:
    """Ask: answer with the record under the key. A node that is not primary sends NotPrimary instead, one whose lease
    covers reads and is over LeaseOver."""
    if state.believes != env.node and not _asks_in_turn(env):
        return state, (Send(sender, NotPrimary(body.op, state.believes)),)
    if _may_not_answer(env, state):
        return state, (Send(sender, LeaseOver(body.op)),)
    return state, (Send(sender, Answer(body.op, body.key, state.store.get(body.key))),)


def handle_answer(env: Env, state: State, sender: str, body: Answer) -> Result:
    """Answer at the coordinator: answer the client, and keep a soft copy where the node is a cache.

    Under the flaws of ASKS_IN_TURN an answer of nothing makes it ask the next replica.
    """
    asked = state.asked.get(body.op)
    if asked is not None and _counts_as_none(env, body.record) and len(asked.tried) < len(env.config.nodes):
        return _ask_next(env, state, asked.request, asked.tried)
    state, effects = _keep_soft_copy(env, state, body)
    if asked is None:
        return state, effects
    record = state.store.get(body.key) if effects else body.record
    rule = "first_replica" if _asks_in_turn(env) else "fetched" if env.config.copy == "cache" else "at_primary"
    reply = _reply_to_read(env, asked.request, sender, record, rule, asked.tried)
    return state.without_asked(body.op), (reply, CancelTimer(Patience(body.op)), *effects)


def handle_sent_back(env: Env, state: State, sender: str, body: NotPrimary | LeaseOver) -> Result:
    """NotPrimary or LeaseOver for a read: an old copy answers, where there may be one, else it is refused."""
    return handle_silence(env, state, body.op, refusal(env.config, sender, body))


def handle_silence(env: Env, state: State, op: str, refusal: Reason | None = None) -> Result:
    """Nobody answered a read in time, or (with a refusal) who did is not primary.

    Under flaw=first_replica the next replica is asked; with `stale_if_error` an expired copy answers; else the read is
    refused, or goes on waiting.
    """
    asked = state.asked[op]
    if refusal is None and _asks_in_turn(env):
        return _ask_next(env, state, asked.request, asked.tried)
    old = state.expired.get(asked.request.key)
    if env.config.stale_if_error and old is not None:
        reply = _reply_to_read(env, asked.request, env.node, old, "stale_if_error", asked.tried)
        return state.without_asked(op), (reply, CancelTimer(Patience(op)))
    if refusal is None:
        return state, ()
    return state.without_asked(op), (Reply(op, "refused", reason=refusal), CancelTimer(Patience(op)))


def handle_expiry(env: Env, state: State, key: str) -> Result:
    """The timer of a soft copy: it is `ttl` ticks old and dropped, with a note; kept aside for `stale_if_error`."""
    record = state.store.get(key)
    if record is None or not env.config.soft(env.node, state.believes):
        return state, ()
    expired = {**state.expired, key: record} if env.config.stale_if_error else {}
    return state._replace(store=without(state.store, key), expired=expired), (Note("expired", {"key": key}),)


def handle_purge(env: Env, state: State, command: Purge) -> Result:
    """The operator command `purge`: drop a soft copy, expired or not; a note if there is none."""
    key = command.key
    soft = env.config.soft(env.node, state.believes) and (key in state.store or key in state.expired)
    if not soft:
        return state, (Note("nothing_cached", {"key": key}),)
    state = state._replace(store=without(state.store, key), expired=without(state.expired, key))
    return state, (Note("copy_purged", {"key": key}), CancelTimer(Expire(key)))


def _may_not_answer(env: Env, state: State) -> bool:
    """Is this a primary whose lease covers reads, and is over?"""
    return state.lapsed and env.config.lease_covers == "all"


def _asks_in_turn(env: Env) -> bool:
    return any(flaw in env.config.flaw for flaw in ASKS_IN_TURN)


def _counts_as_none(env: Env, record: Record | None) -> bool:
    """Does this answer hold nothing, so that the next replica is asked?"""
    if record is None:
        return _asks_in_turn(env)
    return record.value is None and "skip_deleted" in env.config.flaw


def _ask_next(env: Env, state: State, request: Request, tried: tuple[str, ...]) -> Result:
    """Ask the primary, or under the flaws the next replica that was not asked yet."""
    config = env.config
    order = config.nodes if "first_replica" in config.flaw else (state.believes, *config.others(state.believes))
    node = next((name for name in order if name not in tried), None)
    if node is None:
        return state, ()
    effects: tuple[Effect, ...] = (Send(node, Ask(request.op, request.key)),)
    if config.patience and ("first_replica" in config.flaw or config.stale_if_error):
        effects = (*effects, SetTimer(Patience(request.op), config.patience))
    return state.with_asked(request, (*tried, node)), effects


def _keep_soft_copy(env: Env, state: State, body: Answer) -> Result:
    """Keep what came for `ttl` ticks, unless a newer copy is here."""
    held, record = state.store.get(body.key), body.record
    if record is None or not env.config.soft(env.node, state.believes):
        return state, ()
    timer = (SetTimer(Expire(body.key), env.config.ttl),) if env.config.ttl else ()
    store, expired = newest(state.store, {body.key: record}), without(state.expired, body.key)
    fresh = held is None or record.version >= held.version
    kept = Note("cached", {"key": body.key, "node": state.believes})
    return state._replace(store=store, expired=expired), (kept, *(timer if fresh else ()))


def _reply_to_read(
    env: Env, request: Request, node: str, record: Record | None, rule: str, tried: tuple[str, ...] = ()
) -> Reply:
    version, value = record or (None, None)
    rule, chosen = (rule, node) if record else ("absent", None)
    why = Why(tried or (env.node,), (Seen(node, value, version),), 1, rule, chosen)
    return Reply(request.op, "ok", value, version, why=why)
