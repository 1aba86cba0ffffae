"""The replica's side: keep the record with the greater version, acknowledge, keep hints and send them home.

Source: DeCandia et al. 2007, section 4.6 (hinted handoff).
"""

from __future__ import annotations

from engine.model import Effect, Note, Purge, Send
from engine.protocols.quorum.messages import HandBack, HandedBack, Remove, Store, Stored
from engine.protocols.quorum.state import Env, Record, Result, State, is_newer, version_by_clock
from engine.structures.mappings import without


def handle_store(env: Env, state: State, sender: str, body: Store) -> Result:
    """Store: keep the record if its version is greater, as a copy or as a hint for another node; always acknowledge."""
    ack = (Send(sender, Stored(body.op, body.hint_for or env.node)),)
    record, flaw = body.record, env.config.flaw
    if "replica_stamps" in flaw:
        record = record._replace(version=version_by_clock(env.config, env.clock, env.node))
    if body.hint_for is not None:
        slot = (body.hint_for, body.key)
        if is_newer(record, state.hints.get(slot)):
            state = state._replace(hints={**state.hints, slot: record})
        return state, ack
    old = state.store.get(body.key)
    if old is None or record.version > old.version or "overwrites" in flaw:
        state = State(
            {**state.store, body.key: record}, state.hints, state.issued, state.pending, state.round, state.given
        )
    return state, ack


def handle_remove(env: Env, state: State, sender: str, body: Remove) -> Result:
    """Remove (a delete without tombstones): drop the key. A spare has no copy and only acknowledges."""
    ack = (Send(sender, Stored(body.op, body.hint_for or env.node)),)
    return (state if body.hint_for else state._replace(store=without(state.store, body.key))), ack


def merge_records(state: State, records: tuple[tuple[str, Record], ...]) -> State:
    """The state with those (key, record) pairs that are newer than what it has."""
    taken = {key: record for key, record in records if is_newer(record, state.store.get(key))}
    return state._replace(store={**state.store, **taken}) if taken else state


def send_hints(state: State) -> tuple[Effect, ...]:
    """Send every hint to the node that it is for; it stays here until that node says that it has it."""
    if not state.hints:
        return (Note("no_hints", {}),)
    return tuple(Send(home, HandBack(key, record)) for (home, key), record in state.hints.items())


def handle_purge(state: State, command: Purge) -> Result:
    """The operator command `purge`: drop the tombstone of a key; a note if there is none."""
    record = state.store.get(command.key)
    if record is None or record.value is not None:
        return state, (Note("nothing_to_purge", {"key": command.key}),)
    return state._replace(store=without(state.store, command.key)), (Note("purged", {"key": command.key}),)


def handle_hint_stored(state: State, sender: str, body: HandedBack) -> State:
    """HandedBack: drop the hint, unless a newer one for that node and key has taken its place."""
    hint = state.hints.get((sender, body.key))
    if hint is None or hint.version != body.version:
        return state
    return state._replace(hints=without(state.hints, (sender, body.key)))
