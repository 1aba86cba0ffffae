"""A node's own log: taking entries in, folding away what everybody has.

Rules of this file
* An entry is appended unless the same write is there with as small a triple; the log keeps the order of arrival, so a
  position in it never changes its meaning and can serve as a cursor. What it means is oplog.ordered(log).
* The store is the log replayed, on top of what was folded. With `on_top`, and in a part of an exchange with
  `cursor_at_end`, it is not: entries are put on top of whatever is there.
* Folded is the part that every peer has confirmed, and only when no exchange goes on.
"""

from __future__ import annotations

from engine.protocols.partition_aware.state import Config, State
from engine.structures.operation_log import Entry, Log, identity, ordered, place, replay


def record(config: Config, state: State, entry: Entry) -> State:
    """Take an entry in."""
    name, at = identity(entry, config.flaw), place(entry, config.flaw)
    if "normal_unlogged" in config.flaw and state.quorum and not state.owed:
        return _stored(config, state, entry)
    first = name not in state.known
    if not first and state.known[name] <= at:
        return state
    state = state._replace(log=(*state.log, entry), known={**state.known, name: at})
    if first:
        return _stored(config, state, entry)
    return state._replace(store=replay(ordered(state.log, config.flaw), state.base))


def on_top(config: Config, state: State, entries: Log, logged: bool) -> State:
    """Apply entries as they are: the brief's way. Those that are known are skipped only if they were logged."""
    for entry in ordered(entries, config.flaw):
        name = identity(entry, config.flaw)
        if name in state.known:
            continue
        state = state._replace(store={**state.store, entry.key: entry})
        if logged:
            at = place(entry, config.flaw)
            state = state._replace(log=(*state.log, entry), known={**state.known, name: at})
    return state


def fold(config: Config, state: State, node: str) -> State:
    """Let go of what every peer has."""
    peers = config.peers(node)
    count = min((state.given.get(peer, 0) for peer in peers), default=0) - state.gone
    if count <= 0 or state.owed or "never_compacts" in config.flaw:
        return state
    base = dict(state.base)
    for entry in state.log[:count]:
        now, at = base.get(entry.key), place(entry, config.flaw)
        if state.known[identity(entry, config.flaw)] == at and (now is None or place(now, config.flaw) <= at):
            base[entry.key] = entry
    return state._replace(log=state.log[count:], gone=state.gone + count, base=base)


def _stored(config: Config, state: State, entry: Entry) -> State:
    now = state.store.get(entry.key)
    if now is not None and place(now, config.flaw) > place(entry, config.flaw):
        return state
    return state._replace(store={**state.store, entry.key: entry})
