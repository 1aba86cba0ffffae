"""A read at its coordinator: ask all, take the greatest version of any majority, write it back where it is behind.

Source: Attiya, Bar-Noy & Dolev 1995 (ABD).
"""

from __future__ import annotations

from engine.model import Reply, Request, Seen, Send, SetTimer, Why
from engine.protocols.majority_lock.messages import Answer, Ask, Fill, Filled
from engine.protocols.majority_lock.state import Config, Env, Pending, Result, State


def start_read(env: Env, state: State, request: Request) -> Result:
    """Ask all home nodes; a read needs no lock."""
    asks = (Send(home, Ask(request.op, request.key)) for home in env.config.home)
    return state.with_pending(Pending(request, "ask")), tuple(asks)


def handle_reply(env: Env, state: State, sender: str, body: Answer | Filled) -> Result:
    """Answer or Filled: count each node once; at a majority the phase is finished at the end of this tick."""
    pending = state.pending.get(body.op)
    if pending is None or pending.phase != ("ask" if isinstance(body, Answer) else "fill"):
        return state, ()
    if sender in (pending.acks if isinstance(body, Filled) else [node for node, _ in pending.answers]):
        return state, ()
    if isinstance(body, Answer):
        pending = pending._replace(answers=(*pending.answers, (sender, body.record)))
        have = len(pending.answers)
    else:
        pending = pending._replace(acks=(*pending.acks, sender))
        have = len(pending.acks)
    return state.with_pending(pending), (SetTimer(body.op, 0),) if have == env.config.majority else ()


def finish_phase(env: Env, state: State, pending: Pending) -> Result:
    """At the end of the tick that brought a majority: take the greatest version and write it back, or answer.

    Where all who answered agree there is nothing to write back.
    """
    request = pending.request
    if pending.phase == "fill":
        return _reply_to_client(env, state, pending)
    records = [record for _, record in pending.answers]
    best = max((record for record in records if record is not None), key=lambda record: record.version, default=None)
    pending = pending._replace(record=best)
    if best is None or not env.config.write_back or all(record == best for record in records):
        return _reply_to_client(env, state, pending)
    fills = (Send(home, Fill(request.op, request.key, best)) for home in env.config.home)
    return state.with_pending(pending._replace(phase="fill")), tuple(fills)


def _reply_to_client(env: Env, state: State, pending: Pending) -> Result:
    op, record = pending.request.op, pending.record
    value, version = (record.value, record.version) if record else (None, None)
    return state.without_pending(op), (Reply(op, "ok", value, version, why=_explain(env.config, pending)),)


def _explain(config: Config, pending: Pending) -> Why:
    answers = sorted(pending.answers, key=lambda answer: config.nodes.index(answer[0]))
    seen = tuple(Seen(node, rec.value, rec.version) if rec else Seen(node, None, None) for node, rec in answers)
    chosen = next((node for node, record in answers if record and record == pending.record), None)
    rule = "absent" if chosen is None else "only" if len(seen) == 1 else "greatest"
    return Why(config.home, seen, config.majority, rule, chosen)
