"""What nodes of causal say to each other: one type of body a kind of message."""

from __future__ import annotations

from typing import NamedTuple

from engine.clocks import vector as clocks
from engine.clocks.vector import Clock, Dot
from engine.model import Value


class Update(NamedTuple):
    """A write on its way, the nth of its origin. Not acknowledged.

    after: the clock of what its origin had applied before it, never itself. stamp: its Lamport stamp.
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
        """The clock of whoever has applied this write: all that came before it, and itself."""
        return clocks.merge(self.after, {self.origin: self.nth})

    def version(self, converge: bool) -> object:
        """The version of the write: (stamp, node), or its dot and context where nodes need not converge."""
        return (self.stamp, self.origin) if converge else {"dot": self.dot, "context": self.after}


class Push(NamedTuple):
    """Anti-entropy: the sender's clock; the answer is a Fill. mutual: the receiver sends its own clock too."""

    clock: Clock
    mutual: bool


class Fill(NamedTuple):
    """Anti-entropy: the updates that the other side lacks, causes first."""

    updates: tuple[Update, ...]


Body = Update | Push | Fill
"""Any of them."""
