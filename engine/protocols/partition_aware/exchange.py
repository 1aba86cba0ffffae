"""Reconciliation: two nodes send each other what they lack of their logs, a batch a message, until both have all.

Rules of this file
* An Offer and its Accept say how much of the other's log is here, so a batch that was lost is sent again, and a batch
  that came twice changes nothing. An exchange that got no answer is offered again with the next heartbeats.
* An exchange is complete when the peer has confirmed what this node had at its start, and this node has all that the
  peer spoke of. Recovery is complete when every exchange is. Nobody waits for it: reads and writes go on.
* A key that both sides wrote while apart is noted as a conflict; the entry with the greatest triple stands.

Sources: Terry et al. 1995, section 4; Petersen et al. 1997, section 3 (exchange with cursors, log truncation).
"""

from __future__ import annotations

from engine.model import Effect, Note, Send
from engine.protocols.partition_aware.messages import Accept, Offer
from engine.protocols.partition_aware.node_log import append_entry, apply_on_top, compact
from engine.protocols.partition_aware.state import Config, Env, Result, State
from engine.structures.operation_log import Log, conflicts, identity


def start_exchange(env: Env, state: State, peers: tuple[str, ...]) -> Result:
    """Send an Offer to these peers; they must confirm all that is in the log now."""
    state = state._replace(owed={**state.owed, **dict.fromkeys(peers, state.end)})
    return state, tuple(_offer(env.config, state, peer) for peer in peers)


def repeat_offers(env: Env, state: State) -> tuple[Effect, ...]:
    """An Offer to every peer whose exchange is not complete."""
    return tuple(_offer(env.config, state, peer) for peer in state.owed)


def handle_offer(env: Env, state: State, sender: str, body: Offer) -> Result:
    """Offer: merge the batch; Accept with the next batch of what the sender lacks."""
    state, have, notes = _merge_batch(env, state, sender, body)
    return state, (*notes, Send(sender, Accept(have, *_next_batch(env.config, state, sender))))


def handle_accept(env: Env, state: State, sender: str, body: Accept) -> Result:
    """Accept: merge the batch; offer the next one if either side has moved, or complete the exchange.

    The last exchange to be complete ends the recovery, and the log is compacted.
    """
    moved = body.have > state.given.get(sender, 0) or bool(body.part)
    state, have, notes = _merge_batch(env, state, sender, body)
    target = state.owed.get(sender)
    if target is None:
        return state, notes
    if body.have < target or have < body.end:
        return state, (*notes, *((_offer(env.config, state, sender, have),) if moved else ()))
    left = {peer: end for peer, end in state.owed.items() if peer != sender}
    state = state._replace(owed=left)
    note = Note("exchanged" if left else "exchanged_last", {"node": sender, "left": ", ".join(left)})
    if left:
        return state, (*notes, note)
    done = (Note("recovery_completed", {}),) if state.quorum else ()
    return compact(env.config, state, env.node), (*notes, note, *done)


def _merge_batch(env: Env, state: State, sender: str, body: Offer | Accept) -> tuple[State, int, tuple[Effect, ...]]:
    """The state with a batch merged in, how far the peer's log is here now, and the notes on it."""
    config: Config = env.config
    notes = _conflict_notes(config, state, sender, body)
    before, have = len(state.log), state.have.get(sender, 0)
    upto = max(have, body.upto) if body.start <= have or "cursor_at_end" in config.flaw else have
    last = upto >= body.end or "cursor_at_end" not in config.flaw
    if _applies_on_top(config):
        state = apply_on_top(config, state, body.part, last)
    else:
        for entry in body.part:
            state = append_entry(config, state, entry)
    state = state._replace(given={**state.given, sender: body.have})
    if last:
        state = state._replace(have={**state.have, sender: upto})
    if count := len(state.log) - before:
        notes = (Note("log_taken", {"node": sender, "count": count}), *notes)
    return state, upto, notes


def _applies_on_top(config: Config) -> bool:
    return "on_top" in config.flaw or "cursor_at_end" in config.flaw


def _conflict_notes(config: Config, state: State, sender: str, body: Offer | Accept) -> tuple[Effect, ...]:
    """A note for each key that both have written while apart, when a new entry meets one of this node's own."""
    mine = state.log[max(0, state.given.get(sender, 0) - state.gone) :]
    return tuple(
        Note("conflict", {"key": key, "own": own.value, "other": other.value, "kept": kept.value})
        for key, (own, other) in conflicts(mine, body.part).items()
        if identity(other, config.flaw) not in state.known
        for kept in (other if _applies_on_top(config) else max(own, other),)
    )


def _offer(config: Config, state: State, peer: str, have: int | None = None) -> Send:
    return Send(peer, Offer(state.have.get(peer, 0) if have is None else have, *_next_batch(config, state, peer)))


def _next_batch(config: Config, state: State, peer: str) -> tuple[int, int, Log, int]:
    """The next batch for a peer: (its start, its end, its entries, the end of the log).

    What is compacted goes along where the peer lacks it.
    """
    if "never_compacts" in config.flaw:
        return 0, state.end, state.log, state.end
    start = min(state.given.get(peer, 0), state.end)
    folded = tuple(state.base.values()) if start < state.gone else ()
    begin = max(start, state.gone)
    part = state.log[begin - state.gone :][: config.batch]
    return start, begin + len(part), (*folded, *part), state.end
