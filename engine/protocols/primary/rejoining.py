"""Changing sides: a new primary, and coming back to it."""

from __future__ import annotations

from engine.model import Note, Rejoin, Send
from engine.protocols.primary import leasing
from engine.protocols.primary.values import Env, Fetch, Result, Snapshot, State, newest


def follow(env: Env, state: State, primary: str) -> Result:
    """Believe in a primary of a new epoch."""
    state = state._replace(believes=primary, epoch=state.epoch + 1, sequence=0, pending={}, fresh=None)
    return leasing.begin(env, state)


def rejoin(env: Env, state: State, command: Rejoin) -> Result:
    """Believe in another primary at once, and ask for its data; a cache only forgets what it has."""
    state = state._replace(believes=command.to, pending={}, fresh={}, heard={}, lapsed=False)
    if env.config.soft(env.node, state.believes):
        return state._replace(store={}, expired={}, fresh=None), ()
    return state, (Send(command.to, Fetch()),)


def replace_by(state: State, sender: str, body: Snapshot) -> Result:
    """Drop all data for a snapshot and what was copied here since it was asked for."""
    if sender != state.believes or state.fresh is None:
        return state, ()
    theirs = newest(dict(body.records), state.fresh)
    dropped = [(key, record) for key, record in state.store.items() if record.version and theirs.get(key) != record]
    notes = tuple(
        Note("dropped", {"key": key, "value": record.value, "version": record.version}) for key, record in dropped
    )
    known = [record.version for record in theirs.values()]
    seen = {op: version for op, version in state.seen.items() if version in known}
    return state._replace(store=theirs, epoch=max(state.epoch, body.epoch), fresh=None, seen=seen), notes
