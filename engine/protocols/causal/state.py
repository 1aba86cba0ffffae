"""What a node of causal is: its configuration, its state, its timers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from engine.clocks.vector import Clock, Dot
from engine.model import Effect, Environment, Request, Value
from engine.protocols.causal.messages import Update
from engine.protocols.flushing import ALWAYS, Flush

BLOCK = 128
"""How many updates share a block of a log.

Appending copies the last block alone, so all states of a run share the blocks before it; with 128 a log of n updates
costs n / 128 pointers and one block a state.
"""


class Config(NamedTuple):
    """The settings of a run, all filled in. anti_entropy: ticks, 0 is off."""

    nodes: tuple[str, ...]
    hold_back: bool
    converge: bool
    client_context: str
    anti_entropy: int
    flaw: tuple[str, ...]
    flush: Flush = ALWAYS


class Record(NamedTuple):
    """What a node keeps under a key (a value of None: deleted).

    With `converge=yes` a version is (stamp, node), () for `init`. Else it is {'dot': the write's, 'context': all that
    was seen by any write of this key applied here}.
    """

    version: Any
    value: Value


Log = tuple[tuple[Update, ...], ...]
"""Every update in the order in which it was applied, which is a causal order, in blocks."""


class State(NamedTuple):
    """A node. All but round and asked, which are gone after a crash, is on disk.

    clock: how many updates of each node were applied in causal order. stamp: the greatest Lamport stamp applied.
    waiting: the hold-back queue, by dot, in order of arrival. round: how many anti-entropy rounds it has begun. asked:
    operations of clients who have seen what is not here yet, in order of arrival.
    """

    store: Mapping[str, Record]
    clock: Clock
    stamp: int
    log: Log
    waiting: Mapping[Dot, Update]
    round: int
    asked: tuple[Request, ...] = ()


class Tick(NamedTuple):
    """A periodic timer: 'anti_entropy'."""

    what: str


Timer = Tick
Env = Environment[Config]
Result = tuple[State, tuple[Effect, ...]]


def append_update(log: Log, update: Update) -> Log:
    """The log with one update more."""
    if not log or len(log[-1]) == BLOCK:
        return (*log, (update,))
    return (*log[:-1], (*log[-1], update))
