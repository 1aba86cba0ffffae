"""The leases of a majority_lock run: who held a lock, who believed so, which late tokens came, what is left prepared.

Rules of this file
* What the lock service has in its table is one thing, what a holder believes another; both are read from states.
* Of several lock nodes a lock is whose it is in the tables of a majority; its lease ends when it ends at so many that
  no majority is left.
* Everything is as of an event: what had not happened by then is None or left out.
* A belief ends when the holder is done with its write, or crashes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from heapq import merge
from typing import NamedTuple

from engine.model import Crash, Message, Note, Send, Value
from engine.protocols.majority_lock.messages import Commit, Committed
from engine.protocols.majority_lock.state import Pending, State
from engine.protocols.majority_lock.state import Tenure as Held
from engine.trace import Trace

Moments = tuple[tuple[int, str], ...]
"""(tick, node) each."""


@dataclass(frozen=True, slots=True)
class Tenure:
    """One tenure of a lock, times in ticks of the run but for `until`, which is by the lock service's clock.

    end is None while the service has it as held, how then 'held', else 'released' or 'lapsed'. believed: since when
    and until when (None: still) its holder acted on it, None where the grant has not reached it. refused: where and
    when storage turned its token down. overwrote: where and when its commit took the place of a greater token.
    """

    key: str
    token: int
    node: str
    op: str
    start: int
    until: int | None
    end: int | None
    how: str
    believed: tuple[int, int | None] | None
    refused: Moments
    overwrote: Moments

    def past(self, now: int) -> tuple[int, int] | None:
        """(from, to) in ticks: when its holder acted on a lock that was no longer its own; None if it did not."""
        if self.believed is None or self.end is None:
            return None
        start, end = max(self.believed[0], self.end), now if self.believed[1] is None else self.believed[1]
        return (start, end) if start < end else None


@dataclass(frozen=True, slots=True)
class Leftover:
    """A value that a node keeps aside for a write that has ended; status: as its client was told by then."""

    node: str
    key: str
    value: Value
    token: int
    op: str
    status: str


class _Belief(NamedTuple):
    """A write that acts as the holder of a lock. since, ends (None: not yet): indices of events; until: its lease."""

    key: str
    token: int
    node: str
    op: str
    until: int | None
    since: int
    ends: int | None


def tenures(trace: Trace, index: int) -> tuple[Tenure, ...]:
    """All tenures up to the event with this index, as they began."""
    found = list(_granted(trace, index))
    refused, overwrote = _late_tokens(trace, index)
    for one in _beliefs(trace, index):
        tick = trace.events[one.since].tick
        same = [at for at, tenure in enumerate(found) if tenure.op == one.op]
        if not same:  # a majority granted it, but no majority had it at one time
            found.append(Tenure(one.key, one.token, one.node, one.op, tick, one.until, tick, "lapsed", None, (), ()))
        at = max(same or [-1], key=lambda at: found[at].token == one.token)
        found[at] = replace(
            found[at],
            token=one.token,
            believed=_span(trace, one, index),
            refused=refused.get(one.token, ()),
            overwrote=overwrote.get(one.token, ()),
        )
    return tuple(sorted(found, key=lambda one: one.start))


def _granted(trace: Trace, index: int) -> Iterator[Tenure]:
    """Tenures as the lock service has them."""
    now: Mapping[str, Held] = {}
    began: dict[str, Tenure] = {}
    for at, tables in _tables(trace, index):
        before, now, tick = now, tables, trace.events[at].tick
        for key in dict.fromkeys((*before, *now)):
            old, new = before.get(key), now.get(key)
            if old is not None and (new is None or new.op != old.op):
                how = "lapsed" if "lease_over" in _note_codes(trace, at) else "released"
                yield replace(began.pop(key), end=tick, how=how)
            if new is not None:
                start = began[key].start if key in began else tick
                began[key] = Tenure(key, new.token, new.node, new.op, start, new.until, None, "held", None, (), ())
    yield from began.values()


def leftovers(trace: Trace, index: int) -> tuple[Leftover, ...]:
    """What nodes keep aside after the event with this index for writes that their coordinators are done with."""
    holders = {one.token: one for one in _beliefs(trace, index)}
    ended = {op.id: op.status for op in trace.operations if op.last is not None and op.last <= index}
    found = []
    for node in trace.scenario.system.names:
        for key, record in sorted(trace.state(node, index).tentative.items()):
            holder = holders[record.version[0]]
            if not _is_at_work(trace, holder.node, holder.op, index):
                status = ended.get(holder.op, "pending")
                found.append(Leftover(node, key, record.value, holder.token, holder.op, status))
    return tuple(found)


def _tables(trace: Trace, index: int) -> Iterator[tuple[int, Mapping[str, Held]]]:
    """By key who holds its lock in the tables of a majority of the lock nodes, with each event that changed any."""
    names = trace.scenario.system.names
    nodes = dict(trace.scenario.system.settings).get("lock", names[:1])
    tables: dict[str, State] = {}
    states = [[(at, node, state) for at, state in trace.states(node)] for node in nodes]
    for at, node, state in merge(*states, key=lambda one: one[0]):
        if at > index:
            return
        tables[node] = state
        yield at, _by_majority(tables.values(), len(nodes) // 2 + 1)


def _by_majority(tables: Iterable[State], majority: int) -> Mapping[str, Held]:
    """Of those whom enough have in their tables; until: after that fewer than enough have, each by its own clock."""
    having: dict[tuple[str, str], list[Held]] = {}
    for state in tables:
        for key, (held, _) in state.locks.items():
            if held is not None:
                having.setdefault((key, held.op), []).append(held)
    found = {}
    for (key, _), same in having.items():
        if len(same) >= majority:
            ends = sorted((one.until for one in same if one.until is not None), reverse=True)
            found[key] = max(same, key=lambda one: one.token)._replace(until=ends[majority - 1] if ends else None)
    return found


def _note_codes(trace: Trace, at: int) -> list[str]:
    return [effect.code for effect in trace.events[at].effects if isinstance(effect, Note)]


def _is_at_work(trace: Trace, node: str, op: str, index: int) -> bool:
    return node not in trace.network(index).down and _holds(trace.state(node, index).pending.get(op))


def _holds(pending: Pending | None) -> bool:
    return pending is not None and pending.phase in ("prepare", "commit")


def _beliefs(trace: Trace, index: int) -> Iterator[_Belief]:
    """What every node has taken for its own, up to an event."""
    for node in trace.scenario.system.names:
        acting: dict[str, _Belief] = {}
        for at, state in trace.states(node):
            if at > index:
                break
            now = {op: pending for op, pending in state.pending.items() if _holds(pending)}
            yield from (acting.pop(op)._replace(ends=at) for op in [*acting] if op not in now)
            for op, one in now.items():
                assert one.record is not None
                new = _Belief(one.request.key, one.record.version[0], node, op, one.until, at, None)
                acting.setdefault(op, new)
        yield from acting.values()


def _span(trace: Trace, belief: _Belief, index: int) -> tuple[int, int | None]:
    """From when to when a node acted, in ticks: a crash ends it, too."""
    ends = [
        at
        for at, event in enumerate(trace.events[: index + 1])
        if at > belief.since and isinstance(event.cause, Crash) and event.cause.node == belief.node
    ]
    ends = sorted(ends if belief.ends is None else [*ends, belief.ends])
    return trace.events[belief.since].tick, trace.events[ends[0]].tick if ends else None


def _late_tokens(trace: Trace, index: int) -> tuple[dict[int, Moments], dict[int, Moments]]:
    """By token: where the storage refused it, and where its commit took the place of a greater one."""
    refused: dict[int, Moments] = {}
    overwrote: dict[int, Moments] = {}
    for at, event in enumerate(trace.events[: index + 1]):
        node, body = event.node, event.cause.body if isinstance(event.cause, Message) else None
        if node is None:
            continue
        for effect in event.effects:
            if isinstance(effect, Note) and effect.code == "fenced_off":
                token = effect.values["token"]
                refused[token] = (*refused.get(token, ()), (event.tick, node))
            elif isinstance(body, Commit) and _is_ack(effect):
                token, old = body.record.version[0], trace.state(node, at - 1).store.get(body.key)
                if old is not None and old.version > body.record.version:
                    overwrote[token] = (*overwrote.get(token, ()), (event.tick, node))
    return refused, overwrote


def _is_ack(effect: object) -> bool:
    return isinstance(effect, Send) and isinstance(effect.body, Committed)
