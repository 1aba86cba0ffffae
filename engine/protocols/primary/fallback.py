"""The fallback takes writes that the primary does not answer, keeps them as hints, and hands them to the primary later.

Rules of this file
* A coordinator turns to it when the primary is silent for `patience` ticks, or sends the write back.
* It keeps each write as a hint, beside its data: its readers do not see it. Until the primary has numbered the write
  it stands just after the last that the fallback knows: that one's version, the fallback's name, a count.
* `handoff` sends all hints to the primary that it believes in. There a write that it has already (by operation) is not
  numbered again; any other is the newest then, whatever was written meanwhile. An answer ends the hint.

Sources: DeCandia et al. 2007, section 4.6 (hinted handoff); Pritchett 2008 (BASE).
"""

from __future__ import annotations

from engine.model import Effect, Note, Send, Version
from engine.protocols.primary.messages import HandBack, Keep, Kept
from engine.protocols.primary.state import Env, Record, Result, State, newest


def ask_fallback(env: Env, state: State, op: str) -> Result:
    """The primary did not take a write: ask the fallback to keep it, once. No effect where there is no fallback."""
    asked, spare = state.asked.get(op), env.config.fallback
    if asked is None or spare is None or spare in asked.tried:
        return state, ()
    request = asked.request
    keep = Keep(op, request.key, request.value, asked.tried[0])
    return state.with_asked(request, (*asked.tried, spare)), (Send(spare, keep),)


def handle_keep(env: Env, state: State, sender: str, body: Keep) -> Result:
    """Keep at the fallback: keep the write as a hint and confirm it; what it has as a copy is only confirmed."""
    if body.op in state.seen:
        return state, (Send(sender, Kept(body.op, state.seen[body.op])),)
    version = _hint_version(env, state)
    record, kept = Record(version, body.value), Send(sender, Kept(body.op, version))
    state = state._replace(taken=state.taken + 1)
    if "never_handed_back" in env.config.flaw:
        return state._replace(store=newest(state.store, {body.key: record})), (kept,)
    note = Note("hint_kept", {"key": body.key, "value": body.value, "node": body.hint_for})
    return state._replace(hints={**state.hints, (body.op, body.key): record}), (kept, note)


def _hint_version(env: Env, state: State) -> Version:
    """Just after all that the fallback knows, and before what the primary will number next."""
    last = max((record.version for record in state.store.values()), default=()) or (state.epoch, 0, state.believes)
    return (*last, env.node, state.taken + 1)


def send_hints(state: State) -> tuple[Effect, ...]:
    """HandBack of every hint to the primary; hints stay until Done comes. A note if there are none."""
    if not state.hints:
        return (Note("no_hints", {}),)
    hints = state.hints.items()
    return tuple(Send(state.believes, HandBack(op, key, record.value)) for (op, key), record in hints)


def drop_hint(state: State, op: str) -> Result:
    """The primary has numbered this write: drop its hint. There must be one."""
    key = next(key for one, key in state.hints if one == op)
    hints = {slot: record for slot, record in state.hints.items() if slot[0] != op}
    return state._replace(hints=hints), (Note("hint_home", {"key": key}),)
