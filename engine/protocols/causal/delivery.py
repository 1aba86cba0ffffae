"""Causal delivery: which updates may be applied, which are held back, what a new one sets free, and what a peer lacks.

Rules of this file
* An update may be applied when the node has applied all that its origin had applied before it (the vector rule of
  causal broadcast). What it still waits for is a dot: the next update of the first node that is behind.
* The hold-back queue is State.waiting. Without hold-back an update is applied on arrival and stays in it until its
  causes are here: the clock counts only what came in causal order, so anti-entropy knows what is missing.
* An update that is known already changes nothing.

Source: Birman, Schiper & Stephenson 1991 (causal delivery with vectors).
"""

from __future__ import annotations

from typing import Any

from engine.clocks import vector as clocks
from engine.clocks.vector import Clock, Dot
from engine.model import Effect, Note
from engine.protocols.causal.messages import Update
from engine.protocols.causal.state import Config, Record, Result, State, append_update


def first_missing_cause(clock: Clock, update: Update) -> Dot | None:
    """The dot of the first update that must be applied before this one; None if nothing is missing."""
    return first_missing(clock, update.after)


def first_missing(clock: Clock, wanted: Clock) -> Dot | None:
    """The dot of the first update that a clock lacks of what is wanted; None if it lacks nothing."""
    behind = (node for node, count in wanted.items() if clock.get(node, 0) < count)
    return next(((node, clock.get(node, 0) + 1) for node in behind), None)


def causal_context(config: Config, state: State) -> Clock:
    """The clock of what a write at this node depends on: all that was applied here, and the causes of that."""
    if config.hold_back:
        return state.clock
    seen = dict(state.clock)
    for update in state.waiting.values():
        seen = clocks.merge(seen, update.past)
    return seen


def receive(config: Config, state: State, node: str, updates: tuple[Update, ...]) -> Result:
    """Take in new updates: apply those whose causes are here, and what they set free; hold back the rest.

    node: this node's name. The effects are notes of what was held back, applied early or late, or outranked.
    """
    effects: list[Effect] = []
    for update in updates:
        if clocks.covers(state.clock, update.dot) or update.dot in state.waiting:
            continue
        cause = first_missing_cause(state.clock, update)
        if cause is None or not config.hold_back:
            state, notes = _apply(config, state, update)
            effects += notes
        if cause is None:
            state, freed = _deliver_held_back(config, _log_and_count(state, update))
            effects += freed
        else:
            state = state._replace(waiting={**state.waiting, update.dot: update})
            if update.origin != node:
                effects.append(_note("held_back" if config.hold_back else "applied_early", update, cause))
    return state, tuple(effects)


def updates_missing_from(state: State, clock: Clock) -> tuple[Update, ...]:
    """The updates that a node with this clock lacks, causes before effects; those held back here come last."""
    known = (update for block in state.log for update in block)
    return tuple(update for update in (*known, *state.waiting.values()) if not clocks.covers(clock, update.dot))


def _deliver_held_back(config: Config, state: State) -> tuple[State, list[Effect]]:
    """Take from the hold-back queue, in order of arrival, all updates whose causes are here now."""
    effects: list[Effect] = []
    while update := next(
        (held for held in state.waiting.values() if first_missing_cause(state.clock, held) is None), None
    ):
        waiting = {dot: held for dot, held in state.waiting.items() if dot != update.dot}
        state = _log_and_count(state._replace(waiting=waiting), update)
        if config.hold_back:
            effects.append(_note("applied_late", update, update.dot))
            state, notes = _apply(config, state, update)
            effects += notes
    return state, effects


def _log_and_count(state: State, update: Update) -> State:
    clock = {**state.clock, update.origin: update.nth}
    return state._replace(clock=dict(sorted(clock.items())), log=append_update(state.log, update))


def _apply(config: Config, state: State, update: Update) -> Result:
    """Put an update in the store, unless what is there wins by the rule of the run."""
    state = state._replace(stamp=max(state.stamp, update.stamp))
    old = state.store.get(update.key)
    if config.converge:
        version: Any = update.version(True)
        outranked = old is not None and old.version > version
    else:
        seen = {} if old is None else old.version["context"]
        version = {"dot": update.dot, "context": clocks.merge(seen, update.past)}
        outranked = clocks.covers(seen, update.dot)
    if outranked and old is not None:
        values = {"key": update.key, "value": update.value, "from": update.origin, "kept": old.value}
        return state, (Note("outranked", values),)
    return state._replace(store={**state.store, update.key: Record(version, update.value)}), ()


def _note(code: str, update: Update, cause: Dot) -> Note:
    node, nth = cause
    return Note(code, {"key": update.key, "value": update.value, "from": update.origin, "node": node, "nth": nth})
