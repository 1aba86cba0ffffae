"""How instances were, what a gateway believed of them, and how its breakers stood: as stretches of time.

Rules of this file
* A span holds from the end of its first tick to that of its last; spans of one thing follow each other without gaps
  to the end of the run.
* How an instance is, as users of a service feel it: 'down' (it does not run), 'cut' (the gateway does not reach it, or
  hears nothing from it), else as it was told to behave ('ok', 'slow', 'error', 'hang', 'lost_reply', 'gray').
* It fails unless it is 'ok' or 'slow'. A failure is detected when the gateway believes the instance to be unhealthy;
  a failure that ends before is not detected.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from engine.availability import probe
from engine.availability.breaker import Breaker
from engine.availability.endpoints import endpoint_of
from engine.model import Behave, Event
from engine.protocols.service.analysis import behaviour
from engine.trace import Trace

FINE = ("ok", "slow")

Pair = tuple[str, str]
"""A service and one of its instances."""


class Span(NamedTuple):
    """A stretch of ticks in one state."""

    start: int
    end: int
    state: str


class Detection(NamedTuple):
    """A failure of an instance for a service. noticed: the tick at which the gateway believed it (None: never)."""

    service: str
    instance: str
    how: str
    since: int
    until: int
    noticed: int | None

    @property
    def delay(self) -> int | None:
        """Ticks that went by before it was noticed."""
        return None if self.noticed is None else self.noticed - self.since


def truths(trace: Trace, gateway: str) -> dict[Pair, tuple[Span, ...]]:
    """How each instance was, by service and instance, as spans of the states above."""
    moments = [index for index, event in enumerate(trace.events) if _matters(event)]
    return {
        pair: _spans(trace, ((index, _truly(trace, gateway, pair, index)) for index in moments))
        for pair in _pairs(trace, gateway)
    }


def beliefs(trace: Trace, gateway: str) -> dict[Pair, tuple[Span, ...]]:
    """What the gateway believed of each instance: 'unknown', 'healthy' or 'unhealthy'."""
    config = endpoint_of(trace.scenario, gateway).config
    return {
        pair: _spans(trace, ((i, probe.believed_health(config, state, *pair)) for i, state in trace.states(gateway)))
        for pair in _pairs(trace, gateway)
    }


def breakers(trace: Trace, gateway: str) -> dict[str, tuple[Span, ...]]:
    """How each breaker stood that was ever asked: 'closed', 'open' or 'half_open'."""
    names = dict.fromkeys(name for _, state in trace.states(gateway) for name in state.breakers)
    return {
        name: _spans(trace, ((i, state.breakers.get(name, Breaker()).state) for i, state in trace.states(gateway)))
        for name in names
    }


def breaker_at(trace: Trace, gateway: str, index: int) -> dict[str, Breaker]:
    """Every breaker of a gateway right after an event."""
    return dict(trace.state(gateway, index).breakers)


def detections(trace: Trace, gateway: str) -> tuple[Detection, ...]:
    """Every failure of an instance, in order of time, and when the gateway came to believe it."""
    believed, failures = beliefs(trace, gateway), []
    for pair, spans in truths(trace, gateway).items():
        for start, end, how in _failures(spans):
            known = (max(one.start, start) for one in believed[pair] if one.state == "unhealthy" and one.end > start)
            noticed = next(known, None)
            failures.append(Detection(*pair, how, start, end, noticed if noticed is None or noticed < end else None))
    return tuple(sorted(failures, key=lambda one: one.since))


def _failures(spans: Iterable[Span]) -> Iterable[Span]:
    """Stretches in which an instance failed, in whatever ways; named by the first."""
    failing: Span | None = None
    for span in spans:
        if span.state in FINE:
            if failing is not None:
                yield failing
            failing = None
        else:
            failing = span if failing is None else failing._replace(end=span.end)
    if failing is not None:
        yield failing


def _pairs(trace: Trace, gateway: str) -> list[Pair]:
    services = endpoint_of(trace.scenario, gateway).config.services
    return [(service, instance) for service, instances in services.items() for instance in instances]


def _matters(event: Event) -> bool:
    return event.kind in ("start", "fault") or isinstance(event.cause, Behave)


def _truly(trace: Trace, gateway: str, pair: Pair, index: int) -> str:
    service, instance = pair
    network = trace.network(index)
    if instance in network.down:
        return "down"
    if (gateway, instance) in network.cut or (instance, gateway) in network.cut:
        return "cut"
    return behaviour(trace, instance, service, index)


def _spans(trace: Trace, states: Iterable[tuple[int, str]]) -> tuple[Span, ...]:
    """Stretches from what was so after some events, in order; within a tick the last one counts."""
    last: dict[int, str] = {}
    for index, state in states:
        last[trace.events[index].tick] = state
    spans: list[Span] = []
    for tick, state in last.items():
        if spans and spans[-1].state == state:
            continue
        if spans:
            spans[-1] = spans[-1]._replace(end=tick)
        spans.append(Span(tick, trace.end, state))
    return tuple(spans)
