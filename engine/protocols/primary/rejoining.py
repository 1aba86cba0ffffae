"""Changing sides: a new primary, and coming back to it."""

from __future__ import annotations

from engine.model import Note, Rejoin, Send
from engine.protocols.primary.values import Fetch, Result, Snapshot, State, newest


def follow(state: State, primary: str) -> State:
    """Believe in a primary of a new epoch."""
    return state._replace(believes=primary, epoch=state.epoch + 1, sequence=0, pending={}, fresh=None)


def rejoin(state: State, command: Rejoin) -> Result:
    """Believe in another primary at once, and ask for its data."""
    return state._replace(believes=command.to, pending={}, fresh={}), (Send(command.to, Fetch()),)


def replace_by(state: State, sender: str, body: Snapshot) -> Result:
    """Drop all data for a snapshot and what was copied here since it was asked for."""
    if sender != state.believes or state.fresh is None:
        return state, ()
    theirs = newest(dict(body.records), state.fresh)
    dropped = [(key, record) for key, record in state.store.items() if record.version and theirs.get(key) != record]
    notes = tuple(
        Note("dropped", {"key": key, "value": record.value, "version": record.version}) for key, record in dropped
    )
    return state._replace(store=theirs, epoch=max(state.epoch, body.epoch), fresh=None), notes
