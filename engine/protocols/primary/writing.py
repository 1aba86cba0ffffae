"""A write's way: coordinator, primary, copies, answer."""

from __future__ import annotations

from engine.model import CancelTimer, Effect, Note, Reason, Reply, Request, Send, SetTimer
from engine.protocols.primary import fallback
from engine.protocols.primary.values import (
    Copied,
    Copy,
    Done,
    Env,
    Forward,
    HandBack,
    Kept,
    LeaseOver,
    NotPrimary,
    Patience,
    Pending,
    Record,
    Result,
    State,
    newest,
)


def forward(env: Env, state: State, request: Request) -> Result:
    """The coordinator passes a write on; where there is a fallback it waits only so long."""
    send = Send(state.believes, Forward(request.op, request.key, request.value))
    config = env.config
    silence_counts = config.fallback and config.patience and "fallback_if_refused" not in config.flaw
    timer = (SetTimer(Patience(request.op), config.patience),) if silence_counts else ()
    return state.waits(request, (state.believes,)), (send, *timer)


def apply(env: Env, state: State, sender: str, body: Forward | HandBack) -> Result:
    """The primary numbers a write, applies it, copies it to all others, and answers when enough have it."""
    if state.believes != env.node:
        return state, (Send(sender, NotPrimary(body.op, state.believes)),)
    if state.lapsed:
        return state, (Send(sender, LeaseOver(body.op)),)
    if body.op in state.seen:
        return _again(env, state, sender, body)
    version = (state.epoch, state.sequence + 1, env.node)
    record = Record(version, body.value)
    others = () if env.config.copy == "cache" else env.config.others(env.node)
    copies = tuple(Send(node, Copy(body.op, body.key, record)) for node in others)
    state = state._replace(
        store={**state.store, body.key: record}, sequence=state.sequence + 1, seen=_seen(env, state, body.op, version)
    )
    effects: tuple[Effect, ...] = (Note("version", {"op": body.op, "version": version}), *copies)
    if env.config.copy != "sync" or not others:
        return state, (*effects, Send(sender, Done(body.op, version)))
    pending = Pending(sender, version, ())
    return state._replace(pending={**state.pending, body.op: pending}), effects


def _again(env: Env, state: State, sender: str, body: Forward | HandBack) -> Result:
    """A write that the primary has: answered at once, or when those have it whose copies are still missing."""
    pending, version = state.pending.get(body.op), state.seen[body.op]
    if pending is None:
        return state, (Send(sender, Done(body.op, version)),)
    missing = [node for node in env.config.others(env.node) if node not in pending.acks]
    copies = tuple(Send(node, Copy(body.op, body.key, Record(version, body.value))) for node in missing)
    return state._replace(pending={**state.pending, body.op: pending._replace(coordinator=sender)}), copies


def keep(env: Env, state: State, sender: str, body: Copy) -> Result:
    """A copy: kept if its version is greater, acknowledged; ignored if not from my primary, or of a past epoch."""
    held = state.store.get(body.key)
    if sender != state.believes or (held is not None and held.version[:1] > body.record.version[:1]):
        values = {"key": body.key, "from": sender, "believes": state.believes}
        return state, (Note("copy_ignored", values),)
    copied = {body.key: body.record}
    fresh = None if state.fresh is None else newest(state.fresh, copied)
    version = body.record.version
    blind = "copies_unversioned" in env.config.flaw
    state = state._replace(
        store={**state.store, **copied} if blind else newest(state.store, copied),
        epoch=max(state.epoch, version[0]),
        fresh=fresh,
        seen=_seen(env, state, body.op, version),
    )
    return state, (Send(sender, Copied(body.op)),)


def count(env: Env, state: State, sender: str, body: Copied) -> Result:
    """An acknowledged copy: when all others have it, the write stands."""
    pending = state.pending.get(body.op)
    if pending is None or sender in pending.acks:
        return state, ()
    pending = pending._replace(acks=(*pending.acks, sender))
    if len(pending.acks) < len(env.config.nodes) - 1:
        return state._replace(pending={**state.pending, body.op: pending}), ()
    return state.settles(body.op), (Send(pending.coordinator, Done(body.op, pending.version)),)


def answer(env: Env, state: State, body: Done | Kept) -> Result:
    """The coordinator, if it still waits, tells its client; the fallback, whose hint has come home, forgets it."""
    effects: tuple[Effect, ...] = ()
    if isinstance(body, Done) and any(op == body.op for op, _ in state.hints):
        state, effects = fallback.forget(state, body.op)
    if body.op not in state.asked:
        return state, effects
    stop = (CancelTimer(Patience(body.op)),) if env.config.fallback else ()
    return state.forgets(body.op), (Reply(body.op, "ok", version=body.version), *stop, *effects)


def sent_back(env: Env, state: State, sender: str, body: NotPrimary | LeaseOver) -> Result:
    """A write came back: the fallback is tried, where there is one; else it certainly did not happen."""
    if env.config.fallback is not None:
        return fallback.turn(env, state, body.op)
    if body.op not in state.asked:
        return state, ()
    if isinstance(body, LeaseOver):
        reason = Reason("lease_lapsed", {"node": sender, "ticks": env.config.lease})
    else:
        reason = Reason("not_primary", {"node": sender, "believes": body.believes})
    return state.forgets(body.op), (Reply(body.op, "refused", reason=reason),)


def _seen(env: Env, state: State, op: str, version: tuple[object, ...]) -> dict[str, tuple[object, ...]]:
    """Versions by operation: only a fallback makes one come twice."""
    return {**state.seen, op: version} if env.config.fallback else {}
