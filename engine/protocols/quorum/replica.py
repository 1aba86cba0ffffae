"""The replica's side: keep what is greater, acknowledge, hand hints back."""

from __future__ import annotations

from engine.model import Effect, Note, Purge, Send
from engine.protocols.quorum.values import (
    Env,
    HandBack,
    HandedBack,
    Record,
    Remove,
    Result,
    State,
    Store,
    Stored,
    by_clock,
    newer,
    without,
)


def keep(env: Env, state: State, sender: str, body: Store) -> Result:
    """Keep what is greater; acknowledge in any case."""
    ack = (Send(sender, Stored(body.op, body.hint_for or env.node)),)
    record, flaw = body.record, env.config.flaw
    if "replica_stamps" in flaw:
        record = record._replace(version=by_clock(env.config, env.clock, env.node))
    if body.hint_for is not None:
        slot = (body.hint_for, body.key)
        if newer(record, state.hints.get(slot)):
            state = state._replace(hints={**state.hints, slot: record})
        return state, ack
    old = state.store.get(body.key)
    if old is None or record.version > old.version or "overwrites" in flaw:
        state = State(
            {**state.store, body.key: record}, state.hints, state.issued, state.pending, state.round, state.given
        )
    return state, ack


def remove(env: Env, state: State, sender: str, body: Remove) -> Result:
    """Forget a key; a spare, which has no copy, only acknowledges."""
    ack = (Send(sender, Stored(body.op, body.hint_for or env.node)),)
    return (state if body.hint_for else state._replace(store=without(state.store, body.key))), ack


def merge(state: State, records: tuple[tuple[str, Record], ...]) -> State:
    """Take those records that are newer."""
    taken = {key: record for key, record in records if newer(record, state.store.get(key))}
    return state._replace(store={**state.store, **taken}) if taken else state


def hand_back(state: State) -> tuple[Effect, ...]:
    """Send every hint to the node that it is for."""
    if not state.hints:
        return (Note("no_hints", {}),)
    return tuple(Send(home, HandBack(key, record)) for (home, key), record in state.hints.items())


def purge(state: State, command: Purge) -> Result:
    """Forget the tombstone of a key."""
    record = state.store.get(command.key)
    if record is None or record.value is not None:
        return state, (Note("nothing_to_purge", {"key": command.key}),)
    return state._replace(store=without(state.store, command.key)), (Note("purged", {"key": command.key}),)


def forget_hint(state: State, sender: str, body: HandedBack) -> State:
    """A hint has come home: let it go, unless a newer one has taken its place."""
    hint = state.hints.get((sender, body.key))
    if hint is None or hint.version != body.version:
        return state
    return state._replace(hints=without(state.hints, (sender, body.key)))
