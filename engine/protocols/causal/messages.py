"""What nodes of causal say to each other: one type of body a kind of message."""

from __future__ import annotations

from typing import Any, NamedTuple

from engine.clocks import vector as clocks
from engine.clocks.vector import Clock, Dot
from engine.model import Value


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


class Push(NamedTuple):
    """Anti-entropy: so much I have of everyone; what do I lack? mutual: and ask me the same."""

    clock: Clock
    mutual: bool


class Fill(NamedTuple):
    """Anti-entropy: what you lack, causes first."""

    updates: tuple[Update, ...]


Body = Update | Push | Fill
"""Any of them."""
