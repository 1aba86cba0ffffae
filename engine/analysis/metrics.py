"""Metrics of a run, at any moment of it and under any protocol.

Rules of this file
* Asked: the requests that have ended by then. Yield: the share of them that was answered, in full or
  degraded (status 'ok' or 'degraded').
* Harvest of an answered read, in full or degraded: of the writes to its key acknowledged before the tick in which it
  was issued, the share that its answer stands for (version_order.covers); 1 where there were none, and 0 of an answer
  that a gateway made up. The metric is the mean over all answered reads. So a degraded answer saves yield and pays with
  harvest, which is the trade that Fox and Brewer speak of.
* Age of a read: how long ago, when it was issued, the oldest write that its answer lacks had been acknowledged; a
  write counts as lacking as in harvest. 0: it lacked nothing.
* Latency: ticks from request to answer, of answered requests; a percentile is the least that so many did not exceed.
* RPO: the acknowledged writes that are lost (durability.py).
* RTO: ticks from the last write answered up to the first change of primary or leader to the first answered write
  that the new one numbered (its epoch or term is higher). None without such a change, or before it has answered.
* Ticks without a leader: leadership.py.
* Copies are equal at the end of a tick if all live nodes hold the same under every key (checks/converged.py). A stretch
  lasts until the next begins, the last one to the end.

Sources: Fox & Brewer 1999 (harvest and yield); Gilbert & Lynch 2002 (availability); Vogels 2009 (when "eventually" is).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from engine.analysis.durability import lost_writes
from engine.analysis.leadership import leaderless
from engine.availability.endpoints import replicas, view_of
from engine.checks.available import available
from engine.checks.converged import values
from engine.checks.history import known
from engine.clocks import version_order as versions
from engine.model import Event, NodeView, Note, Operation, Promote
from engine.trace import Trace


@dataclass(frozen=True, slots=True)
class Stretch:
    """Ticks in which copies were equal, or were not: from the end of `start` to that of `end`."""

    start: int
    end: int
    equal: bool


@dataclass(frozen=True, slots=True)
class Metrics:
    """All metrics of a run at one moment; the rules above say what each means.

    asked, answered, degraded, refused, unknown: operations that have ended, and how. available: the outcome of the
    check. harvest: a share, None where nothing was read. p50, p99, rto: ticks, None where nothing was answered. ages:
    (read, ticks), in order. lost: ids of writes. leaderless: ticks, None where there is no
    leader by design. equal_since: the tick since which copies are equal (None: they are
    not). stretches: from tick 0 on, without gaps.
    """

    asked: int
    answered: int
    degraded: int
    refused: int
    unknown: int
    available: str
    harvest: float | None
    p50: int | None
    p99: int | None
    ages: tuple[tuple[str, int], ...]
    lost: tuple[str, ...]
    rto: int | None
    leaderless: int | None
    equal_since: int | None
    stretches: tuple[Stretch, ...]

    @property
    def served(self) -> float | None:
        """The yield: the share of ended requests that was answered, in full or degraded; None where none has ended."""
        return (self.answered + self.degraded) / self.asked if self.asked else None

    @property
    def oldest(self) -> int:
        """The greatest age of a read, in ticks; 0 where there was none."""
        return max((age for _, age in self.ages), default=0)


def metrics_of(trace: Trace, index: int | None = None) -> Metrics:
    """The metrics as they stand after an event (None: the last)."""
    index = trace.last if index is None else index
    tick = trace.end if index == trace.last else trace.events[index].tick
    history = known(trace.operations, tick)
    ended = [op.status for op in history if op.status != "pending"]
    took = [op.done - op.issued for op in history if op.status == "ok" and op.done is not None]
    told = [op for op in history if op.kind == "read" and op.status in ("ok", "degraded")]
    lacks = [(op, *lacking(op, history)) for op in told]
    harvests = [_harvest(op, len(lacked), before) for op, lacked, before in lacks]
    stretches = tuple(equality(trace, tick))
    return Metrics(
        asked=len(ended),
        answered=ended.count("ok"),
        degraded=ended.count("degraded"),
        refused=ended.count("refused"),
        unknown=ended.count("unknown"),
        available=available(history).outcome,
        harvest=sum(harvests) / len(harvests) if harvests else None,
        p50=percentile(took, 50),
        p99=percentile(took, 99),
        ages=tuple((op.id, max((op.issued - done for done in lacked), default=0)) for op, lacked, _ in lacks),
        lost=lost_writes(trace, index),
        rto=rto(trace.events[: index + 1], history),
        leaderless=leaderless(trace, index),
        equal_since=stretches[-1].start if stretches[-1].equal else None,
        stretches=stretches,
    )


def _harvest(read: Operation, lacked: int, before: int) -> float:
    made_up = read.why is not None and read.why.rule == "made_up"
    return 0.0 if made_up else 1 - lacked / before if before else 1.0


def lacking(read: Operation, history: Sequence[Operation]) -> tuple[list[int], int]:
    """The ticks at which the writes that a read lacks were acknowledged, and how many writes it should cover."""
    before = [
        op
        for op in history
        if op.key == read.key and op.kind != "read" and op.status == "ok" and (op.done or 0) < read.issued
    ]
    return [op.done or 0 for op in before if not versions.covers(read.version, op.version)], len(before)


def percentile(numbers: Sequence[int], percent: int) -> int | None:
    """The least of the numbers that so many in a hundred do not exceed (nearest rank)."""
    if not numbers:
        return None
    rank = -(-len(numbers) * percent // 100)
    return sorted(numbers)[rank - 1]


def rto(events: Sequence[Event], history: Sequence[Operation]) -> int | None:
    """The recovery time: ticks without an answered write around the first change of primary or leader (or None)."""
    writes = [
        (op.done, op.version[0])
        for op in history
        if op.kind != "read" and op.status == "ok" and op.done is not None and isinstance(op.version, tuple)
    ]
    for event in events:
        if not _is_takeover(event):
            continue
        before = max(((done, epoch) for done, epoch in writes if done <= event.tick), default=None)
        if before is None:
            continue
        after = min((done for done, epoch in writes if done > before[0] and epoch > before[1]), default=None)
        return None if after is None else after - before[0]
    return None


def _is_takeover(event: Event) -> bool:
    elected = any(isinstance(effect, Note) and effect.code == "elected" for effect in event.effects)
    return elected or (event.kind == "tend" and isinstance(event.cause, Promote))


def equality(trace: Trace, until: int | None = None) -> Iterator[Stretch]:
    """When copies were equal and when not, from tick 0 to `until` (None: the end of the run)."""
    until = trace.end if until is None else until
    start, equal = 0, True
    for tick, now in _equal_after(trace):
        if tick > until:
            break
        if now != equal:
            if tick > start:
                yield Stretch(start, tick, equal)
            start, equal = tick, now
    yield Stretch(start, until, equal)


def _equal_after(trace: Trace) -> Iterator[tuple[int, bool]]:
    """By tick in which anything happened: are all live copies equal at its end?"""
    homes = frozenset(replicas(trace.scenario.system))
    views: dict[str, NodeView] = {}
    down: frozenset[str] = frozenset()
    differ: set[str] = set()
    for index, event in enumerate(trace.events):
        touched: Mapping[str, Any] = {}
        if event.node is not None and event.node in homes and event.state is not None:
            old, view = views.get(event.node), view_of(trace.scenario, event.node, event.state)
            views[event.node] = view
            touched = _changed(old, view)
        if (gone := frozenset(trace.network(index).down)) != down:
            down, touched = gone, {key: None for view in views.values() for key in view.store}
        for key in touched:
            (differ.discard if _same(views, down, key) else differ.add)(key)
        if index == trace.last or trace.events[index + 1].tick != event.tick:
            yield event.tick, not differ


def _changed(old: NodeView | None, new: NodeView) -> dict[str, None]:
    before = old.store if old else {}
    return {key: None for key in {**before, **new.store} if before.get(key) != new.store.get(key)}


def _same(views: Mapping[str, NodeView], down: frozenset[str], key: str) -> bool:
    live = [view for node, view in views.items() if node not in down and (key in view.store or not view.soft)]
    return len({values(view, key) for view in live}) < 2
