"""What a causal node is made of, and what its messages say."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from engine.clocks import vector as clocks
from engine.clocks.vector import Clock, Dot
from engine.model import Effect, Environment, Request, Value

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


class Update(NamedTuple):
    """A write on its way, the nth of its origin. `after` is what its origin had applied before it, never itself.

    stamp is the Lamport clock of the write. Not acknowledged.
    """

    op: str
    origin: str
    nth: int
    after: Clock
    stamp: int
    key: str
    value: Value

    @property
    def dot(self) -> Dot:
        """What tells this write from all others."""
        return self.origin, self.nth

    @property
    def past(self) -> dict[str, int]:
        """What whoever has seen this write has seen: all that came before it, and itself."""
        return clocks.merge(self.after, {self.origin: self.nth})

    def version(self, converge: bool) -> Any:
        """The version of the write: a stamp in a total order, or its place in the causal order."""
        return (self.stamp, self.origin) if converge else {"dot": self.dot, "context": self.after}


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


class Push(NamedTuple):
    """Anti-entropy: so much I have of everyone; what do I lack? mutual: and ask me the same."""

    clock: Clock
    mutual: bool


class Fill(NamedTuple):
    """Anti-entropy: what you lack, causes first."""

    updates: tuple[Update, ...]


class Tick(NamedTuple):
    """A periodic timer: 'anti_entropy'."""

    what: str


Body = Update | Push | Fill
"""What its messages say."""

Timer = Tick
Env = Environment[Config]
Result = tuple[State, tuple[Effect, ...]]


def appended(log: Log, update: Update) -> Log:
    """The log with one update more."""
    if not log or len(log[-1]) == BLOCK:
        return (*log, (update,))
    return (*log[:-1], (*log[-1], update))
