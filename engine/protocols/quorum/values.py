"""What a quorum node is made of, and what its messages say."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from engine.model import Effect, Environment, Request, Value, Version


class Config(NamedTuple):
    """The settings of a run, all filled in."""

    nodes: tuple[str, ...]
    home: tuple[str, ...]
    r: int
    w: int
    version: str
    read_repair: bool
    write_back: bool
    sloppy: bool
    tombstones: bool
    handoff: int
    anti_entropy: int
    compare: str
    flaw: tuple[str, ...]
    read_your_writes: bool = False
    monotonic_reads: bool = False
    monotonic_writes: bool = False
    writes_follow_reads: bool = False
    when_stale: str = "wait"

    def asked(self, need: int) -> tuple[str, ...]:
        """The home nodes that an operation that needs so many goes to: all of them."""
        return self.home[:need] if "first_quorum" in self.flaw else self.home


class Record(NamedTuple):
    """What a replica keeps under a key. A value of None is a tombstone.

    quorum_met: by the brief's rule only. deps: by key, what a causal write had seen.
    """

    version: Version
    value: Value
    quorum_met: bool | None = None
    deps: Mapping[str, Any] | None = None


class Pending(NamedTuple):
    """An operation under way at its coordinator.

    phase: 'ask' (gathering answers), 'store' (gathering acks), 'stale' (a session's read, see freshness.py) or 'done'
    (a read that still repairs late repliers).
    """

    request: Request
    phase: str
    need: int
    answers: tuple[tuple[str, Record | None], ...]
    acks: tuple[str, ...]
    record: Record | None


class State(NamedTuple):
    """A node. store, hints, issued and given are on disk; pending and round are gone after a crash.

    issued: the last version that it gave, or with `version=hybrid` met. given: by reading of its clock, the last third
    part of a version with it (0: none), for a clock that is set back reads the same again.
    """

    store: Mapping[str, Record]
    hints: Mapping[tuple[str, str], Record]
    issued: Version
    pending: Mapping[str, Pending]
    round: int
    given: Mapping[int, int]

    def at(self, version: Version) -> State:
        """The same with this version as the last."""
        return State(self.store, self.hints, version, self.pending, self.round, self.given)


class Store(NamedTuple):
    """Keep this record if it is greater, or keep it as a hint for another node."""

    op: str
    key: str
    record: Record
    hint_for: str | None


class Remove(NamedTuple):
    """Remove this key (a delete without tombstones); to a spare it only stands for its home node's ack."""

    op: str
    key: str
    hint_for: str | None


class Stored(NamedTuple):
    """Acknowledges a Store or a Remove on behalf of a home node."""

    op: str
    home: str


class Ask(NamedTuple):
    """What do you have under this key?"""

    op: str
    key: str


class Answer(NamedTuple):
    """This is what I have; None: nothing."""

    op: str
    key: str
    record: Record | None


class Repair(NamedTuple):
    """A replier that was behind gets the result of the read. Not acknowledged."""

    key: str
    record: Record


class HandBack(NamedTuple):
    """A hint comes home."""

    key: str
    record: Record


class HandedBack(NamedTuple):
    """A hint has come home: it can be forgotten."""

    key: str
    version: Version


class Push(NamedTuple):
    """Anti-entropy: all that I have. The other side answers with what is newer or missing here."""

    records: tuple[tuple[str, Record], ...]


class Pull(NamedTuple):
    """Anti-entropy: what you lack."""

    records: tuple[tuple[str, Record], ...]


class Hashes(NamedTuple):
    """Anti-entropy by Merkle trees: the hashes that I have at these places of a level (0 is the root)."""

    level: int
    hashes: tuple[tuple[int, str], ...]


class Listing(NamedTuple):
    """The leaves that differ, and the versions of all my keys in them."""

    leaves: tuple[int, ...]
    versions: tuple[tuple[str, Version], ...]


class Swap(NamedTuple):
    """Records that are newer or missing at your side, and the keys of those that I lack."""

    records: tuple[tuple[str, Record], ...]
    wanted: tuple[str, ...]


class Tick(NamedTuple):
    """A periodic timer: 'anti_entropy' or 'handoff'."""

    what: str


class GiveUp(NamedTuple):
    """By the brief's rule: time is up for a write ('give_up'); when this tick is over it has failed ('failed')."""

    op: str
    what: str = "give_up"


Body = Store | Remove | Stored | Ask | Answer | Repair | HandBack | HandedBack | Push | Pull | Hashes | Listing | Swap
"""What its messages say."""

Timer = str | Tick | GiveUp
Env = Environment[Config]
Result = tuple[State, tuple[Effect, ...]]


def newer(record: Record, other: Record | None) -> bool:
    """True if a record would replace the other (None: nothing there)."""
    return other is None or record.version > other.version


def with_pending(state: State, pending: Pending) -> State:
    """The state with this operation as it now stands."""
    return State(
        state.store, state.hints, state.issued, {**state.pending, pending[0].op: pending}, state.round, state.given
    )


def without_pending(state: State, op: str) -> State:
    """The state without an operation that has ended."""
    return State(state.store, state.hints, state.issued, without(state.pending, op), state.round, state.given)


def without(mapping: Mapping[Any, Any], key: Any) -> dict[Any, Any]:
    """The same without one key."""
    rest = dict(mapping)
    rest.pop(key, None)
    return rest


def by_clock(config: Config, clock: int, *rest: Any) -> Version:
    """A version from a clock's reading, in the form that this configuration compares."""
    return (clock, 0, *rest) if config.version == "hybrid" else (clock, *rest)
