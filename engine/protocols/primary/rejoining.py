"""Changing the primary: promotion, and coming back to another primary with its data."""

from __future__ import annotations

from engine.model import Note, Rejoin, Send
from engine.protocols.primary import in_sync, leasing
from engine.protocols.primary.messages import Fetch, Snapshot
from engine.protocols.primary.state import Env, Result, State, newest


def handle_promote(env: Env, state: State, primary: str) -> Result:
    """The operator command `promote`: take this node for the primary of the next epoch; forget what is under way."""
    state = state._replace(believes=primary, epoch=state.epoch + 1, sequence=0, pending={}, fresh=None)
    return leasing.start_lease(env, state)


def handle_rejoin(env: Env, state: State, command: Rejoin) -> Result:
    """The operator command `rejoin`: follow another primary at once and fetch all its data.

    Asked again before the data came, what was copied meanwhile is kept: the first answer may be the one that is taken.
    A cache has nothing to fetch: it drops its soft copies.
    """
    fresh = (state.fresh or {}) if state.believes == command.to else {}
    state = state._replace(believes=command.to, pending={}, fresh=fresh, heard={}, lapsed=False)
    if env.config.soft(env.node, state.believes):
        return state._replace(store={}, expired={}, fresh=None), ()
    return state, (Send(command.to, Fetch()),)


def handle_fetch(env: Env, state: State, sender: str) -> Result:
    """Fetch: all records, as the node has them; of in-sync replicas only from the primary, and with their number."""
    if env.config.copy == "in_sync":
        return in_sync.handle_fetch(env, state, sender)
    return state, (Send(sender, Snapshot(tuple(state.store.items()), state.epoch)),)


def handle_snapshot(state: State, sender: str, body: Snapshot) -> Result:
    """Snapshot: replace all data by it, together with what was copied here since it was asked for.

    Each write of this node's that is not in it is noted as dropped. A snapshot that is not awaited is ignored.
    """
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
