"""Reads: at the leader alone, confirmed by a majority, or at any node, by level.

Rules of this file
* A read goes by its `level=`, or else by the system's `read=`. Of these, `local`, `read_index` and `lease` (lease.py)
  are for the leader;
  `stale`, `sync` and `strong` are answered by any node, and can be asked for by one read alone.
* `local`: the leader answers at once from what it has applied. `read_index`: from the same, when a majority has
  answered a round of AppendEntries that began after the read came and an entry of its own term is committed.
* `stale`: the node that is asked answers at once from what it has applied, whoever it takes for leader: a beginning of
  the log, which only grows while it is up. etcd calls this serializable, Consul stale.
* `sync`: the node asks the leader for its commit index and answers when it has applied the log up to there. As in
  ZooKeeper the leader does not ask a majority first, so one that was deposed unawares gives an old index (its timeouts
  are meant to have it step down before that).
* `strong`: the same, but the leader gives its commit index only when a majority has confirmed it, as for `read_index`.
  So etcd answers linearizable reads at any member. At the leader itself it is `read_index`.
* The leader sends the asker what it lacks along with the index. An index stays good whatever the term: what was
  committed stays, so who has applied it misses nothing that was acknowledged before.

Sources: Ongaro 2014, section 6.4; etcd's API guarantees; Hunt et al. 2010, section 4.4 (ZooKeeper's sync).
"""

from __future__ import annotations

from engine.model import Effect, Reason, Reply, Request, Seen, Send, SetTimer, Why
from engine.protocols.raft import lease
from engine.protocols.raft.log import majority
from engine.protocols.raft.messages import ReadIndex, ReadIndexed, Sync
from engine.protocols.raft.replication import append_entries_for, broadcast_append_entries, schedule_decision
from engine.protocols.raft.rounds import caught_up, confirmed, may_answer
from engine.protocols.raft.state import DECIDE, Config, Env, Reading, Result, State, Waiting

LEVELS = ("stale", "sync", "strong")
"""What a read may ask for by name; any node answers it."""


def levels(config: Config, kind: str) -> tuple[str, ...]:
    """The levels of reads; whatever else is asked goes through the log."""
    return LEVELS if kind == "read" else ()


def refuse(env: Env, state: State, op: str) -> Result:
    """Who does not lead refuses, and names the leader."""
    reason = Reason("not_leader", {"node": env.node, "leader": state.leader})
    return state, (Reply(op, "refused", reason=reason, redirect=state.leader),)


def handle_read(env: Env, state: State, request: Request) -> Result:
    """A client's read at any node."""
    op, key, how = request.op, request.key, request.level or env.config.read
    if how == "stale" or (state.role == "leader" and (how == "local" or (how == "lease" and lease.holds(env, state)))):
        return state, (_reply(env, state, op, key, how),)
    if state.role == "leader":
        return _confirm(env, state, Reading(op, key, "read_index" if how == "lease" else how, 0))
    if how not in LEVELS or state.leader is None:
        return refuse(env, state, op)
    ask = Sync if how == "sync" else ReadIndex
    waiting = (*state.waiting, Waiting(op, key, how))
    return state._replace(waiting=waiting), (Send(state.leader, ask(state.term, op, state.commit)),)


def handle_ask(env: Env, state: State, sender: str, body: Sync | ReadIndex) -> Result:
    """Sync or ReadIndex: the leader gives its commit index at the end of the tick, or once it is confirmed.

    From one who does not lead the asker hears nothing.
    """
    if state.role != "leader":
        return state, ()
    rule = "sync" if isinstance(body, Sync) else "strong"
    return _confirm(env, state, Reading(body.op, "", rule, 0, sender, body.commit))


def _confirm(env: Env, state: State, reading: Reading) -> Result:
    """Let a read wait at its leader, for a new round of AppendEntries unless it is `sync`."""
    sends: tuple[Effect, ...] = ()
    if reading.rule != "sync":
        state = lease.begin_round(env, state)
        reading = reading._replace(round=state.round)
        sends = tuple(broadcast_append_entries(state, reading.op))
    state = state._replace(reads=(*state.reads, reading))
    return state, (*sends, *schedule_decision(env, state))


def answer_confirmed(env: Env, state: State) -> Result:
    """At the end of the tick at the leader: answer the reads that are confirmed, its own and those of others."""
    ready = tuple(reading for reading in state.reads if confirmed(env, state, reading))
    effects: list[Effect] = []
    for op, key, rule, _, asker, known in ready:
        if asker is None:
            effects.append(_reply(env, state, op, key, rule))
            continue
        if known < state.commit:
            effects.append(Send(asker, append_entries_for(state, state.peers[asker], op)))
        effects.append(Send(asker, ReadIndexed(state.term, op, state.commit)))
    return state._replace(reads=tuple(reading for reading in state.reads if reading not in ready)), tuple(effects)


def handle_read_indexed(state: State, body: ReadIndexed) -> Result:
    """ReadIndexed: the read waits until the log is applied up to there; maybe it is."""
    waiting = tuple(one._replace(commit=body.commit) if one.op == body.op else one for one in state.waiting)
    state = state._replace(waiting=waiting)
    return state, (SetTimer(DECIDE, 0),) if may_answer(state) else ()


def answer_waiting(env: Env, state: State) -> Result:
    """At the end of the tick at any node: answer the reads for which it has caught up."""
    ready = tuple(waiting for waiting in state.waiting if caught_up(state, waiting))
    replies = tuple(_reply(env, state, op, key, rule) for op, key, rule, _ in ready)
    return state._replace(waiting=tuple(one for one in state.waiting if one not in ready)), replies


def _reply(env: Env, state: State, op: str, key: str, how: str) -> Reply:
    record = state.store.get(key)
    version, value = record or (None, None)
    rule, chosen = ("absent", None) if record is None else (how, env.node)
    alone = how in ("local", "lease", "stale", "sync")
    asked = (env.node,) if alone else env.config.nodes
    need = 1 if alone else majority(len(env.config.nodes))
    return Reply(op, "ok", value, version, why=Why(asked, (Seen(env.node, value, version),), need, rule, chosen))
