"""What a node of causal is: its configuration, its state, its timers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from engine.clocks.vector import Clock, Dot
from engine.model import Effect, Environment, Request, Value
from engine.protocols.causal.messages import Update

BLOCK = 128
"""How many updates share a block of a log: appending copies one block, so states share what is old."""


class Config(NamedTuple):
    """The settings of a run, all filled in."""

    nodes: tuple[str, ...]
    hold_back: bool
    converge: bool
    client_context: str
    anti_entropy: int
    flaw: tuple[str, ...]


class Record(NamedTuple):
    """What a node keeps under a key (a value of None: deleted). The version is () for `init` where replicas converge.

    Where they need not, it is {'dot': the write's, 'context': all that was seen by any write of this key applied here}.
    """

    version: Any
    value: Value


Log = tuple[tuple[Update, ...], ...]
"""Every update in the order in which its causes allowed, in blocks."""


class State(NamedTuple):
    """A node. All but round and asked, which are gone after a crash, is on disk.

    clock: how many updates of each node were taken in causal order. stamp: the greatest Lamport stamp applied.
    waiting: updates that came before something that they depend on, by dot, in the order in which they came.
    asked: requests of clients who have seen what is not here yet, in the order in which they came.
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


def appended(log: Log, update: Update) -> Log:
    """The log with one update more."""
    if not log or len(log[-1]) == BLOCK:
        return (*log, (update,))
    return (*log[:-1], (*log[-1], update))
