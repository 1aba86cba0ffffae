"""Taking updates in: which may be applied, which must wait, what a new one sets free, and what a peer lacks.

Rules of this file
* An update may be applied when the node has taken all that its origin had applied before it (the vector rule of
  causal broadcast). What it still waits for is a dot: the next update of the first node that is behind.
* Without hold-back it is applied on arrival, and stays among `waiting` until its causes are here: the clock counts
  only what came in causal order, so anti-entropy knows what is missing.
* An update that is known already changes nothing.
"""

from __future__ import annotations

from typing import Any

from engine.clocks import vector as clocks
from engine.clocks.vector import Clock, Dot
from engine.model import Effect, Note
from engine.protocols.causal.messages import Update
from engine.protocols.causal.state import Config, Record, Result, State, appended


def missing(clock: Clock, update: Update) -> Dot | None:
    """The first update that must be applied before this one; None if nothing is missing."""
    return behind(clock, update.after)


def behind(clock: Clock, wanted: Clock) -> Dot | None:
    """The first update that a clock lacks of what is wanted; None if it lacks nothing."""
    late = (node for node, count in wanted.items() if clock.get(node, 0) < count)
    return next(((node, clock.get(node, 0) + 1) for node in late), None)


def context(config: Config, state: State) -> Clock:
    """What a write at this node depends on: all that was applied here, and the causes of that."""
    if config.hold_back:
        return state.clock
    seen = dict(state.clock)
    for update in state.waiting.values():
        seen = clocks.merge(seen, update.past)
    return seen


def arrive(config: Config, state: State, node: str, updates: tuple[Update, ...]) -> Result:
    """Take in what is new here, and apply all that may be."""
    effects: list[Effect] = []
    for update in updates:
        if clocks.covers(state.clock, update.dot) or update.dot in state.waiting:
            continue
        cause = missing(state.clock, update)
        if cause is None or not config.hold_back:
            state, notes = _apply(config, state, update)
            effects += notes
        if cause is None:
            state, freed = _release(config, _count(state, update))
            effects += freed
        else:
            state = state._replace(waiting={**state.waiting, update.dot: update})
            if update.origin != node:
                effects.append(_told("held_back" if config.hold_back else "applied_early", update, cause))
    return state, tuple(effects)


def lacks(state: State, clock: Clock) -> tuple[Update, ...]:
    """What a node with this clock does not have, causes before effects; what waits here comes last."""
    known = (update for block in state.log for update in block)
    return tuple(update for update in (*known, *state.waiting.values()) if not clocks.covers(clock, update.dot))


def _release(config: Config, state: State) -> tuple[State, list[Effect]]:
    """Take from the waiting, in the order in which they came, all whose causes are here now."""
    effects: list[Effect] = []
    while update := next((one for one in state.waiting.values() if missing(state.clock, one) is None), None):
        waiting = {dot: one for dot, one in state.waiting.items() if dot != update.dot}
        state = _count(state._replace(waiting=waiting), update)
        if config.hold_back:
            effects.append(_told("applied_late", update, update.dot))
            state, notes = _apply(config, state, update)
            effects += notes
    return state, effects


def _count(state: State, update: Update) -> State:
    clock = {**state.clock, update.origin: update.nth}
    return state._replace(clock=dict(sorted(clock.items())), log=appended(state.log, update))


def _apply(config: Config, state: State, update: Update) -> Result:
    """Put an update in the store, unless what is there stands above it."""
    state = state._replace(stamp=max(state.stamp, update.stamp))
    old = state.store.get(update.key)
    if config.converge:
        version: Any = update.version(True)
        above = old is not None and old.version > version
    else:
        seen = {} if old is None else old.version["context"]
        version = {"dot": update.dot, "context": clocks.merge(seen, update.past)}
        above = clocks.covers(seen, update.dot)
    if above and old is not None:
        values = {"key": update.key, "value": update.value, "from": update.origin, "kept": old.value}
        return state, (Note("outranked", values),)
    return state._replace(store={**state.store, update.key: Record(version, update.value)}), ()


def _told(code: str, update: Update, cause: Dot) -> Note:
    node, nth = cause
    return Note(code, {"key": update.key, "value": update.value, "from": update.origin, "node": node, "nth": nth})
