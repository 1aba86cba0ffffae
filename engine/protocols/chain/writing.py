"""A write's way: coordinator, head, down the chain, commitment at the tail, acknowledgements back up.

Rules of this file
* A node passes every write on once in each configuration, and keeps it dirty until it hears that it is committed.
* Messages may overtake each other: a version below one that is committed was overwritten before anybody could read it,
  so it is as good as committed, and is answered so by whoever knows.
"""

from __future__ import annotations

from engine.model import Effect, Note, Reason, Reply, Request, Send
from engine.protocols.chain.values import Ack, Done, Env, Forward, NotHead, Put, Record, Result, State, without


def ask(env: Env, state: State, request: Request) -> Result:
    """The coordinator passes a write on to the head that it believes in."""
    return state.waits(request), (Send(state.chain.head, Forward(request.op, request.key, request.value)),)


def number(env: Env, state: State, sender: str, body: Forward) -> Result:
    """The head gives a write its version and takes it as the first."""
    if state.chain.head != env.node:
        return state, (Send(sender, NotHead(body.op, state.chain.head)),)
    version = (state.chain.epoch, state.sequence + 1, env.node)
    put = Put(body.op, body.key, Record(version, body.value), sender, state.chain)
    state, effects = take(env, state, put)
    return state, (Note("version", {"op": body.op, "version": version}), *effects)


def take(env: Env, state: State, put: Put) -> Result:
    """Commit a write at the tail; before that, keep it dirty and pass it on."""
    version, clean = put.record.version, state.clean(put.key)
    state = state._replace(sequence=max(state.sequence, version[1]))
    if clean is not None and version <= clean:
        return state, committed(env, state, put)
    if state.chain.tail == env.node:
        return state._replace(store={**state.store, put.key: put.record}), committed(env, state, put)
    dirty = state.dirty.get(put.key, ())
    if any(one.record.version == version for one in dirty):
        return state, ()
    dirty = tuple(sorted((*dirty, put), key=lambda one: one.record.version))
    state = state._replace(dirty={**state.dirty, put.key: dirty})
    return state, (Send(state.chain.after(env.node), put._replace(chain=state.chain)),)


def committed(env: Env, state: State, put: Put) -> tuple[Effect, ...]:
    """Tell the coordinator, and the predecessor, that a write is committed."""
    done = Send(put.by, Done(put.op, put.record.version))
    return (done, *up(env, state, Ack(put.op, put.key, put.record.version, state.chain)))


def up(env: Env, state: State, ack: Ack) -> tuple[Effect, ...]:
    """Pass an acknowledgement on to the predecessor, if there is one."""
    before = state.chain.before(env.node)
    return () if before is None else (Send(before, ack),)


def clear(env: Env, state: State, body: Ack) -> Result:
    """A version is committed: it is the clean one now, earlier ones are gone. Pass that on."""
    dirty = state.dirty.get(body.key, ())
    record = next((one.record for one in dirty if one.record.version == body.version), None)
    left = tuple(one for one in dirty if one.record.version > body.version)
    if record is not None:
        state = state._replace(store={**state.store, body.key: record})
    state = state._replace(dirty={**state.dirty, body.key: left} if left else without(state.dirty, body.key))
    return state, up(env, state, body)


def answer(state: State, body: Done) -> Result:
    """The coordinator tells its client, if it still waits."""
    if body.op not in state.asked:
        return state, ()
    return state.forgets(body.op), (Reply(body.op, "ok", version=body.version),)


def sent_back(state: State, sender: str, body: NotHead) -> Result:
    """The write came back: it certainly did not happen."""
    reason = Reason("not_head", {"node": sender, "believes": body.believes})
    return state.forgets(body.op), (Reply(body.op, "refused", reason=reason),)
