"""The coordinator's side: ask, count, decide, tell. It waits, and knows only what has arrived."""

from __future__ import annotations

from engine.model import CancelTimer, Effect, Note, Reason, Reply, Request, Seen, Send, SetTimer, Version, Why
from engine.protocols.quorum import freshness, rounds
from engine.protocols.quorum.values import (
    Answer,
    Ask,
    Config,
    Env,
    GiveUp,
    Pending,
    Record,
    Remove,
    Repair,
    Result,
    State,
    Store,
    Stored,
    newer,
    with_pending,
    without_pending,
)

PATIENCE = 60
"""Ticks after which a write without its quorum has failed, by the brief's rule."""


def issue(env: Env, state: State, request: Request) -> Result:
    """Begin an operation."""
    state, effects = _begin(env, state, request)
    if "timeout_fails" in env.config.flaw and request.kind != "read":
        effects = (*effects, SetTimer(GiveUp(request.op), PATIENCE))
    return state, effects


def give_up(state: State, op: str, what: str) -> Result:
    """By the brief's rule: say that a write failed, whatever replicas have kept of it."""
    if what == "give_up":
        return state, (SetTimer(GiveUp(op, "failed"), 0),) if op in state.pending else ()
    pending = state.pending.get(op)
    if pending is None or (pending.phase == "store" and len(pending.acks) >= pending.need):
        return state, ()
    reason = Reason("quorum_not_met", {"have": len(pending.acks), "need": pending.need})
    return without_pending(state, op), (Reply(op, "refused", reason=reason),)


def _begin(env: Env, state: State, request: Request) -> Result:
    if rounds.asks_first(env.config, request):
        return ask(env, state, request)
    if request.stamp is not None:
        version = rounds.stamped(env.config, request)
        return store(env, state, request, Record(version, request.value, deps=rounds.deps(request)))
    if "ties_by_arrival" in env.config.flaw:
        return store(env, state, request, Record((env.clock,), request.value))
    return _number(env, state, request)


def _number(env: Env, state: State, request: Request, greatest: Version = ()) -> Result:
    """Give a write its version, after the greatest that is known, and store it."""
    version = rounds.version(env, state, request, greatest)
    record = Record(version, request.value, deps=rounds.deps(request))
    return store(env, rounds.gave(env, state, version), request, record)


def decide(env: Env, state: State, op: str) -> Result:
    """A quorum is full: go on to the next phase, or tell the client."""
    pending = state.pending[op]
    if pending.phase == "store":
        return answer(env, state, pending)
    if pending.request.kind == "read":
        return choose(env, state, freshness.refreshed(env, state, pending))
    request = pending.request
    greatest = max((record.version for _, record in pending.answers if record), default=())
    return _number(env, state, request, greatest)


def ask(env: Env, state: State, request: Request) -> Result:
    """Ask all home nodes; a write with logical versions asks for the greatest version."""
    need = rounds.need(env.config, request, storing=False)
    pending = Pending(request, "ask", need, (), (), None)
    ask = Ask(request.op, request.key)
    return with_pending(state, pending), tuple([Send(home, ask) for home in env.config.asked(need)])


def store(env: Env, state: State, request: Request, record: Record) -> Result:
    """Send a record to all home nodes, or a hint to a spare where one of them is out of reach."""
    config: Config = env.config
    need = rounds.need(config, request, storing=True)
    pending = Pending(request, "store", need, (), (), record)
    if old := state.pending.get(request.op):
        pending = pending._replace(answers=old.answers)
    if "status_on_record" in config.flaw and request.kind != "read":
        record = record._replace(quorum_met=False)
    gone = request.kind == "delete" and not config.tombstones
    body = Remove(request.op, request.key, None) if gone else Store(request.op, request.key, record, None)
    if env.reach is None or request.kind == "read" or request.level == "strong":
        sends = [Send(home, body) for home in config.asked(need)]
    else:
        sends = _sends_with_hints(config, env.reach, body)
    if request.kind != "read":
        note = Note("version", {"op": request.op, "version": record.version})
        return with_pending(state, pending), (*sends, note)
    return with_pending(state, pending), tuple(sends)


def _sends_with_hints(config: Config, reach: frozenset[str], body: Store | Remove) -> list[Send]:
    spares = iter([node for node in config.nodes if node in reach and node not in config.home])
    sends = []
    for home in config.home:
        spare = None if home in reach else next(spares, None)
        sends.append(Send(home, body) if spare is None else Send(spare, body._replace(hint_for=home)))
    return sends


def count(state: State, sender: str, body: Stored | Answer) -> Result:
    """Count an ack or an answer; when the quorum is full, decide at the end of the tick."""
    pending = state.pending.get(body.op)
    if pending is None:
        return state, ()
    request, phase, need, answers, acks, record = pending
    if isinstance(body, Stored):
        if phase != "store" or body.home in acks:
            return state, ()
        acks = (*acks, body.home)
        have = len(acks)
    elif phase == "ask" or phase == freshness.STALE:
        answers = (*answers, (sender, body.record))
        have = len(answers)
    else:
        return state, _late(pending, sender, body)
    counted = with_pending(state, Pending(request, phase, need, answers, acks, record))
    return counted, (SetTimer(body.op, 0),) if have == need or phase == freshness.STALE else ()


def _late(pending: Pending, sender: str, body: Answer) -> tuple[Effect, ...]:
    """Read repair for a replier that comes after the answer."""
    record = pending.record
    if pending.phase == "done" and record is not None and newer(record, body.record):
        return (Send(sender, Repair(body.key, record)),)
    return ()


def choose(env: Env, state: State, pending: Pending) -> Result:
    """The read's rule: the greatest version among the answers."""
    if "record_for_value" in env.config.flaw and any(record is None for _, record in pending.answers):
        reason = Reason("record_missing", {"node": next(node for node, record in pending.answers if record is None)})
        return without_pending(state, pending.request.op), (Reply(pending.request.op, "refused", reason=reason),)
    records = [record for _, record in pending.answers if record is not None]
    best = max(records, key=lambda record: record.version, default=None)
    if env.config.version == "hybrid" and best is not None:
        state = state.at(max(state.issued, best.version))
    pending = Pending(pending.request, pending.phase, pending.need, pending.answers, pending.acks, best)
    if not freshness.fresh(pending, best):
        return freshness.not_yet(env, state, pending)
    if best is not None and rounds.writes_back(env.config, pending.request):
        return store(env, with_pending(state, pending), pending.request, best)
    return answer(env, state, pending)


def answer(env: Env, state: State, pending: Pending) -> Result:
    """Tell the client."""
    request, record = pending.request, pending.record
    if request.kind != "read":
        version = record.version if record else None
        ended: tuple[Effect, ...] = (Reply(request.op, "ok", version=version),)
        if "timeout_fails" in env.config.flaw:
            ended = (*ended, CancelTimer(GiveUp(request.op)))
        return without_pending(state, request.op), ended
    value, version = (record.value, record.version) if record else (None, None)
    if record and "record_for_value" in env.config.flaw:
        value = _as_record(record)
    deps = record.deps if record else None
    reply = Reply(request.op, "ok", value, version, why=_why(env, pending), deps=deps)
    if not env.config.read_repair or record is None:
        return without_pending(state, request.op), (reply,)
    repairs = [Send(node, Repair(request.key, record)) for node, old in pending.answers if newer(record, old)]
    return with_pending(state, pending._replace(phase="done")), (reply, *repairs)


def _as_record(record: Record) -> str:
    """What the brief's read hands to its client."""
    return f"{{'value': {record.value!r}, 'timestamp': {record.version[0] if record.version else 0}}}"


def _why(env: Env, pending: Pending) -> Why:
    config: Config = env.config
    answers = sorted(pending.answers, key=lambda answer: config.nodes.index(answer[0]))
    seen = tuple(Seen(node, rec.value, rec.version) if rec else Seen(node, None, None) for node, rec in answers)
    chosen = next((node for node, record in answers if record and record == pending.record), None)
    rule = "absent" if chosen is None else "only" if len(seen) == 1 else "greatest"
    request, need = pending.request, rounds.need(config, pending.request, storing=False)
    why = Why(config.asked(pending.need), seen, need, rule, chosen)
    if request.session is None:
        return why
    return why._replace(needed=request.session.floor, how=freshness.how(env, pending, chosen))
