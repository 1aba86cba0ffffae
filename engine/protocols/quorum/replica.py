"""The replica's side: keep the record with the greater version, acknowledge, keep hints and send them home.

Source: DeCandia et al. 2007, section 4.6 (hinted handoff).
"""

from __future__ import annotations

from engine.model import Effect, Note, Purge, Send
from engine.model.records import new
from engine.protocols.quorum import freshness
from engine.protocols.quorum.messages import Answer, Ask, HandBack, HandedBack, Remove, Repair, Store, Stored
from engine.protocols.quorum.state import Env, Record, Result, State, is_newer, version_by_clock
from engine.structures.mappings import without


def handle_store(env: Env, state: State, sender: str, body: Store) -> Result:
    """Store: keep the record if its version is greater, as a copy or as a hint for another node; always acknowledge."""
    op, key, record, hint_for = body
    ack = (new(Send, (sender, new(Stored, (op, hint_for or env.node)))),)
    flaw = env.config.flaw
    if "replica_stamps" in flaw:
        record = record._replace(version=version_by_clock(env.config, env.clock, env.node))
    store, hints, issued, pending, round, given = state
    if hint_for is not None:
        if is_newer(record, hints.get((hint_for, key))):
            state = state._replace(hints={**hints, (hint_for, key): record})
        return state, ack
    old = store.get(key)
    if old is not None and record.version <= old.version and "overwrites" not in flaw:
        return state, ack
    after = new(State, ({**store, key: record}, hints, issued, pending, round, given))
    return freshness.with_waiting_reads(state, after, ack)


def handle_ask(env: Env, state: State, sender: str, body: Ask) -> Result:
    """Ask: answer with the record that is here."""
    op, key = body
    return state, (new(Send, (sender, new(Answer, (op, key, state.store.get(key))))),)


def handle_remove(env: Env, state: State, sender: str, body: Remove) -> Result:
    """Remove (a delete without tombstones): drop the key. A spare has no copy and only acknowledges."""
    ack = (Send(sender, Stored(body.op, body.hint_for or env.node)),)
    after = state if body.hint_for else state._replace(store=without(state.store, body.key))
    return freshness.with_waiting_reads(state, after, ack)


def handle_repair(env: Env, state: State, sender: str, body: Repair) -> Result:
    """Repair: take the result of a read."""
    return merge_records(state, ((body.key, body.record),), ())


def handle_hand_back(env: Env, state: State, sender: str, body: HandBack) -> Result:
    """HandBack: take a hint that was kept for this node, and say so."""
    return merge_records(state, ((body.key, body.record),), (Send(sender, HandedBack(body.key, body.record.version)),))


def merge_records(state: State, records: tuple[tuple[str, Record], ...], effects: tuple[Effect, ...]) -> Result:
    """The state with those (key, record) pairs that are newer than what it has; with these effects."""
    taken = {key: record for key, record in records if is_newer(record, state.store.get(key))}
    if not taken:
        return state, effects
    return freshness.with_waiting_reads(state, state._replace(store={**state.store, **taken}), effects)


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


def handle_handed_back(env: Env, state: State, sender: str, body: HandedBack) -> Result:
    """HandedBack: drop the hint, unless a newer one for that node and key has taken its place."""
    hint = state.hints.get((sender, body.key))
    if hint is None or hint.version != body.version:
        return state, ()
    return state._replace(hints=without(state.hints, (sender, body.key))), ()
