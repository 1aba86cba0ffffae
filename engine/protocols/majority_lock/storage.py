"""The storage at a home node: prepared values, committed values, and the greatest token that it has met by key.

With fencing it refuses every token smaller than the greatest that it has met under that key. Without, whatever arrives
last is what stands.

Source: Kleppmann 2016 (fencing tokens).
"""

from __future__ import annotations

from engine.model import Note, Send
from engine.protocols.majority_lock.messages import (
    Abort,
    Answer,
    Ask,
    Commit,
    Committed,
    Fenced,
    Fill,
    Filled,
    Prepare,
    Prepared,
)
from engine.protocols.majority_lock.state import Config, Env, Record, Result, State
from engine.structures.mappings import without


def handle_prepare(env: Env, state: State, sender: str, body: Prepare) -> Result:
    """Prepare: keep the value aside, where no reader gets it."""
    if _is_fenced_off(env, state, body):
        return state, _fence_off(state, sender, body, "prepare")
    state = _with_token(state, body.key, body.record)
    return state._replace(tentative={**state.tentative, body.key: body.record}), (Send(sender, Prepared(body.op)),)


def handle_commit(env: Env, state: State, sender: str, body: Commit) -> Result:
    """Commit: make the value the one that readers get."""
    if _is_fenced_off(env, state, body):
        return state, _fence_off(state, sender, body, "commit")
    return _with_committed(state, body.key, body.record), (Send(sender, Committed(body.op)),)


def handle_abort(state: State, body: Abort) -> Result:
    """Abort: drop what is kept aside for this write, and nothing else."""
    kept = state.tentative.get(body.key)
    if kept is None or kept.version != body.version:
        return state, ()
    return state._replace(tentative=without(state.tentative, body.key)), ()


def handle_fill(state: State, sender: str, body: Fill) -> Result:
    """Fill, a reader's write-back: only where the version is greater than what is here. Acknowledged in any case."""
    old = state.store.get(body.key)
    if old is None or body.record.version > old.version:
        state = _with_committed(state, body.key, body.record)
    return state, (Send(sender, Filled(body.op)),)


def handle_ask(env: Env, state: State, sender: str, body: Ask) -> Result:
    """Ask: answer with the committed record. What is prepared can still be aborted, so no reader gets it."""
    record = state.store.get(body.key)
    if "tentative_reads" in env.config.flaw:
        record = state.tentative.get(body.key, record)
    return state, (Send(sender, Answer(body.op, body.key, record)),)


def _is_fenced_off(env: Env, state: State, body: Prepare | Commit) -> bool:
    config: Config = env.config
    return config.fencing and body.record.version[0] < state.seen.get(body.key, 0)


def _fence_off(state: State, sender: str, body: Prepare | Commit, phase: str) -> tuple[Send, Note]:
    token, seen = body.record.version[0], state.seen[body.key]
    return Send(sender, Fenced(body.op, phase, seen)), Note(
        "fenced_off", {"key": body.key, "token": token, "seen": seen}
    )


def _with_token(state: State, key: str, record: Record) -> State:
    token = record.version[0] if record.version else 0
    return state._replace(seen={**state.seen, key: max(token, state.seen.get(key, 0))})


def _with_committed(state: State, key: str, record: Record) -> State:
    state = _with_token(state, key, record)._replace(store={**state.store, key: record})
    kept = state.tentative.get(key)
    if kept is None or kept.version > record.version:
        return state
    return state._replace(tentative=without(state.tentative, key))
