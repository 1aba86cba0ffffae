"""The replica's side: keep what is greater, acknowledge, hand hints back, compare notes with a peer."""

from __future__ import annotations

from engine.model import Effect, Here, Note, Purge, Send, SetTimer
from engine.protocols.quorum.values import (
    HandBack,
    HandedBack,
    Pull,
    Push,
    Record,
    Remove,
    Result,
    State,
    Store,
    Stored,
    Tick,
    newer,
    without,
)


def keep(here: Here, state: State, sender: str, body: Store) -> Result:
    """Keep what is greater; acknowledge in any case."""
    ack = (Send(sender, Stored(body.op, body.hint_for or here.node)),)
    record = body.record
    if body.hint_for is not None:
        slot = (body.hint_for, body.key)
        if newer(record, state.hints.get(slot)):
            state = state._replace(hints={**state.hints, slot: record})
        return state, ack
    old = state.store.get(body.key)
    if old is None or record.version > old.version:
        state = State({**state.store, body.key: record}, state.hints, state.issued, state.pending, state.round)
    return state, ack


def remove(here: Here, state: State, sender: str, body: Remove) -> Result:
    """Forget a key; a spare, which has no copy, only acknowledges."""
    ack = (Send(sender, Stored(body.op, body.hint_for or here.node)),)
    return (state if body.hint_for else state._replace(store=without(state.store, body.key))), ack


def merge(state: State, records: tuple[tuple[str, Record], ...]) -> State:
    taken = {key: record for key, record in records if newer(record, state.store.get(key))}
    return state._replace(store={**state.store, **taken}) if taken else state


def hand_back(state: State) -> tuple[Effect, ...]:
    if not state.hints:
        return (Note("no_hints", {}),)
    return tuple(Send(home, HandBack(key, record)) for (home, key), record in state.hints.items())


def periodic(here: Here, state: State, name: Tick) -> Result:
    period = here.config.handoff if name.what == "handoff" else here.config.anti_entropy
    again = SetTimer(name, period, periodic=True)
    if name.what == "handoff":
        return state, (*(hand_back(state) if state.hints else ()), again)
    peers = [node for node in here.config.home if node != here.node]
    if not peers or here.node not in here.config.home:
        return state, ()
    peer = peers[state.round % len(peers)]
    return state._replace(round=state.round + 1), (Send(peer, Push(tuple(state.store.items()))), again)


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


def compare_notes(state: State, sender: str, body: Push) -> Result:
    """Take what is newer there, send what is newer or missing there."""
    merged, theirs = merge(state, body.records), dict(body.records)
    missing = tuple((key, mine) for key, mine in merged.store.items() if newer(mine, theirs.get(key)))
    return merged, (Send(sender, Pull(missing)),)
