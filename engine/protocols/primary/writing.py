"""A write's way: coordinator, primary, copies, answer."""

from __future__ import annotations

from engine.model import Effect, Here, Note, Reason, Reply, Send
from engine.protocols.primary.values import (
    Copied,
    Copy,
    Done,
    Forward,
    NotPrimary,
    Pending,
    Record,
    Result,
    State,
    newest,
)


def apply(here: Here, state: State, coordinator: str, body: Forward) -> Result:
    """The primary numbers a write, applies it, copies it to all others, and answers when enough have it."""
    if state.believes != here.node:
        return state, (Send(coordinator, NotPrimary(body.op, state.believes)),)
    version = (state.epoch, state.sequence + 1, here.node)
    record = Record(version, body.value)
    others = [node for node in here.config.nodes if node != here.node]
    copies = tuple(Send(node, Copy(body.op, body.key, record)) for node in others)
    state = state._replace(store={**state.store, body.key: record}, sequence=state.sequence + 1)
    effects: tuple[Effect, ...] = (Note("version", {"op": body.op, "version": version}), *copies)
    if here.config.copy == "async" or not others:
        return state, (*effects, Send(coordinator, Done(body.op, version)))
    pending = Pending(coordinator, version, ())
    return state._replace(pending={**state.pending, body.op: pending}), effects


def keep(state: State, sender: str, body: Copy) -> Result:
    """A copy: kept if its version is greater, acknowledged; ignored if not from my primary, or of a past epoch."""
    held = state.store.get(body.key)
    if sender != state.believes or (held is not None and held.version[:1] > body.record.version[:1]):
        values = {"key": body.key, "from": sender, "believes": state.believes}
        return state, (Note("copy_ignored", values),)
    copied = {body.key: body.record}
    fresh = None if state.fresh is None else newest(state.fresh, copied)
    epoch = max(state.epoch, body.record.version[0])
    state = state._replace(store=newest(state.store, copied), epoch=epoch, fresh=fresh)
    return state, (Send(sender, Copied(body.op)),)


def count(here: Here, state: State, sender: str, body: Copied) -> Result:
    """An acknowledged copy: when all others have it, the write stands."""
    pending = state.pending.get(body.op)
    if pending is None:
        return state, ()
    pending = pending._replace(acks=(*pending.acks, sender))
    if len(pending.acks) < len(here.config.nodes) - 1:
        return state._replace(pending={**state.pending, body.op: pending}), ()
    return give_up(state, body.op), (Send(pending.coordinator, Done(body.op, pending.version)),)


def answer(sender: str, body: Done | NotPrimary) -> Reply:
    """The coordinator tells its client."""
    if isinstance(body, Done):
        return Reply(body.op, "ok", version=body.version)
    return Reply(body.op, "refused", reason=Reason("not_primary", {"node": sender, "believes": body.believes}))


def give_up(state: State, op: str) -> State:
    """Wait no longer for the copies of a write; it stays applied."""
    return state._replace(pending={name: pending for name, pending in state.pending.items() if name != op})
