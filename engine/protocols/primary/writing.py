"""A write's way: coordinator, primary, copies, answer.

Sources: Alsberg & Day 1976; Budhiraja, Marzullo, Schneider & Toueg 1993 (primary-backup).
"""

from __future__ import annotations

from engine.model import CancelTimer, Effect, Note, Reply, Request, Send, SetTimer
from engine.protocols.primary import fallback, in_sync
from engine.protocols.primary.messages import (
    Copied,
    Copy,
    Done,
    Forward,
    HandBack,
    Kept,
    LeaseOver,
    NotEnough,
    NotPrimary,
)
from engine.protocols.primary.refusing import refusal
from engine.protocols.primary.state import Env, Patience, Pending, Record, Result, State, newest


def forward_write(env: Env, state: State, request: Request) -> Result:
    """A client's write at its coordinator: forward it to the primary that it believes in.

    With a fallback a timer of `patience` ticks is set, after which the primary counts as silent.
    """
    send = Send(state.believes, Forward(request.op, request.key, request.value))
    config = env.config
    silence_counts = config.fallback and config.patience and "fallback_if_refused" not in config.flaw
    timer = (SetTimer(Patience(request.op), config.patience),) if silence_counts else ()
    return state.with_asked(request, (state.believes,)), (send, *timer)


def handle_write(env: Env, state: State, sender: str, body: Forward | HandBack) -> Result:
    """Forward or HandBack at the primary: number the write, apply it, copy it to all others.

    Answered with Done at once, with `copy=sync` when all others have the copy, or by in_sync.py. A node that is not
    primary sends NotPrimary, one whose lease is over LeaseOver, one with too few in sync NotEnough. A write that came
    before is not numbered again, since the network may deliver it twice; nor is one taken that was refused, or refused
    that was taken.
    """
    refused, before = _refused(env, state, body.op), state.seen.get(body.op)
    told = not before or refused is not None or env.config.copy == "in_sync"
    if isinstance(body, Forward) and before is not None and told:
        return state, ()
    if refused is not None:
        return state._replace(seen={**state.seen, body.op: before or ()}), (Send(sender, refused),)
    if before:
        return _handle_repeated_write(env, state, sender, body)
    version = (state.epoch, state.sequence + 1, env.node)
    record = Record(version, body.value)
    others = () if env.config.copy == "cache" else env.config.others(env.node)
    copies = tuple(Send(node, Copy(body.op, body.key, record)) for node in others)
    state = state._replace(
        store={**state.store, body.key: record},
        sequence=state.sequence + 1,
        seen={**state.seen, body.op: version},
    )
    effects: tuple[Effect, ...] = (Note("version", {"op": body.op, "version": version}), *copies)
    if env.config.copy in ("async", "cache") or not others:
        return state, (*effects, Send(sender, Done(body.op, version)))
    state = state._replace(pending={**state.pending, body.op: Pending(sender, version, ())})
    if env.config.copy == "in_sync":
        state, answers = in_sync.answer_writes(env, state)
        return state, (*effects, *answers)
    return state, effects


def _refused(env: Env, state: State, op: str) -> NotPrimary | LeaseOver | NotEnough | None:
    """What a node answers that may not take a write; None of one that may."""
    if state.believes != env.node:
        return NotPrimary(op, state.believes)
    if state.lapsed:
        return LeaseOver(op)
    members = len(state.in_sync.members)
    return NotEnough(op, members) if env.config.copy == "in_sync" and members < env.config.min_in_sync else None


def _handle_repeated_write(env: Env, state: State, sender: str, body: Forward | HandBack) -> Result:
    """A write that is numbered already: answered at once, or copied again to those that lack it."""
    pending, version = state.pending.get(body.op), state.seen[body.op]
    if pending is None:
        return state, (Send(sender, Done(body.op, version)),)
    missing = [node for node in env.config.others(env.node) if node not in pending.acks]
    copies = tuple(Send(node, Copy(body.op, body.key, Record(version, body.value))) for node in missing)
    return state._replace(pending={**state.pending, body.op: pending._replace(coordinator=sender)}), copies


def handle_copy(env: Env, state: State, sender: str, body: Copy) -> Result:
    """Copy at a replica: keep the record if its version is greater, and acknowledge it.

    Ignored with a note, unacknowledged, if it is not from the node's own primary or is of a past epoch.
    """
    if env.config.copy == "in_sync":
        return in_sync.handle_copy(state, sender, body)
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
        seen={**state.seen, body.op: version},
    )
    return state, (Send(sender, Copied(body.op)),)


def handle_copied(env: Env, state: State, sender: str, body: Copied) -> Result:
    """An acknowledged copy at the primary: once all others have it, the coordinator is told Done."""
    pending = state.pending.get(body.op)
    if pending is None or sender in pending.acks:
        return state, ()
    pending = pending._replace(acks=(*pending.acks, sender))
    if len(pending.acks) < len(env.config.nodes) - 1:
        return state._replace(pending={**state.pending, body.op: pending}), ()
    return state.without_pending(body.op), (Send(pending.coordinator, Done(body.op, pending.version)),)


def handle_done(env: Env, state: State, body: Done | Kept) -> Result:
    """Done or Kept: the coordinator answers its client, if that still waits.

    At the fallback, Done also means that a hint has come home: it is dropped.
    """
    effects: tuple[Effect, ...] = ()
    if isinstance(body, Done) and any(op == body.op for op, _ in state.hints):
        state, effects = fallback.drop_hint(state, body.op)
    if body.op not in state.asked:
        return state, effects
    stop = (CancelTimer(Patience(body.op)),) if env.config.fallback else ()
    return state.without_asked(body.op), (Reply(body.op, "ok", version=body.version), *stop, *effects)


def handle_sent_back(env: Env, state: State, sender: str, body: NotPrimary | LeaseOver | NotEnough) -> Result:
    """NotPrimary, LeaseOver or NotEnough for a write: try the fallback, else refuse it. It was not applied."""
    if env.config.fallback is not None:
        return fallback.ask_fallback(env, state, body.op)
    if body.op not in state.asked:
        return state, ()
    reason = refusal(env.config, sender, body)
    return state.without_asked(body.op), (Reply(body.op, "refused", reason=reason),)
