"""Clients' reads and writes: what is refused, what is logged, what is acknowledged, and when.

Rules of this file
* A write that is not refused is logged here and sent to all; it is ok when W logs have it. What was logged and not
  acknowledged is an intent: another node may have counted it, so it stays and is told on, and its client is told
  'unknown', never 'refused'. What the client was told (the outcome) is kept apart from the log.
* Without a quorum within reach the minority policy decides. read_only: writes are refused before they are logged, reads
  are answered from here and marked as maybe stale. refuse: both are refused. serve: a write is ok when it is logged
  here, a read is answered from here.
* With a quorum a read asks all and answers with the greatest triple of R answers. It writes nothing back.
* `retry`: a write without its quorum is tried once more through the next node within reach, under the same request id;
  a node that has it in its log sends what it has. Else the try has a triple of its own, until logs are exchanged.

Sources: Brewer 2012 (partition mode); Gilbert & Lynch 2002.
"""

from __future__ import annotations

from engine.model import CancelTimer, Effect, Note, Reason, Reply, Request, Seen, Send, SetTimer, Why
from engine.protocols.partition_aware import copies, detector, lease, tie
from engine.protocols.partition_aware.messages import Answer, Ask, Done, Forward, Store, Stored
from engine.protocols.partition_aware.node_log import append_entry
from engine.protocols.partition_aware.state import Config, Env, Pending, Result, Retry, State
from engine.structures.operation_log import Entry


def handle_write(env: Env, state: State, request: Request, origin: str) -> Result:
    """A client's write or delete, or a retry that another node forwarded: refuse it, or send its entry to all logs.

    origin: the node whose client it is.
    """
    config: Config = env.config
    entry = _entry_of(config, state, request.op) if origin != env.node else None
    entry = entry or Entry(env.clock, env.node, state.seq + 1, request.op, request.key, request.value)
    refusal = _refusal(env, state, "write")
    if refusal is not None:
        if origin != env.node:
            return state, ()
        return _with_outcome(state, request.op, "refused"), (Reply(request.op, "refused", reason=refusal),)
    need, side = _logs_needed(config, state, request)
    pending = Pending(request, "store", need, (), (), entry, origin, side)
    effects: list[Effect] = [Send(node, Store(request.op, entry)) for node in config.nodes]
    if origin == env.node:
        effects.append(Note("version", {"op": request.op, "version": entry.version}))
        if config.retry:
            effects.append(SetTimer(Retry("elsewhere", request.op), config.retry))
    state = copies.await_copies(config, state._replace(seq=state.seq + 1), env.node, entry)
    return _with_pending(state, pending), tuple(effects)


def handle_read(env: Env, state: State, request: Request) -> Result:
    """A client's read: ask all with a quorum in reach; without one answer from here, or refuse."""
    config: Config = env.config
    refusal = _refusal(env, state, "read")
    if refusal is not None:
        return state, (Reply(request.op, "refused", reason=refusal),)
    if state.quorum and "reads_anywhere" not in config.flaw:
        need, side = _quorum(config, state, request, config.r)
        pending = Pending(request, "ask", need, (), (), None, env.node, side)
        return _with_pending(state, pending), tuple(Send(node, Ask(request.op, request.key)) for node in config.nodes)
    entry = state.store.get(request.key)
    rule = "local" if state.quorum else "maybe_stale"
    answer = _reply_to_read(env, request, ((env.node, entry),), (env.node,), rule)
    if state.quorum:
        return state, (answer,)
    return state, (
        Note("stale_read", {"key": request.key, "age": detector.ticks_since_quorum(config, env, state)}),
        answer,
    )


def handle_store(env: Env, state: State, sender: str, body: Store) -> Result:
    """Store: append the entry to the log; acknowledged in any case."""
    return append_entry(env.config, state, body.record), (Send(sender, Stored(body.op)),)


def handle_reply(state: State, sender: str, body: Stored | Answer) -> Result:
    """Stored or Answer: count it; once there are enough, the operation is finished at the end of this tick."""
    if isinstance(body, Stored):
        state = copies.take_acknowledged(state, body.op, sender)
    pending = state.pending.get(body.op)
    if pending is None or sender in pending.acks or (pending.side and sender not in pending.side):
        return state, ()
    answers = (*pending.answers, (sender, body.record)) if isinstance(body, Answer) else pending.answers
    pending = pending._replace(acks=(*pending.acks, sender), answers=answers)
    return _with_pending(state, pending), (SetTimer(body.op, 0),) if len(pending.acks) == pending.need else ()


def finish_operation(env: Env, state: State, op: str) -> Result:
    """At the end of the tick: answer the client, or send Done to the node whose client it is."""
    pending = state.pending.get(op)
    if pending is None or lease.has_ended(env.config, state, pending.side):
        return state, ()
    state = without_pending(state, op)
    if pending.phase == "ask":
        rule = "only" if len(pending.answers) == 1 else "greatest"
        return state, (_reply_to_read(env, pending.request, pending.answers, env.config.nodes, rule),)
    if pending.origin != env.node:
        return state, (Send(pending.origin, Done(op)),)
    return _acknowledge(state, pending)


def handle_retry(env: Env, state: State, op: str) -> Result:
    """The timer of a write without its quorum: Forward it to the next node that is not out of reach."""
    config: Config = env.config
    pending, at = state.pending.get(op), config.nodes.index(env.node)
    near = [peer for peer in (*config.nodes[at + 1 :], *config.nodes[:at]) if peer not in state.lost]
    if pending is None or not near:
        return state, ()
    return state, (Send(near[0], Forward(op, pending.request)),)


def handle_done(state: State, body: Done) -> Result:
    """Done: a write that was retried through another node is in enough logs."""
    pending = state.pending.get(body.op)
    return (state, ()) if pending is None else _acknowledge(without_pending(state, body.op), pending)


def handle_deadline(state: State, op: str) -> State:
    """An operation's deadline: a write stays in the log as an intent, with the outcome `unknown`."""
    pending = state.pending.get(op)
    if pending is None:
        return state
    return without_pending(state if pending.phase == "ask" else _with_outcome(state, op, "unknown"), op)


def fail_writes(env: Env, state: State) -> Result:
    """flaw=logged_then_failed: writes under way have failed, and their clients are told so. The log keeps them."""
    reason = _without_quorum(env, state)
    effects: list[Effect] = []
    for op, pending in state.pending.items():
        if pending.phase == "store" and pending.origin == env.node:
            state = _with_outcome(without_pending(state, op), op, "refused")
            effects.append(Reply(op, "refused", reason=reason))
    return state, tuple(effects)


def without_pending(state: State, op: str) -> State:
    """The state without an operation that has ended."""
    return state._replace(pending={name: pending for name, pending in state.pending.items() if name != op})


def _entry_of(config: Config, state: State, op: str) -> Entry | None:
    """The entry of a request that this log has already; None if it has not."""
    known = () if "retry_is_new" in config.flaw else state.log
    return next((entry for entry in known if entry.op == op), None)


def _quorum(config: Config, state: State, request: Request, usual: int) -> tuple[int, tuple[str, ...]]:
    """(how many must answer, who alone counts): on a half that goes on all of it, else `usual` of any."""
    side = () if request.quorum else tie.side(config, state)
    return (len(side), side) if side else (request.quorum or usual, ())


def _logs_needed(config: Config, state: State, request: Request) -> tuple[int, tuple[str, ...]]:
    """How many logs must have a write before it is acknowledged, and whose alone count."""
    alone = not state.quorum or "count_is_quorum" in config.flaw
    if alone or ("normal_unlogged" in config.flaw and not state.owed):
        return 1, ()
    return _quorum(config, state, request, config.w)


def _refusal(env: Env, state: State, kind: str) -> Reason | None:
    """Why this node may not do this now ('read' or 'write'); None if it may."""
    config: Config = env.config
    if state.quorum:
        stopped = kind == "write" and state.owed and "recovering_refuses" in config.flaw
        return Reason("recovering", {"node": env.node}) if stopped else None
    if config.minority == "refuse" or (config.minority == "read_only" and kind == "write"):
        local = kind == "read" and "reads_anywhere" in config.flaw
        return None if local else _without_quorum(env, state)
    return None


def _without_quorum(env: Env, state: State) -> Reason:
    return Reason("partitioned", {"node": env.node, "missing": ", ".join(state.lost)})


def _acknowledge(state: State, pending: Pending) -> Result:
    op, entry = pending.request.op, pending.entry
    version = entry.version if entry else None
    return _with_outcome(state, op, "accepted"), (Reply(op, "ok", version=version), CancelTimer(Retry("elsewhere", op)))


def _reply_to_read(
    env: Env,
    request: Request,
    answers: tuple[tuple[str, Entry | None], ...],
    asked: tuple[str, ...],
    rule: str,
) -> Reply:
    order = env.config.nodes.index
    answers = tuple(sorted(answers, key=lambda answer: order(answer[0])))
    best = max((entry for _, entry in answers if entry), key=lambda entry: entry.version, default=None)
    seen = tuple(Seen(node, entry.value, entry.version) if entry else Seen(node, None, None) for node, entry in answers)
    need = 1 if rule in ("local", "maybe_stale") else request.quorum or env.config.r
    if best is None:
        return Reply(request.op, "ok", why=Why(asked, seen, need, "absent", None))
    chosen = next(node for node, entry in answers if entry == best)
    return Reply(request.op, "ok", best.value, best.version, why=Why(asked, seen, need, rule, chosen))


def _with_pending(state: State, pending: Pending) -> State:
    return state._replace(pending={**state.pending, pending.request.op: pending})


def _with_outcome(state: State, op: str, outcome: str) -> State:
    return state._replace(outcomes={**state.outcomes, op: outcome})
