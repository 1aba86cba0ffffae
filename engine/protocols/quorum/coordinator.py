"""The coordinator's side of a read or write: send a round, count replies, finish the round, answer the client.

It waits for replies, counts each replica once, and knows nothing but what has arrived. An operation has one round (a
read, or a write whose version comes from a clock) or two: a read round, then a store round (`version=logical`,
`write_back`, level=strong).
"""

from __future__ import annotations

from engine.model import CancelTimer, Effect, Note, Reason, Reply, Request, Seen, Send, SetTimer, Value, Version, Why
from engine.model.records import new
from engine.protocols.quorum import freshness, rounds
from engine.protocols.quorum.messages import Answer, Ask, Remove, Repair, Store, Stored
from engine.protocols.quorum.state import (
    Config,
    Env,
    GiveUp,
    Pending,
    Record,
    Result,
    State,
    is_newer,
    with_pending,
    without_pending,
)

FAILED_AFTER = 60
"""Ticks after which, by the brief's rule, a write without its quorum has failed (flaw=timeout_fails).

Three round trips at the usual 10 ticks a link: late enough for any answer that comes, and well before the client's own
deadline of 100 ticks, which would say `unknown` instead.
"""


def start_operation(env: Env, state: State, request: Request) -> Result:
    """Start a client's operation: its first round. With flaw=timeout_fails also a write's timer GiveUp."""
    state, effects = _first_round(env, state, request)
    if "timeout_fails" in env.config.flaw and request.kind != "read":
        effects = (*effects, SetTimer(GiveUp(request.op), FAILED_AFTER))
    return state, effects


def handle_give_up(state: State, op: str, what: str) -> Result:
    """GiveUp, only with flaw=timeout_fails: answer `refused` for a write, whatever replicas have kept of it.

    what: 'give_up' waits for the end of this tick, since acks may still come in it; 'failed' is that end.
    """
    if what == "give_up":
        return state, (SetTimer(GiveUp(op, "failed"), 0),) if op in state.pending else ()
    pending = state.pending.get(op)
    if pending is None or (pending.phase == "store" and len(pending.acks) >= pending.need):
        return state, ()
    reason = Reason("quorum_not_met", {"have": len(pending.acks), "need": pending.need})
    return without_pending(state, op), (Reply(op, "refused", reason=reason),)


def _first_round(env: Env, state: State, request: Request) -> Result:
    if rounds.asks_first(env.config, request):
        return start_read_round(env, state, request)
    if request.stamp is not None:
        version = rounds.stamped_version(env.config, request)
        return start_store_round(env, state, request, Record(version, request.value, deps=rounds.dependencies(request)))
    if "ties_by_arrival" in env.config.flaw:
        return start_store_round(env, state, request, Record((env.clock,), request.value))
    return _assign_version(env, state, request)


def _assign_version(env: Env, state: State, request: Request, greatest: Version = ()) -> Result:
    """Give a write its version, greater than the greatest that is known, and start its store round."""
    version = rounds.next_version(env, state, request, greatest)
    record = Record(version, request.value, deps=rounds.dependencies(request))
    return start_store_round(env, rounds.after_giving(env, state, version), request, record)


def finish_round(env: Env, state: State, op: str) -> Result:
    """At the end of the tick in which a quorum was full: start the next round, or answer the client.

    The operation must still be pending.
    """
    pending = state.pending[op]
    if pending.phase == "store":
        return reply_to_client(env, state, pending)
    if pending.request.kind == "read":
        return choose_answer(env, state, freshness.with_own_copy(env, state, pending))
    request = pending.request
    greatest = max((record.version for _, record in pending.answers if record), default=())
    return _assign_version(env, state, request, greatest)


def start_read_round(env: Env, state: State, request: Request) -> Result:
    """Ask every home node for its record of the key. A write asks too where it needs the greatest version first."""
    need = rounds.answers_needed(env.config, request, storing=False)
    pending = new(Pending, (request, "ask", need, (), (), None))
    body = new(Ask, (request.op, request.key))
    return with_pending(state, pending), tuple([new(Send, (home, body)) for home in env.config.asked(need)])


def start_store_round(env: Env, state: State, request: Request, record: Record) -> Result:
    """Send a record to every home node; with `sloppy`, to a spare as a hint for a home node out of reach.

    A write-back by a read, and level=strong, use no spares: hints are in no read quorum.
    """
    config, op, kind, key = env.config, request.op, request.kind, request.key
    need = rounds.answers_needed(config, request, storing=True)
    earlier = state.pending.get(op)
    after = with_pending(state, new(Pending, (request, "store", need, earlier.answers if earlier else (), (), record)))
    if "status_on_record" in config.flaw and kind != "read":
        record = record._replace(quorum_met=False)
    removes = kind == "delete" and not config.tombstones
    body = Remove(op, key, None) if removes else new(Store, (op, key, record, None))
    if env.reach is None or kind == "read" or request.level == "strong":
        sends = [new(Send, (home, body)) for home in config.asked(need)]
    else:
        sends = _sends_with_hints(config, env.reach, body)
    if kind == "read":
        return after, tuple(sends)
    return after, (*sends, new(Note, ("version", {"op": op, "version": record.version})))


def _sends_with_hints(config: Config, reach: frozenset[str], body: Store | Remove) -> list[Send]:
    spares = iter([node for node in config.nodes if node in reach and node not in config.home])
    sends = []
    for home in config.home:
        spare = None if home in reach else next(spares, None)
        sends.append(Send(home, body) if spare is None else Send(spare, body._replace(hint_for=home)))
    return sends


def handle_stored(env: Env, state: State, sender: str, body: Stored) -> Result:
    """Stored: count it. Once the quorum is full, finish the round at the end of this tick, so that all of it count."""
    op, home = body
    pending = state.pending.get(op)
    if pending is None:
        return state, ()
    request, phase, need, answers, acks, record = pending
    if phase != "store" or home in acks:
        return state, ()
    acks = (*acks, home)
    counted = with_pending(state, new(Pending, (request, phase, need, answers, acks, record)))
    return counted, (new(SetTimer, (op, 0, False)),) if len(acks) == need else ()


def handle_answer(env: Env, state: State, sender: str, body: Answer) -> Result:
    """Answer: count it likewise. After the client was answered it may only cause read repair."""
    op, _, found = body
    pending = state.pending.get(op)
    if pending is None:
        return state, ()
    request, phase, need, answers, acks, record = pending
    if phase != "ask" and phase != freshness.STALE:
        return state, _repair_late_replier(pending, sender, body)
    if any(node == sender for node, _ in answers):
        return state, ()
    answers = (*answers, (sender, found))
    counted = with_pending(state, new(Pending, (request, phase, need, answers, acks, record)))
    return counted, (new(SetTimer, (op, 0, False)),) if len(answers) == need or phase == freshness.STALE else ()


def _repair_late_replier(pending: Pending, sender: str, body: Answer) -> tuple[Effect, ...]:
    """Read repair for a replica that answers after the read has ended."""
    record = pending.record
    if pending.phase == "done" and record is not None and is_newer(record, body.record):
        return (Send(sender, Repair(body.key, record)),)
    return ()


def choose_answer(env: Env, state: State, pending: Pending) -> Result:
    """A read's quorum is full: take the record with the greatest version, None if no replica has any.

    It is stored first where reads write back; if it is not fresh enough for the client's session it is not given.
    """
    if "record_for_value" in env.config.flaw and any(record is None for _, record in pending.answers):
        reason = Reason("record_missing", {"node": next(node for node, record in pending.answers if record is None)})
        return without_pending(state, pending.request.op), (Reply(pending.request.op, "refused", reason=reason),)
    records = [record for _, record in pending.answers if record is not None]
    best = max(records, key=lambda record: record.version, default=None)
    if env.config.version == "hybrid" and best is not None:
        state = state.with_issued(max(state.issued, best.version))
    pending = new(Pending, (*pending[:5], best))
    if not freshness.is_fresh(pending, best):
        return freshness.wait_or_refuse(env, state, pending)
    if best is not None and rounds.writes_back(env.config, pending.request):
        return start_store_round(env, with_pending(state, pending), pending.request, best)
    return reply_to_client(env, state, pending)


def reply_to_client(env: Env, state: State, pending: Pending) -> Result:
    """Answer the client. A read with `read_repair` also sends the record to the repliers that were behind.

    Such a read stays pending, with phase 'done', to repair those that answer late.
    """
    request, record = pending.request, pending.record
    if request.kind != "read":
        version = record.version if record else None
        ended: tuple[Effect, ...] = (Reply(request.op, "ok", version=version),)
        if "timeout_fails" in env.config.flaw:
            ended = (*ended, CancelTimer(GiveUp(request.op)))
        return without_pending(state, request.op), ended
    value, version, deps = (_told(env.config, record), record.version, record.deps) if record else (None, None, None)
    reply = new(Reply, (request.op, "ok", value, version, None, _explain(env, pending), None, deps, None))
    if not env.config.read_repair or record is None:
        return without_pending(state, request.op), (reply,)
    repairs = [Send(node, Repair(request.key, record)) for node, old in pending.answers if is_newer(record, old)]
    return with_pending(state, pending._replace(phase="done")), (reply, *repairs)


def _told(config: Config, record: Record) -> Value:
    """What a read hands to its client: the value, or by the brief's rule the record as text."""
    if "record_for_value" not in config.flaw:
        return record.value
    return f"{{'value': {record.value!r}, 'timestamp': {record.version[0] if record.version else 0}}}"


def _explain(env: Env, pending: Pending) -> Why:
    config, (request, _, asked, answers, _, best) = env.config, pending
    records = dict(answers)
    seen, chosen = [], None
    for node in config.nodes:
        if node in records:
            record = records[node]
            seen.append(new(Seen, (node, record.value, record.version) if record else (node, None, None)))
            if chosen is None and record and record == best:
                chosen = node
    rule = "absent" if chosen is None else "only" if len(seen) == 1 else "greatest"
    need = rounds.answers_needed(config, request, storing=False)
    why = new(Why, (config.asked(asked), tuple(seen), need, rule, chosen, (), (), (), None, None))
    if request.session is None:
        return why
    return why._replace(needed=request.session.floor, how=freshness.how_found(env, pending, chosen))
