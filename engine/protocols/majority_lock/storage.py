"""The storage: what is kept aside, what is in place, and which token it has met.

With fencing it refuses every token that is smaller than the greatest it has met under that key. Without, whatever
arrives last is in place.
"""

from __future__ import annotations

from engine.model import Note, Send
from engine.protocols.majority_lock.values import (
    Abort,
    Answer,
    Ask,
    Commit,
    Committed,
    Config,
    Env,
    Fenced,
    Fill,
    Filled,
    Prepare,
    Prepared,
    Record,
    Result,
    State,
    without,
)


def prepare(env: Env, state: State, sender: str, body: Prepare) -> Result:
    """Keep a value aside."""
    if _overtaken(env, state, body):
        return state, _refuse(state, sender, body, "prepare")
    state = _met(state, body.key, body.record)
    return state._replace(tentative={**state.tentative, body.key: body.record}), (Send(sender, Prepared(body.op)),)


def commit(env: Env, state: State, sender: str, body: Commit) -> Result:
    """Put a value in place."""
    if _overtaken(env, state, body):
        return state, _refuse(state, sender, body, "commit")
    return _in_place(state, body.key, body.record), (Send(sender, Committed(body.op)),)


def abort(state: State, body: Abort) -> Result:
    """Throw away what was kept aside for this write, and nothing else."""
    kept = state.tentative.get(body.key)
    if kept is None or kept.version != body.version:
        return state, ()
    return state._replace(tentative=without(state.tentative, body.key)), ()


def fill(state: State, sender: str, body: Fill) -> Result:
    """A reader's write-back only fills in what is behind."""
    old = state.store.get(body.key)
    if old is None or body.record.version > old.version:
        state = _in_place(state, body.key, body.record)
    return state, (Send(sender, Filled(body.op)),)


def answer(env: Env, state: State, sender: str, body: Ask) -> Result:
    """What is in place; what is kept aside can still be undone, so no reader gets it."""
    record = state.store.get(body.key)
    if "tentative_reads" in env.config.flaw:
        record = state.tentative.get(body.key, record)
    return state, (Send(sender, Answer(body.op, body.key, record)),)


def _overtaken(env: Env, state: State, body: Prepare | Commit) -> bool:
    config: Config = env.config
    return config.fencing and body.record.version[0] < state.seen.get(body.key, 0)


def _refuse(state: State, sender: str, body: Prepare | Commit, phase: str) -> tuple[Send, Note]:
    token, seen = body.record.version[0], state.seen[body.key]
    return Send(sender, Fenced(body.op, phase, seen)), Note(
        "fenced_off", {"key": body.key, "token": token, "seen": seen}
    )


def _met(state: State, key: str, record: Record) -> State:
    token = record.version[0] if record.version else 0
    return state._replace(seen={**state.seen, key: max(token, state.seen.get(key, 0))})


def _in_place(state: State, key: str, record: Record) -> State:
    state = _met(state, key, record)._replace(store={**state.store, key: record})
    kept = state.tentative.get(key)
    if kept is None or kept.version > record.version:
        return state
    return state._replace(tentative=without(state.tentative, key))
