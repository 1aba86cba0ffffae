"""A node's own log: appending entries, replaying them, compacting what everybody has.

Rules of this file
* An entry is appended unless the same write is there with as small a triple; the log keeps the order of arrival, so a
  position in it never changes its meaning and can serve as a cursor. Replayed it is ordered (operation_log.py).
* The store is the log replayed, on top of what was compacted. With `on_top`, and in a part of an exchange with
  `cursor_at_end`, it is not: entries are put on top of whatever is there.
* Compacted is the part that every peer has confirmed, and only when no exchange goes on.
"""

from __future__ import annotations

from engine.protocols.partition_aware.state import Config, State
from engine.structures.operation_log import Entry, Log, identity, ordered, replay


def append_entry(config: Config, state: State, entry: Entry) -> State:
    """Append an entry and bring the store up to it; one that is known with as small a triple changes nothing."""
    name, at = identity(entry, config.flaw), entry.version
    if "normal_unlogged" in config.flaw and state.quorum and not state.owed:
        return _with_stored(state, entry)
    first = name not in state.known
    if not first and ("same_tick_same_write" in config.flaw or state.known[name] <= at):
        return state
    state = state._replace(log=(*state.log, entry), known={**state.known, name: at})
    if first:
        return _with_stored(state, entry)
    return state._replace(store=replay(ordered(state.log, config.flaw), state.base))


def apply_on_top(config: Config, state: State, entries: Log, logged: bool) -> State:
    """Apply entries without their order: the brief's rule, for flaws. Known ones are skipped.

    logged: are they appended to the log too, so that they are known from then on?
    """
    for entry in ordered(entries, config.flaw):
        name = identity(entry, config.flaw)
        if name in state.known:
            continue
        state = state._replace(store={**state.store, entry.key: entry})
        if logged:
            state = state._replace(log=(*state.log, entry), known={**state.known, name: entry.version})
    return state


def compact(config: Config, state: State, node: str) -> State:
    """Fold the part of the log that every peer has confirmed into `base`. No exchange may be going on."""
    if "never_compacts" in config.flaw:
        return state
    count = max(0, min(state.given.get(peer, 0) for peer in config.peers(node)) - state.gone)
    base = dict(state.base)
    for entry in state.log[:count]:
        now, at = base.get(entry.key), entry.version
        if state.known[identity(entry, config.flaw)] == at and (now is None or now.version <= at):
            base[entry.key] = entry
    return state._replace(log=state.log[count:], gone=state.gone + count, base=base)


def _with_stored(state: State, entry: Entry) -> State:
    now = state.store.get(entry.key)
    if now is not None and now.version > entry.version:
        return state
    return state._replace(store={**state.store, entry.key: entry})
