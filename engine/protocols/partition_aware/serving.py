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
"""

from __future__ import annotations

from engine.model import CancelTimer, Effect, Note, Reason, Reply, Request, Seen, Send, SetTimer, Why
from engine.protocols.partition_aware import detector
from engine.protocols.partition_aware.logbook import record
from engine.protocols.partition_aware.values import (
    Answer,
    Ask,
    Config,
    Done,
    Env,
    Forward,
    Pending,
    Result,
    Retry,
    State,
    Store,
    Stored,
)
from engine.structures.operation_log import Entry


def write(env: Env, state: State, request: Request, origin: str) -> Result:
    """Begin a write, or a delete."""
    config: Config = env.config
    entry = _logged(config, state, request.op) if origin != env.node else None
    entry = entry or Entry(env.clock, env.node, state.seq + 1, request.op, request.key, request.value)
    why = _barred(env, state, "write")
    if why is not None:
        if "log_before_check" in config.flaw:
            state = record(config, state._replace(seq=state.seq + 1), entry)
        if origin != env.node:
            return state, ()
        return _with_outcome(state, request.op, "refused"), (Reply(request.op, "refused", reason=why),)
    pending = Pending(request, "store", _needed(config, state, request), (), (), entry, origin)
    effects: list[Effect] = [Send(node, Store(request.op, entry)) for node in config.nodes]
    if origin == env.node:
        effects.append(Note("version", {"op": request.op, "version": entry.version}))
        if config.retry:
            effects.append(SetTimer(Retry("elsewhere", request.op), config.retry))
    return _with(state._replace(seq=state.seq + 1), pending), tuple(effects)


def read(env: Env, state: State, request: Request) -> Result:
    """Begin a read, or answer it alone."""
    config: Config = env.config
    why = _barred(env, state, "read")
    if why is not None:
        return state, (Reply(request.op, "refused", reason=why),)
    if state.quorum and "reads_anywhere" not in config.flaw:
        pending = Pending(request, "ask", request.quorum or config.r, (), (), None, env.node)
        return _with(state, pending), tuple(Send(node, Ask(request.op, request.key)) for node in config.nodes)
    entry = state.store.get(request.key)
    rule = "local" if state.quorum else "maybe_stale"
    answer = _answer(env, request, ((env.node, entry),), (env.node,), rule)
    if state.quorum:
        return state, (answer,)
    return state, (Note("stale_read", {"key": request.key, "age": detector.age(config, env, state)}), answer)


def keep(env: Env, state: State, sender: str, body: Store) -> Result:
    """Log a write; acknowledge it in any case."""
    return record(env.config, state, body.record), (Send(sender, Stored(body.op)),)


def count(state: State, sender: str, body: Stored | Answer) -> Result:
    """Count an ack or an answer; when there are enough, decide at the end of the tick."""
    pending = state.pending.get(body.op)
    if pending is None or (pending.phase == "store") != isinstance(body, Stored) or sender in pending.acks:
        return state, ()
    answers = (*pending.answers, (sender, body.record)) if isinstance(body, Answer) else pending.answers
    pending = pending._replace(acks=(*pending.acks, sender), answers=answers)
    return _with(state, pending), (SetTimer(body.op, 0),) if len(pending.acks) == pending.need else ()


def decide(env: Env, state: State, op: str) -> Result:
    """Enough have answered: tell the client, or the node whose client it is."""
    pending = state.pending.get(op)
    if pending is None:
        return state, ()
    state = without(state, op)
    if pending.phase == "ask":
        rule = "only" if len(pending.answers) == 1 else "greatest"
        return state, (_answer(env, pending.request, pending.answers, env.config.nodes, rule),)
    if pending.origin != env.node:
        return state, (Send(pending.origin, Done(op)),)
    return _acknowledged(state, pending)


def retry(env: Env, state: State, op: str) -> Result:
    """A write has waited long enough: ask the next node within reach to try."""
    config: Config = env.config
    pending, at = state.pending.get(op), config.nodes.index(env.node)
    near = [peer for peer in (*config.nodes[at + 1 :], *config.nodes[:at]) if peer not in state.lost]
    if pending is None or not near:
        return state, ()
    return state, (Send(near[0], Forward(op, pending.request)),)


def done(state: State, body: Done) -> Result:
    """A write that was tried elsewhere is in enough logs."""
    pending = state.pending.get(body.op)
    return (state, ()) if pending is None else _acknowledged(without(state, body.op), pending)


def give_up(state: State, op: str) -> State:
    """The client's time is up: the write stays an intent."""
    pending = state.pending.get(op)
    if pending is None:
        return state
    return without(state if pending.phase == "ask" else _with_outcome(state, op, "unknown"), op)


def without(state: State, op: str) -> State:
    """The state without an operation that has ended."""
    return state._replace(pending={name: one for name, one in state.pending.items() if name != op})


def _logged(config: Config, state: State, op: str) -> Entry | None:
    """The entry of a request that another node has taken before."""
    known = () if "retry_is_new" in config.flaw else state.log
    return next((entry for entry in known if entry.op == op), None)


def _needed(config: Config, state: State, request: Request) -> int:
    """How many logs must have a write."""
    alone = not state.quorum or "count_is_quorum" in config.flaw
    if alone or ("normal_unlogged" in config.flaw and not state.owed):
        return 1
    return request.quorum or config.w


def _barred(env: Env, state: State, kind: str) -> Reason | None:
    """Why this node may not do this now."""
    config: Config = env.config
    values = {"node": env.node, "missing": ", ".join(state.lost)}
    if state.quorum:
        stopped = kind == "write" and state.owed and "recovering_refuses" in config.flaw
        return Reason("recovering", {"node": env.node}) if stopped else None
    if config.minority == "refuse" or (config.minority == "read_only" and kind == "write"):
        local = kind == "read" and "reads_anywhere" in config.flaw
        return None if local else Reason("partitioned", values)
    return None


def _acknowledged(state: State, pending: Pending) -> Result:
    op, entry = pending.request.op, pending.entry
    version = entry.version if entry else None
    return _with_outcome(state, op, "accepted"), (Reply(op, "ok", version=version), CancelTimer(Retry("elsewhere", op)))


def _answer(
    env: Env,
    request: Request,
    answers: tuple[tuple[str, Entry | None], ...],
    asked: tuple[str, ...],
    rule: str,
) -> Reply:
    order = env.config.nodes.index
    found = sorted(answers, key=lambda one: order(one[0]))
    best = max((entry for _, entry in found if entry), key=lambda entry: entry.version, default=None)
    seen = tuple(Seen(node, entry.value, entry.version) if entry else Seen(node, None, None) for node, entry in found)
    need = 1 if rule in ("local", "maybe_stale") else request.quorum or env.config.r
    if best is None:
        return Reply(request.op, "ok", why=Why(asked, seen, need, "absent", None))
    chosen = next(node for node, entry in found if entry == best)
    return Reply(request.op, "ok", best.value, best.version, why=Why(asked, seen, need, rule, chosen))


def _with(state: State, pending: Pending) -> State:
    return state._replace(pending={**state.pending, pending.request.op: pending})


def _with_outcome(state: State, op: str, outcome: str) -> State:
    return state._replace(outcomes={**state.outcomes, op: outcome})
