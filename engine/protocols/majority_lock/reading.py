"""A read at its coordinator: ask all, take the greatest version of any majority, store it back where it is behind."""

from __future__ import annotations

from engine.model import Reply, Request, Seen, Send, SetTimer, Why
from engine.protocols.majority_lock.values import (
    Answer,
    Ask,
    Config,
    Env,
    Fill,
    Filled,
    Pending,
    Result,
    State,
)


def begin(env: Env, state: State, request: Request) -> Result:
    """Ask all home nodes; no lock is needed."""
    asks = (Send(home, Ask(request.op, request.key)) for home in env.config.home)
    return state.put(Pending(request, "ask")), tuple(asks)


def count(env: Env, state: State, sender: str, body: Answer | Filled) -> Result:
    """One more answer or ack; when a majority is there, decide at the end of the tick."""
    pending = state.pending.get(body.op)
    if pending is None or pending.phase != ("ask" if isinstance(body, Answer) else "fill"):
        return state, ()
    if isinstance(body, Answer):
        pending = pending._replace(answers=(*pending.answers, (sender, body.record)))
        have = len(pending.answers)
    else:
        pending = pending._replace(acks=(*pending.acks, sender))
        have = len(pending.acks)
    return state.put(pending), (SetTimer(body.op, 0),) if have == env.config.majority else ()


def decide(env: Env, state: State, pending: Pending) -> Result:
    """A majority has answered: the greatest version; or a majority has it back: tell the client."""
    request = pending.request
    if pending.phase == "fill":
        return _tell(env, state, pending)
    records = [record for _, record in pending.answers]
    best = max((record for record in records if record is not None), key=lambda record: record.version, default=None)
    pending = pending._replace(record=best)
    if best is None or not env.config.write_back or all(record == best for record in records):
        return _tell(env, state, pending)
    fills = (Send(home, Fill(request.op, request.key, best)) for home in env.config.home)
    return state.put(pending._replace(phase="fill")), tuple(fills)


def _tell(env: Env, state: State, pending: Pending) -> Result:
    op, record = pending.request.op, pending.record
    value, version = (record.value, record.version) if record else (None, None)
    return state.drop(op), (Reply(op, "ok", value, version, why=_why(env.config, pending)),)


def _why(config: Config, pending: Pending) -> Why:
    answers = sorted(pending.answers, key=lambda answer: config.nodes.index(answer[0]))
    seen = tuple(Seen(node, rec.value, rec.version) if rec else Seen(node, None, None) for node, rec in answers)
    chosen = next((node for node, record in answers if record and record == pending.record), None)
    rule = "absent" if chosen is None else "only" if len(seen) == 1 else "greatest"
    return Why(config.home, seen, config.majority, rule, chosen)
