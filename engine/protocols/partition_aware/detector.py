"""The failure detector: which peers a node suspects to be out of reach, and the mode that follows.

Rules of this file
* Each round asks all peers at once. A peer that has not answered the last `misses` beats is out of reach; one that
  answers again is back. Only an answer counts: it shows that both directions work.
* What changed since the last round is decided on at once, from the set as it is now: with W nodes within reach, itself
  among them, a node can form a quorum, and with half of them where it wins the tie (tie.py); else its mode is
  partitioned, and the minority policy holds.
* Crashed and cut off look the same from here, so the mode does not say which. It says what the node can do.
* Safety never rests on this: a write is acknowledged by W logs, whatever anybody believes.
* Peers that are back, and all others within reach, are offered an exchange of logs.

Sources: Chandra & Toueg 1996 (failure detectors); Brewer 2012 (partition mode, recovery); Bailis & Kingsbury 2014
(links that work one way).
"""

from __future__ import annotations

from engine.model import Effect, Note, Send, SetTimer
from engine.protocols.partition_aware import copies, exchange, lease, tie
from engine.protocols.partition_aware.messages import Beat
from engine.protocols.partition_aware.state import HEARTBEAT, Config, Env, Result, State


def mode_of(config: Config, state: State) -> str:
    """'normal', 'partitioned' or 'recovering', from what the node can do."""
    if not state.quorum or _taken_for_partitioned(config, state):
        return "partitioned"
    return "recovering" if state.owed else "normal"


def handle_heartbeat_round(env: Env, state: State) -> Result:
    """A round of heartbeats: suspect who has missed too many, send lost copies again, then Beat to all peers."""
    config: Config = env.config
    if "one_by_one" in config.flaw:
        return _probe_next_peer(env, state)
    state, over = lease.look_at_lease(env, state)
    state, effects = _suspect(env, state)
    state, again = copies.send_again(state)
    peers = config.watched(env.node)
    state = state._replace(missed={peer: state.missed.get(peer, 0) + 1 for peer in peers})
    sends = (*again, *(Send(peer, Beat()) for peer in peers), *lease.claim(env, state))
    return state, (*over, *effects, *sends)


def handle_alive(env: Env, state: State, sender: str) -> Result:
    """Alive from a peer: it has missed nothing, and was heard now by this clock."""
    state = state._replace(missed={**state.missed, sender: 0}, heard={**state.heard, sender: env.clock})
    if state.probing[:1] != (sender,):
        return state, ()
    return _send_probe(env, state._replace(probing=state.probing[1:]))


def ticks_since_quorum(config: Config, env: Env, state: State) -> int:
    """Ticks since answers of a quorum were last heard. W is not 1: such a node is never without a quorum."""
    times = sorted((state.heard.get(peer, 0) for peer in config.peers(env.node)), reverse=True)
    return max(0, env.clock - times[config.w - 2])


def _suspect(env: Env, state: State) -> Result:
    """Which peers are out of reach now; where that has changed, the mode, exchanges and notes that follow."""
    config: Config = env.config
    offered = exchange.repeat_offers(env, state)
    lost = tuple(peer for peer in config.watched(env.node) if state.missed.get(peer, 0) >= config.misses)
    gone = tuple(peer for peer in lost if peer not in state.lost)
    back = tuple(peer for peer in state.lost if peer not in lost)
    if not gone and not back:
        return state, offered
    quorum = _can_form_quorum(config, state, gone, back, lost)
    in_service = _stays_in_service(config, state, gone, quorum)
    notes = _notes_on_change(config, state, gone, back, lost, in_service)
    if "handler_first" in config.flaw:  # it never notes that anybody is lost, so nobody comes back
        return state, (*offered, *notes)
    owed = {peer: end for peer, end in state.owed.items() if peer not in lost}
    state = state._replace(lost=lost, quorum=quorum, in_service=in_service, owed=owed)
    if not back:
        return state, (*notes, *exchange.repeat_offers(env, state))
    state, sends = exchange.start_exchange(env, state, tuple(p for p in config.peers(env.node) if p not in lost))
    if "sync_swallowed" in config.flaw:
        return state._replace(owed={}), (*notes, *sends, Note("recovery_completed", {}))
    return state, (*notes, *sends)


def _can_form_quorum(
    config: Config, state: State, gone: tuple[str, ...], back: tuple[str, ...], lost: tuple[str, ...]
) -> bool:
    """Are W nodes within reach, this one too, or is a tie broken? Two flaws say yes as soon as somebody is back."""
    if back and ("gain_is_normal" in config.flaw or ("two_handlers" in config.flaw and gone)):
        return True
    return len(tie.reached(config, lost)) >= config.w or tie.is_broken(config, lost, state.lease)


def _stays_in_service(config: Config, state: State, gone: tuple[str, ...], quorum: bool) -> bool:
    """Does the node say that it can form a quorum? The flaws count at a loss who was there before it."""
    enough_before = not gone or len(tie.reached(config, state.lost)) >= config.w
    if "never_leaves" in config.flaw:
        return state.in_service and enough_before
    return enough_before if gone and ("old_view" in config.flaw or "handler_first" in config.flaw) else quorum


def _taken_for_partitioned(config: Config, state: State) -> bool:
    """Two flaws: whoever misses anybody is partitioned, be that noted as a loss or not."""
    if "handler_first" in config.flaw:
        return any(missed > config.misses for missed in state.missed.values())
    return "crash_is_partition" in config.flaw and bool(state.lost)


def _notes_on_change(
    config: Config, state: State, gone: tuple[str, ...], back: tuple[str, ...], lost: tuple[str, ...], in_service: bool
) -> tuple[Effect, ...]:
    counts = {"count": len(tie.reached(config, lost)), "of": len(config.nodes), "need": config.w}
    notes: list[Effect] = []
    if gone:
        notes.append(Note("lost_connection", {"nodes": ", ".join(gone)}))
    if back:
        notes.append(Note("regained_connection", {"nodes": ", ".join(back)}))
    if in_service != state.in_service or gone:
        found = "can_form" if in_service == state.in_service else "can_form_again"
        broken = f"tie_{config.tie}" if tie.is_broken(config, lost, state.lease) else found
        notes.append(Note(broken if in_service else f"cannot_form_{config.minority}", counts))
    if back:
        notes.append(Note("recovery_started", {"nodes": ", ".join(back)}))
    return tuple(notes)


def _probe_next_peer(env: Env, state: State) -> Result:
    """flaw=one_by_one: the peer that was asked has not answered in time, or a new pass begins."""
    effects: tuple[Effect, ...] = ()
    if state.probing:
        late, *rest = state.probing
        state = state._replace(missed={**state.missed, late: state.missed.get(late, 0) + 1}, probing=tuple(rest))
    if not state.probing:
        state, effects = _suspect(env, state)
        state = state._replace(probing=env.config.peers(env.node))
    state, sends = _send_probe(env, state)
    return state, (*effects, *sends)


def _send_probe(env: Env, state: State) -> Result:
    timer = (SetTimer(HEARTBEAT, env.config.heartbeat, periodic=True),) if env.config.heartbeat else ()
    return state, (*(Send(peer, Beat()) for peer in state.probing[:1]), *timer)
