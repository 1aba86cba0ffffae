"""The log: from the leader to the others, until a majority has it."""

from __future__ import annotations

from collections.abc import Iterator

from engine.model import Effect, Note, Reply, Request, Seen, Send, SetTimer, Why
from engine.protocols.raft.log import agreement, applied, commit_point, conflict, majority, spliced, term_at
from engine.protocols.raft.values import (
    DECIDE,
    Appended,
    AppendEntries,
    Entry,
    Env,
    Peer,
    Reading,
    Rejected,
    Result,
    State,
)


def write(env: Env, state: State, request: Request) -> Result:
    """The leader takes a write (value None: a delete) into its log and sends it to all."""
    entry = Entry(state.term, request.op, request.key, request.value)
    state = state._replace(log=(*state.log, entry), writes={**state.writes, request.op: len(state.log) + 1})
    note = Note("version", {"op": request.op, "version": (state.term, len(state.log))})
    return state, (note, *broadcast(state), *due(env, state))


def read(env: Env, state: State, request: Request) -> Result:
    """`local`: what is applied here, at once. `read_index`: the same, when a majority still takes me for its leader."""
    if env.config.read == "local":
        return state, (_answer(env, state, request.op, request.key, (env.node,)),)
    number = state.round + 1
    state = state._replace(round=number, reads=(*state.reads, Reading(request.op, request.key, number)))
    return state, (*broadcast(state, request.op), *due(env, state))


def broadcast(state: State, op: str | None = None) -> Iterator[Send]:
    """To each of the others what it lacks, and the commit point."""
    return (Send(node, _append(state, peer, op)) for node, peer in state.peers.items())


def keep(env: Env, state: State, sender: str, body: AppendEntries) -> Result:
    """A follower takes the leader's entries if the logs agree where these begin."""
    if body.term < state.term:
        return state, (Send(sender, Rejected(state.term, body.prev_index, len(state.log), body.round)),)
    if term_at(state.log, body.prev_index) != body.prev_term:
        last = conflict(state.log, body.prev_index)
        return state, (Send(sender, Rejected(state.term, body.prev_index, last, body.round)),)
    log = spliced(state.log, body.prev_index, body.entries)
    match = body.prev_index + len(body.entries)
    commit = max(state.commit, min(body.commit, match))
    same = agreement(state.log, log)
    notes = (Note("entries_dropped", {"index": same + 1, "leader": sender}),) if same < len(state.log) else ()
    store = applied(state.store, log, state.commit, commit)
    state = state._replace(log=log, commit=commit, store=store)
    return state, (Send(sender, Appended(state.term, match, body.round, body.op)), *notes)


def count(env: Env, state: State, sender: str, body: Appended | Rejected) -> Result:
    """An answer to the leader: go on from where the logs agree, or try further back."""
    if state.role != "leader" or body.term < state.term:
        return state, ()
    peer = state.peers[sender]
    answered = max(peer.round, body.round)
    resend: tuple[Effect, ...] = ()
    if isinstance(body, Appended):
        peer = Peer(max(peer.next, body.match + 1), max(peer.match, body.match), answered)
    elif body.prev == peer.next - 1:
        peer = Peer(body.last + 1, min(peer.match, body.last), answered)
        resend = (Send(sender, _append(state, peer, None)),)
    else:
        peer = peer._replace(round=answered)
    state = state._replace(peers={**state.peers, sender: peer})
    return state, (*resend, *due(env, state))


def due(env: Env, state: State) -> tuple[Effect, ...]:
    """Decide at the end of the tick, if there is something to commit or to answer."""
    ready = _commit(state) > state.commit or any(_confirmed(env, state, one) for one in state.reads)
    return (SetTimer(DECIDE, 0),) if ready else ()


def decide(env: Env, state: State) -> Result:
    """All answers of this tick are in: commit, apply, tell clients, and tell the others how far."""
    effects: list[Effect] = []
    commit = _commit(state)
    if commit > state.commit:
        store = applied(state.store, state.log, state.commit, commit)
        done = {op: index for op, index in state.writes.items() if index <= commit}
        writes = {op: index for op, index in state.writes.items() if op not in done}
        state = state._replace(commit=commit, store=store, writes=writes)
        effects = [Note("committed", {"index": commit, "term": state.term})]
        effects += [Reply(op, "ok", version=(state.term, index)) for op, index in done.items()]
        effects += broadcast(state)
    confirmed = tuple(one for one in state.reads if _confirmed(env, state, one))
    effects += [_answer(env, state, one.op, one.key, _loyal(env, state, one)) for one in confirmed]
    return state._replace(reads=tuple(one for one in state.reads if one not in confirmed)), tuple(effects)


def give_up(state: State, op: str) -> State:
    """The client has stopped waiting; what is in the log stays there."""
    writes = {name: index for name, index in state.writes.items() if name != op}
    return state._replace(writes=writes, reads=tuple(one for one in state.reads if one.op != op))


def _append(state: State, peer: Peer, op: str | None) -> AppendEntries:
    prev = peer.next - 1
    entries = state.log[prev:]
    counts_for = op or (entries[-1].op if entries else None)
    return AppendEntries(state.term, prev, term_at(state.log, prev), entries, state.commit, state.round, counts_for)


def _commit(state: State) -> int:
    matches = [len(state.log), *(peer.match for peer in state.peers.values())]
    return commit_point(state.log, matches, state.term, state.commit)


def _confirmed(env: Env, state: State, reading: Reading) -> bool:
    """A majority has answered since the read came, and the leader knows what its forerunners committed."""
    if term_at(state.log, state.commit) != state.term:
        return False
    return len(_loyal(env, state, reading)) >= majority(len(env.config.nodes))


def _loyal(env: Env, state: State, reading: Reading) -> tuple[str, ...]:
    return (env.node, *(node for node, peer in state.peers.items() if peer.round >= reading.round))


def _answer(env: Env, state: State, op: str, key: str, loyal: tuple[str, ...]) -> Reply:
    record = state.store.get(key)
    version, value = record or (None, None)
    rule = "absent" if record is None else env.config.read
    asked = (env.node,) if env.config.read == "local" else env.config.nodes
    why = Why(asked, (Seen(env.node, value, version),), _need(env), rule, None if record is None else env.node)
    return Reply(op, "ok", value, version, why=why)


def _need(env: Env) -> int:
    return 1 if env.config.read == "local" else majority(len(env.config.nodes))
