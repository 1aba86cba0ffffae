"""Compare-and-set: an entry of the log that takes effect only if the key then holds the expected value.

It is decided where all nodes decide alike, as the log is applied: only there is it certain what comes before it.
`cas=read_then_write` is the well-known mistake: the leader compares with what is applied already, and then writes
whatever has come into the log meanwhile.
"""

from __future__ import annotations

from engine.model import Effect, Note, Reply, Request
from engine.protocols.comparing import mismatch
from engine.protocols.raft.log import apply_committed, may_take_place
from engine.protocols.raft.state import AnyEntry, Compare, Entry, Env, Record, State


def entry_of(env: Env, state: State, request: Request) -> AnyEntry | Reply:
    """The entry that the leader appends for a write, a delete or a compare-and-set; or its answer at once."""
    entry = Entry(state.term, request.op, request.key, request.value)
    if request.kind != "cas":
        return entry
    compares = Compare(state.term, request.op, request.key, request.context, request.value)
    if env.config.cas == "atomic":
        return compares
    held = state.store.get(request.key)
    return entry if may_take_place(compares, held) else _refused(compares, held)


def answer(before: State, op: str, index: int) -> tuple[Effect, ...]:
    """What the client is told of an entry that is now applied, as are all before it. before: the state until now."""
    entry = before.log[index - 1]
    version = (before.term, index)
    if not isinstance(entry, Compare):
        return (Reply(op, "ok", version=version),)
    held = apply_committed(before.store, before.log, before.commit, index - 1).get(entry.key)
    if not may_take_place(entry, held):
        return (_refused(entry, held),)
    return Note("version", {"op": op, "version": version}), Reply(op, "ok", version=version)


def _refused(entry: Compare, held: Record | None) -> Reply:
    return Reply(entry.op, "refused", reason=mismatch(entry.key, entry.expected, held and held.value))
