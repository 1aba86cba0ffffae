"""What a node of quorum is: its configuration, its state, its timers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from engine.model import Effect, Environment, Request, Value, Version
from engine.model.records import new
from engine.protocols.flushing import ALWAYS, Flush
from engine.structures.growing_map import GrowingMap
from engine.structures.mappings import without


class Config(NamedTuple):
    """The settings of a run, all filled in. handoff, anti_entropy: ticks, 0 is off. w, r: see Quorums.

    home: the nodes that keep copies, in node order; all others can only keep hints. when_stale: see sessions.py.
    """

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
    flush: Flush = ALWAYS

    def asked(self, need: int) -> tuple[str, ...]:
        """The home nodes that a round which needs so many is sent to: all of them, but for flaw=first_quorum."""
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
    (a read that still repairs late repliers). need: replies that finish the round. answers: (node, its record) each,
    None for an absent key. acks: the home nodes for which somebody has acknowledged. record: what is stored, or the
    answer.
    """

    request: Request
    phase: str
    need: int
    answers: tuple[tuple[str, Record | None], ...]
    acks: tuple[str, ...]
    record: Record | None


class State(NamedTuple):
    """A node. store, hints, issued and given are on disk; pending and round are gone after a crash.

    hints: by (home node, key). issued: the last version that it gave, or with `version=hybrid` met. round: how many
    anti-entropy rounds it has begun. given: by reading of its clock, the third part of the last version with it (0:
    none); a clock that is set back shows the same reading again.

    The four steps of every operation build it by position, which is faster than _replace: whoever adds a field finds
    them by mypy.
    """

    store: Mapping[str, Record]
    hints: Mapping[tuple[str, str], Record]
    issued: Version
    pending: Mapping[str, Pending]
    round: int
    given: GrowingMap[int, int]

    def with_issued(self, version: Version) -> State:
        """The state with this version as the last that was given."""
        return State(self.store, self.hints, version, self.pending, self.round, self.given)


class Tick(NamedTuple):
    """A periodic timer: 'anti_entropy' or 'handoff'."""

    what: str


class GiveUp(NamedTuple):
    """A write's timer of flaw=timeout_fails: 'give_up' when its time is up, 'failed' at the end of that tick."""

    op: str
    what: str = "give_up"


Timer = str | Tick | GiveUp
Env = Environment[Config]
Result = tuple[State, tuple[Effect, ...]]
Handler = Callable[[Env, State, str, Any], Result]
"""Who handles messages of one type: (environment, state, sender, body) -> (state, effects)."""


def is_newer(record: Record, other: Record | None) -> bool:
    """Would this record replace the other (None: nothing there)?"""
    return other is None or record.version > other.version


def with_pending(state: State, pending: Pending) -> State:
    """The state with an operation as it now stands."""
    store, hints, issued, others, round, given = state
    return new(State, (store, hints, issued, {**others, pending[0][0]: pending}, round, given))


def without_pending(state: State, op: str) -> State:
    """The state without an operation that has ended; the same if there is none."""
    store, hints, issued, pending, round, given = state
    return new(State, (store, hints, issued, without(pending, op), round, given))


def version_by_clock(config: Config, clock: int, *rest: Any) -> Version:
    """A version from a clock's reading, as this configuration compares them: (clock, ...) or (clock, 0, ...)."""
    return (clock, 0, *rest) if config.version == "hybrid" else (clock, *rest)
