"""The leases of a majority_lock run: who held a lock, who believed so, which late tokens came, what is left prepared.

Rules of this file
* What the lock service has in its table is one thing, what a holder believes another; both are read from states.
* Everything is as of an event: what had not happened by then is None or left out.
* A belief ends when the holder is done with its write, or crashes.
"""

from __future__ import annotations

from dataclasses import dataclass

from engine.model import Crash, Message, Note, Send, Value
from engine.protocols.majority_lock.messages import Commit, Committed
from engine.protocols.majority_lock.state import Pending
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


def tenures(trace: Trace, index: int) -> tuple[Tenure, ...]:
    """All tenures up to the event with this index, in order of their tokens."""
    service = _lock_service(trace)
    began: dict[int, tuple[str, Held, int]] = {}
    ended: dict[int, tuple[int, str]] = {}
    before: dict[str, Held] = {}
    for at, state in trace.states(service):
        if at > index:
            break
        now = {key: lock.held for key, lock in state.locks.items() if lock.held is not None}
        tick = trace.events[at].tick
        for key in dict.fromkeys((*before, *now)):
            old, new = before.get(key), now.get(key)
            if old is not None and old != new:
                ended[old.token] = (tick, "lapsed" if "lease_over" in _note_codes(trace, at) else "released")
            if new is not None and old != new:
                began[new.token] = (key, new, tick)
        before = now
    refused, overwrote = _late_tokens(trace, index)
    found = []
    for token, (key, held, tick) in began.items():
        end, how = ended.get(token, (None, "held"))
        believed = _believed_span(trace, held, index)
        late = refused.get(token, ()), overwrote.get(token, ())
        found.append(Tenure(key, token, held.node, held.op, tick, held.until, end, how, believed, *late))
    return tuple(found)


def leftovers(trace: Trace, index: int) -> tuple[Leftover, ...]:
    """What nodes keep aside after the event with this index for writes that their coordinators are done with."""
    granted = {tenure.token: tenure for tenure in tenures(trace, index)}
    ended = {op.id: op.status for op in trace.operations if op.last is not None and op.last <= index}
    found = []
    for node in trace.scenario.system.names:
        for key, record in sorted(trace.state(node, index).tentative.items()):
            holder = granted[record.version[0]]
            if not _is_at_work(trace, holder.node, holder.op, index):
                status = ended.get(holder.op, "pending")
                found.append(Leftover(node, key, record.value, holder.token, holder.op, status))
    return tuple(found)


def _lock_service(trace: Trace) -> str:
    return str(dict(trace.scenario.system.settings).get("lock", trace.scenario.system.names[0]))


def _note_codes(trace: Trace, at: int) -> list[str]:
    return [effect.code for effect in trace.events[at].effects if isinstance(effect, Note)]


def _is_at_work(trace: Trace, node: str, op: str, index: int) -> bool:
    return node not in trace.network(index).down and _holds(trace.state(node, index).pending.get(op))


def _holds(pending: Pending | None) -> bool:
    return pending is not None and pending.phase in ("prepare", "commit")


def _believed_span(trace: Trace, held: Held, index: int) -> tuple[int, int | None] | None:
    crashes = [
        at
        for at, event in enumerate(trace.events[: index + 1])
        if isinstance(event.cause, Crash) and event.cause.node == held.node
    ]
    first: int | None = None
    for at, state in trace.states(held.node):
        if at > index:
            break
        acts = _holds(state.pending.get(held.op))
        if acts and first is None:
            first = at
        elif not acts and first is not None:
            return trace.events[first].tick, trace.events[min([at, *(one for one in crashes if one > first)])].tick
    if first is None:
        return None
    fell = [trace.events[one].tick for one in crashes if one > first]
    return trace.events[first].tick, fell[0] if fell else None


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
