"""Reconciliation: two nodes tell each other what they lack of their logs, a batch a message, until both have all.

Rules of this file
* An Offer and its Accept say how much of the other's log is here, so a batch that was lost is sent again, and a batch
  that came twice changes nothing. An exchange that got no answer is offered again with the next heartbeats.
* An exchange is complete when the peer has confirmed what this node had at its start, and this node has all that the
  peer spoke of. Recovery is complete when every exchange is. Nobody waits for it: reads and writes go on.
* A key that both sides wrote while apart is told as a conflict; the entry with the greatest triple stands.

Sources: Terry et al. 1995, section 4; Petersen et al. 1997, section 3 (exchange with cursors, log truncation).
"""

from __future__ import annotations

from engine.model import Effect, Note, Send
from engine.protocols.partition_aware.logbook import fold, on_top, record
from engine.protocols.partition_aware.values import Accept, Config, Env, Offer, Result, State
from engine.structures.operation_log import Log, conflicts


def begin(env: Env, state: State, peers: tuple[str, ...]) -> Result:
    """Offer these peers an exchange; what they must confirm is what is in the log now."""
    state = state._replace(owed={**state.owed, **dict.fromkeys(peers, state.end)})
    return state, tuple(_offer(env.config, state, peer) for peer in peers)


def again(env: Env, state: State) -> tuple[Effect, ...]:
    """Offer once more what got no answer."""
    return tuple(_offer(env.config, state, peer) for peer in state.owed)


def offered(env: Env, state: State, sender: str, body: Offer) -> Result:
    """Take in what a peer has, tell it what it lacks."""
    state, have, notes = _take(env, state, sender, body)
    return state, (*notes, Send(sender, Accept(have, *_news(env.config, state, sender))))


def accepted(env: Env, state: State, sender: str, body: Accept) -> Result:
    """Take in the answer; go on with the next batch, or be done with this peer."""
    moved = body.have > state.given.get(sender, 0) or bool(body.part)
    state, have, notes = _take(env, state, sender, body)
    target = state.owed.get(sender)
    if target is None:
        return state, notes
    if body.have < target or have < body.end:
        return state, (*notes, *((_offer(env.config, state, sender, have),) if moved else ()))
    left = {peer: end for peer, end in state.owed.items() if peer != sender}
    state = state._replace(owed=left)
    told = Note("exchanged" if left else "exchanged_last", {"node": sender, "left": ", ".join(left)})
    if left:
        return state, (*notes, told)
    done = (Note("recovery_completed", {}),) if state.quorum else ()
    return fold(env.config, state, env.node), (*notes, told, *done)


def _take(env: Env, state: State, sender: str, body: Offer | Accept) -> tuple[State, int, tuple[Effect, ...]]:
    """The state with a batch merged in, how far the peer's log is here now, and what there is to say."""
    config: Config = env.config
    notes = _conflicts(state, sender, body)
    before, have = len(state.log), state.have.get(sender, 0)
    upto = max(have, body.upto) if body.start <= have or "cursor_at_end" in config.flaw else have
    last = upto >= body.end or "cursor_at_end" not in config.flaw
    if "on_top" in config.flaw or "cursor_at_end" in config.flaw:
        state = on_top(config, state, body.part, last)
    else:
        for entry in body.part:
            state = record(config, state, entry)
    state = state._replace(given={**state.given, sender: body.have})
    if last:
        state = state._replace(have={**state.have, sender: upto})
    if count := len(state.log) - before:
        notes = (Note("log_taken", {"node": sender, "count": count}), *notes)
    return state, upto, notes


def _conflicts(state: State, sender: str, body: Offer | Accept) -> tuple[Effect, ...]:
    """What both have written while apart: told where a new entry meets one that the sender may not have."""
    held = {entry.op for entry in state.log}
    mine = state.log[max(0, state.given.get(sender, 0) - state.gone) :]
    return tuple(
        Note("conflict", {"key": key, "own": own.value, "other": other.value, "kept": max(own, other).value})
        for key, (own, other) in conflicts(mine, body.part).items()
        if other.op not in held
    )


def _offer(config: Config, state: State, peer: str, have: int | None = None) -> Send:
    return Send(peer, Offer(state.have.get(peer, 0) if have is None else have, *_news(config, state, peer)))


def _news(config: Config, state: State, peer: str) -> tuple[int, int, Log, int]:
    """The next batch that a peer lacks: from, up to, entries, and how long the log is. What is folded goes along."""
    if "never_compacts" in config.flaw:
        return 0, state.end, state.log, state.end
    start = min(state.given.get(peer, 0), state.end)
    folded = tuple(state.base.values()) if start < state.gone else ()
    begin = max(start, state.gone)
    part = state.log[begin - state.gone :][: config.batch]
    return start, begin + len(part), (*folded, *part), state.end
