"""Log replication: from the leader to the others, until a majority has it; then it is committed, applied and answered.

Sources: Ongaro & Ousterhout 2014, sections 5.3 and 5.4.2, figure 2 (AppendEntries); Ongaro 2014, section 6.4
(ReadIndex).
"""

from __future__ import annotations

from collections.abc import Iterator

from engine.model import Effect, Note, Reply, Request, Send, SetTimer
from engine.protocols.raft import comparing, contact
from engine.protocols.raft.log import (
    advance_commit_index,
    append_or_overwrite,
    apply_committed,
    common_length,
    index_before_conflict,
    term_at,
)
from engine.protocols.raft.messages import Appended, AppendEntries, Rejected
from engine.protocols.raft.rounds import confirmed, may_answer
from engine.protocols.raft.state import DECIDE, Entry, Env, Peer, Result, State


def handle_write(env: Env, state: State, request: Request) -> Result:
    """A client's write (value None: a delete) or compare-and-set at the leader: append it to the log, send it to all
    others. What version a compare-and-set gives, if any, is known when it is applied.
    """
    entry = comparing.entry_of(env, state, request)
    if isinstance(entry, Reply):
        return state, (entry,)
    state = state._replace(log=(*state.log, entry), writes={**state.writes, request.op: len(state.log) + 1})
    note = Note("version", {"op": request.op, "version": (state.term, len(state.log))})
    return state, (*[note] * isinstance(entry, Entry), *broadcast_append_entries(state), *schedule_decision(env, state))


def broadcast_append_entries(state: State, op: str | None = None) -> Iterator[Send]:
    """AppendEntries to each of the others: the entries that it lacks, and the commit index.

    op: the read for which this round is sent, if any; the answers then count for it in a picture.
    """
    return (Send(node, append_entries_for(state, peer, op)) for node, peer in state.peers.items())


def handle_append_entries(env: Env, state: State, sender: str, body: AppendEntries) -> Result:
    """AppendEntries at a follower: reject an old term or a log that differs before the entries; else take them in.

    Entries that conflict with the leader's are dropped, with a note; what the leader has committed is applied.
    """
    if body.term < state.term:
        return state, (Send(sender, Rejected(state.term, body.prev_index, len(state.log), body.round)),)
    if term_at(state.log, body.prev_index) != body.prev_term:
        last = index_before_conflict(state.log, body.prev_index)
        return state, (Send(sender, Rejected(state.term, body.prev_index, last, body.round)),)
    log = append_or_overwrite(state.log, body.prev_index, body.entries)
    match = body.prev_index + len(body.entries)
    commit = max(state.commit, min(body.commit, match))
    kept = common_length(state.log, log)
    notes = (Note("entries_dropped", {"index": kept + 1, "leader": sender}),) if kept < len(state.log) else ()
    store = apply_committed(state.store, log, state.commit, commit)
    state = state._replace(log=log, commit=commit, store=store)
    answer = Send(sender, Appended(state.term, match, body.round, body.op))
    return state, (answer, *notes, *((SetTimer(DECIDE, 0),) if may_answer(state) else ()))


def handle_append_reply(env: Env, state: State, sender: str, body: Appended | Rejected) -> Result:
    """An answer to AppendEntries at its leader: move on from where the logs agree, or go back and send again.

    Only a rejection of what was sent last moves `next` back; an older one only confirms the leader.
    """
    if state.role != "leader" or body.term < state.term:
        return state, ()
    state = contact.heard_follower(env, state, sender)
    peer = state.peers[sender]
    answered = max(peer.round, body.round)
    resend: tuple[Effect, ...] = ()
    if isinstance(body, Appended):
        peer = Peer(max(peer.next, body.match + 1), max(peer.match, body.match), answered)
    elif body.prev == peer.next - 1:
        peer = Peer(body.last + 1, min(peer.match, body.last), answered)
        resend = (Send(sender, append_entries_for(state, peer, None)),)
    else:
        peer = peer._replace(round=answered)
    state = state._replace(peers={**state.peers, sender: peer})
    return state, (*resend, *schedule_decision(env, state))


def schedule_decision(env: Env, state: State) -> tuple[Effect, ...]:
    """Set the timer DECIDE for the end of this tick, if there is something to commit or a read to answer."""
    ready = _commit_index(state) > state.commit or any(confirmed(env, state, reading) for reading in state.reads)
    return (SetTimer(DECIDE, 0),) if ready else ()


def advance_commit(env: Env, state: State) -> Result:
    """At the end of the tick: commit and apply what a majority has, and answer its clients.

    The others are told the new commit index at once, not with the next heartbeat.
    """
    effects: list[Effect] = []
    commit = _commit_index(state)
    if commit > state.commit:
        before, store = state, apply_committed(state.store, state.log, state.commit, commit)
        done = {op: index for op, index in state.writes.items() if index <= commit}
        writes = {op: index for op, index in state.writes.items() if op not in done}
        state = state._replace(commit=commit, store=store, writes=writes)
        effects = [Note("committed", {"index": commit, "term": state.term})]
        effects += [each for op, index in done.items() for each in comparing.answer(before, op, index)]
        effects += broadcast_append_entries(state)
    return state, tuple(effects)


def forget_operation(state: State, op: str) -> State:
    """An operation's deadline: nobody is answered any more. A write stays in the log and may still be committed."""
    writes = {name: index for name, index in state.writes.items() if name != op}
    reads = tuple(reading for reading in state.reads if reading.op != op)
    waiting = tuple(one for one in state.waiting if one.op != op)
    return state._replace(writes=writes, reads=reads, waiting=waiting)


def append_entries_for(state: State, peer: Peer, op: str | None) -> AppendEntries:
    """All entries after `next - 1`, in one message."""
    prev = peer.next - 1
    entries = state.log[prev:]
    counts_for = op or (entries[-1].op if entries else None)
    return AppendEntries(state.term, prev, term_at(state.log, prev), entries, state.commit, state.round, counts_for)


def _commit_index(state: State) -> int:
    matches = [len(state.log), *(peer.match for peer in state.peers.values())]
    return advance_commit_index(state.log, matches, state.term, state.commit)
