"""The storage at a home node: prepared values, committed values, and the greatest token that it has met by key.

What is compared must stay: who answered a compare-and-set takes no older version any more, neither from its writer nor
from a reader, so that nothing comes between what was found and what is put in its place (as an acceptor that has
promised a ballot, Lamport 1998).

With fencing it refuses every token smaller than the greatest that it has met under that key. Without, whatever arrives
last is what stands.

Sources: Kleppmann 2016 (fencing tokens); Lamport 1998 (promises).
"""

from __future__ import annotations

from engine.model import Note, Send
from engine.protocols.majority_lock.messages import (
    Abort,
    Answer,
    Ask,
    Commit,
    Committed,
    Compare,
    Compared,
    Fenced,
    Fill,
    Filled,
    Prepare,
    Prepared,
)
from engine.protocols.majority_lock.state import Config, Env, Record, Result, State
from engine.structures.mappings import without


def handle_prepare(env: Env, state: State, sender: str, body: Prepare | Compare) -> Result:
    """Prepare or Compare: keep the value aside, where no reader gets it. Compare asks for what is committed, too."""
    if _is_fenced_off(env, state, body):
        return state, _fence_off(state, sender, body, "prepare")
    state = _with_token(state, body.key, body.record)
    state = state._replace(tentative={**state.tentative, body.key: body.record})
    if isinstance(body, Prepare):
        return state, (Send(sender, Prepared(body.op)),)
    tokens = (*state.barriers.get(body.key, ()), body.record.version[0])
    state = state._replace(barriers={**state.barriers, body.key: tokens})
    return state, (Send(sender, Compared(body.op, state.store.get(body.key))),)


def handle_commit(env: Env, state: State, sender: str, body: Commit) -> Result:
    """Commit: make the value the one that readers get."""
    if _is_fenced_off(env, state, body):
        return state, _fence_off(state, sender, body, "commit")
    return _with_committed(state, body.key, body.record), (Send(sender, Committed(body.op)),)


def handle_abort(state: State, body: Abort) -> Result:
    """Abort: drop what is kept aside for this write, and its barrier, and nothing else."""
    tokens = tuple(token for token in state.barriers.get(body.key, ()) if (token,) != body.version)
    state = state._replace(barriers={**state.barriers, body.key: tokens}) if body.key in state.barriers else state
    kept = state.tentative.get(body.key)
    if kept is None or kept.version != body.version:
        return state, ()
    return state._replace(tentative=without(state.tentative, body.key)), ()


def handle_fill(state: State, sender: str, body: Fill) -> Result:
    """Fill, a reader's write-back: only where the version is greater than what is here. Acknowledged in any case, but
    that a version below a barrier may not have been before the compare-and-set which did not find it here.
    """
    old = state.store.get(body.key)
    if old != body.record and body.record.version < (max(state.barriers.get(body.key, (0,)), default=0),):
        return state, ()
    if old is None or body.record.version > old.version:
        state = _with_committed(state, body.key, body.record)
    return state, (Send(sender, Filled(body.op)),)


def handle_ask(env: Env, state: State, sender: str, body: Ask) -> Result:
    """Ask: answer with the committed record. What is prepared can still be aborted, so no reader gets it."""
    record = state.store.get(body.key)
    if "tentative_reads" in env.config.flaw:
        record = state.tentative.get(body.key, record)
    return state, (Send(sender, Answer(body.op, body.key, record)),)


def _is_fenced_off(env: Env, state: State, body: Prepare | Compare | Commit) -> bool:
    config: Config = env.config
    return config.fencing and body.record.version[0] < state.seen.get(body.key, 0)


def _fence_off(state: State, sender: str, body: Prepare | Compare | Commit, phase: str) -> tuple[Send, Note]:
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
