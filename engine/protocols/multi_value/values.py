"""What a multi_value node is made of, and what its messages say."""

from __future__ import annotations

from collections.abc import Mapping
from types import ModuleType
from typing import Any, Final, NamedTuple

from engine import dvv, vv
from engine.model import Effect, Request, Value

CLOCKS: Final[dict[str, ModuleType]] = {"dvv": dvv, "vv": vv}
"""How versions of a key are told apart, by the code of the setting `versions`."""


class Config(NamedTuple):
    """The settings of a run, all filled in."""

    nodes: tuple[str, ...]
    versions: str
    resolver: str
    anti_entropy: int
    read_your_writes: bool = False
    monotonic_reads: bool = False
    monotonic_writes: bool = False
    writes_follow_reads: bool = False
    when_stale: str = "wait"
    flaw: tuple[str, ...] = ()
    oracle: bool = False

    @property
    def clocks(self) -> ModuleType:
        """The functions on sets of versions: EMPTY, initial, context, update, merge, newer."""
        return CLOCKS[self.versions]


class Sibling(NamedTuple):
    """A value (None: deleted) and the stamp that `lww` goes by: () for `init`, else as in State.

    deps: by key, what the client of a causal write had seen.
    """

    value: Value
    stamp: tuple[Any, ...]
    deps: Mapping[str, Any] | None = None


class Waits(NamedTuple):
    """A session's read for which its node is not fresh enough, and the nodes that have yet to answer it."""

    request: Request
    missing: tuple[str, ...]


class State(NamedTuple):
    """A node. store holds the surviving versions of each key; it and stamp are on disk, the rest is gone after a crash.

    stamp is the last that was given: (clock, node), with a third part for a further write in the same tick.
    """

    store: Mapping[str, Any]
    stamp: tuple[Any, ...]
    round: int
    pending: Mapping[str, Waits]


class Spread(NamedTuple):
    """A write makes itself known: all versions of the key that its node has now. Not acknowledged."""

    op: str
    key: str
    versions: Any


class Push(NamedTuple):
    """Anti-entropy: all that I have. The other side answers with what is newer or missing here."""

    keys: tuple[tuple[str, Any], ...]


class Pull(NamedTuple):
    """Anti-entropy: what you lack."""

    keys: tuple[tuple[str, Any], ...]


class Ask(NamedTuple):
    """A session's read asks another node: what do you have under this key?"""

    op: str
    key: str


class Answer(NamedTuple):
    """This is what I have."""

    op: str
    key: str
    versions: Any


class Tick(NamedTuple):
    """A periodic timer: 'anti_entropy'."""

    what: str


Result = tuple[State, tuple[Effect, ...]]
