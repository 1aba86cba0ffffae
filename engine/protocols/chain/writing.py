"""A write's way: coordinator, head, down the chain, commitment at the tail, acknowledgements back up.

Rules of this file
* A compare-and-set is decided at the head, by the newest value that it has, committed or not: what comes before it
  there comes before it all the way down, and is lost only if it is lost, too. Where that is not the expected one, the
  head numbers it once more: only when it is committed is the client told of it, so no head that was cut out refuses.
* A node passes every write on once in each configuration, and keeps it dirty until it hears that it is committed.
* Messages may overtake each other: a version below one that is committed was overwritten before anybody could read it,
  so it is as good as committed, and is answered so by whoever knows.
"""

from __future__ import annotations

from engine.model import Effect, Note, Reason, Reply, Request, Send
from engine.protocols.chain.messages import Ack, Compare, Differs, Done, Forward, NotHead
from engine.protocols.chain.state import AnyPut, Env, Found, Put, Record, Result, State
from engine.protocols.comparing import mismatch
from engine.structures.mappings import without


def forward_write(env: Env, state: State, request: Request) -> Result:
    """A client's write or compare-and-set at its coordinator: forward it to the node that it takes for the head."""
    op, key, value = request.op, request.key, request.value
    body = Compare(op, key, request.context, value) if request.kind == "cas" else Forward(op, key, value)
    return state.with_asked(request), (Send(state.chain.head, body),)


def handle_forward(env: Env, state: State, sender: str, body: Forward | Compare) -> Result:
    """Forward or Compare at the head: number the write and apply it, or what is there where that differs from the
    expected value. A node that is not the head sends NotHead. What it decided stays so when it is asked again.
    """
    if body.op in state.decided:
        return state, ()
    state = state._replace(decided=(*state.decided, body.op))
    if state.chain.head != env.node:
        return state, (Send(sender, NotHead(body.op, state.chain.head)),)
    newest = state.newest(body.key)
    held = newest and newest.value
    differs = isinstance(body, Compare) and held != body.expected
    version = (state.chain.epoch, state.sequence + 1, env.node)
    record, put = Record(version, held if differs else body.value), Found if differs else Put
    state, effects = apply_put(env, state, put(body.op, body.key, record, sender, state.chain))
    found = {"op": body.op, "key": body.key, "version": version, "value": held}
    note = Note("found_other", found) if differs else Note("version", {"op": body.op, "version": version})
    return state, (note, *effects)


def apply_put(env: Env, state: State, put: AnyPut) -> Result:
    """Apply a numbered write: the tail commits it; any other member keeps it dirty and passes it on."""
    version, clean = put.record.version, state.clean(put.key)
    state = state._replace(sequence=max(state.sequence, version[1]))
    if clean is not None and version <= clean:
        return state, announce_commit(env, state, put)
    if state.chain.tail == env.node:
        return state._replace(store={**state.store, put.key: put.record}), announce_commit(env, state, put)
    dirty = state.dirty.get(put.key, ())
    if any(known.record.version == version for known in dirty):
        return state, ()
    dirty = tuple(sorted((*dirty, put), key=lambda known: known.record.version))
    state = state._replace(dirty={**state.dirty, put.key: dirty})
    return state, (Send(state.chain.after(env.node), put._replace(chain=state.chain)),)


def announce_commit(env: Env, state: State, put: AnyPut) -> tuple[Effect, ...]:
    """Tell the coordinator (Done or Differs) and the predecessor (Ack) that a write is committed."""
    done = Differs(put.op, put.record.value) if isinstance(put, Found) else Done(put.op, put.record.version)
    return (Send(put.by, done), *pass_up(env, state, Ack(put.op, put.key, put.record.version, state.chain)))


def pass_up(env: Env, state: State, ack: Ack) -> tuple[Effect, ...]:
    """An Ack to the predecessor, if there is one."""
    before = state.chain.before(env.node)
    return () if before is None else (Send(before, ack),)


def mark_committed(env: Env, state: State, body: Ack) -> Result:
    """An Ack: that version is the clean one now, and earlier ones are gone. Passed on up the chain."""
    dirty = state.dirty.get(body.key, ())
    record = next((known.record for known in dirty if known.record.version == body.version), None)
    left = tuple(known for known in dirty if known.record.version > body.version)
    if record is not None:
        state = state._replace(store={**state.store, body.key: record})
    state = state._replace(dirty={**state.dirty, body.key: left} if left else without(state.dirty, body.key))
    return state, pass_up(env, state, body)


def handle_done(state: State, body: Done) -> Result:
    """Done: the coordinator answers its client, if that still waits."""
    if body.op not in state.asked:
        return state, ()
    return state.without_asked(body.op), (Reply(body.op, "ok", version=body.version),)


def handle_differs(state: State, body: Differs) -> Result:
    """Differs: refuse the compare-and-set, if its client still waits."""
    if body.op not in state.asked:
        return state, ()
    request = state.asked[body.op]
    reason = mismatch(request.key, request.context, body.value)
    return state.without_asked(body.op), (Reply(body.op, "refused", reason=reason),)


def handle_not_head(state: State, sender: str, body: NotHead) -> Result:
    """NotHead: refuse the write; it was certainly not applied."""
    reason = Reason("not_head", {"node": sender, "believes": body.believes})
    return state.without_asked(body.op), (Reply(body.op, "refused", reason=reason),)
