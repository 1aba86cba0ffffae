"""What gateways cost and what they were worth, in numbers.

Rules of this file
* Hits are attempts that reached an instance, whatever it then did: the load of the backend. Amplification is hits per
  request. An attempt that a breaker stops is none; a probe is not counted.
* Latency is what a client felt: ticks from the request to whatever it was told, an answer or not; percentiles as in
  engine/analysis/metrics.
* Three shares of the requests that have ended, or of time: `success` (answered, degraded or not: what a dashboard
  shows), `served` (answered properly, of those whose gateway was up: what CAP asks), `uptime` (of the time, while at
  least one instance was running: what a contract promises).
* A request that was carried out more than once: at an instance, or under several versions at a store.

Sources: Gilbert & Lynch 2002 (availability); Brooker, "Timeouts, retries, and backoff with jitter" (amplification).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from engine.analysis.metrics import percentile
from engine.availability.messages import Call
from engine.model import Note
from engine.protocols.service.analysis import carried_out
from engine.resilience.walks import walks
from engine.trace import Trace


@dataclass(frozen=True, slots=True)
class Counts:
    """Counts of all requests through gateways. told: how many ended in each way, by status. p50, p95, p99: ticks, None
    where none has ended. success, served, uptime: shares, as above."""

    calls: int
    attempts: int
    retries: int
    blocked: int
    hits: int
    told: Mapping[str, int]
    p50: int | None
    p95: int | None
    p99: int | None
    success: float | None
    served: float | None
    uptime: float | None

    @property
    def amplification(self) -> float | None:
        """Hits per request; None where nothing was asked."""
        return self.hits / self.calls if self.calls else None


class Bucket(NamedTuple):
    """Attempts sent from a tick on: first ones and later ones."""

    start: int
    first: int
    again: int


def counts(trace: Trace) -> Counts:
    """All numbers at the end of a run."""
    walked = walks(trace)
    ended = [walk.op for walk in walked if walk.op.status != "pending"]
    told = Counter(op.status for op in ended)
    took = [op.done - op.issued for op in ended if op.done is not None]
    steps = [step for walk in walked for step in walk.steps]
    asked = [step for step in steps if step.what == "attempt"]
    up = [op for op in ended if op.node_down is None]
    return Counts(
        calls=len(walked),
        attempts=len(asked),
        retries=sum(step.nth > 1 for step in asked),
        blocked=sum(step.what == "blocked" for step in steps),
        hits=sum(event.kind == "deliver" and isinstance(event.cause.body, Call) for event in trace.events),
        told=dict(sorted(told.items())),
        p50=percentile(took, 50),
        p95=percentile(took, 95),
        p99=percentile(took, 99),
        success=(told["ok"] + told["degraded"]) / len(ended) if ended else None,
        served=sum(op.status == "ok" for op in up) / len(up) if up else None,
        uptime=_uptime(trace),
    )


def attempts(trace: Trace, width: int) -> tuple[Bucket, ...]:
    """Attempts in stretches of so many ticks, from 0 to the end; empty stretches too."""
    first, again = Counter[int](), Counter[int]()
    for walk in walks(trace):
        for step in walk.attempts:
            (again if step.nth > 1 else first)[step.start // width] += 1
    return tuple(Bucket(place * width, first[place], again[place]) for place in range(trace.end // width + 1))


def outcomes(trace: Trace, width: int) -> tuple[tuple[int, Mapping[str, int]], ...]:
    """How many requests ended in each way, in stretches of so many ticks; empty stretches too."""
    found: dict[int, Counter[str]] = {}
    for walk in walks(trace):
        if walk.op.done is not None:
            found.setdefault(walk.op.done // width, Counter())[walk.op.status] += 1
    return tuple((place * width, dict(found.get(place, {}))) for place in range(trace.end // width + 1))


def repeated(trace: Trace) -> dict[str, int]:
    """By request how often it was carried out, where that was more than once."""
    times = Counter(dict(_carried_out(trace)))
    return {walk.op.id: times[walk.op.id] for walk in walks(trace) if times[walk.op.id] > 1}


def _carried_out(trace: Trace) -> Iterator[tuple[str, int]]:
    done = carried_out(trace, trace.last)
    if done is not None:
        yield from done.items()
        return
    given: dict[str, list[Any]] = {}
    for event in trace.events:
        for effect in event.effects:
            if isinstance(effect, Note) and effect.code == "version":
                versions = given.setdefault(effect.values["op"], [])
                if effect.values["version"] not in versions:
                    versions.append(effect.values["version"])
    yield from ((op, len(versions)) for op, versions in given.items())


def _uptime(trace: Trace) -> float | None:
    """The share of time in which an instance was running."""
    if not trace.end:
        return None
    nodes, dark, since = trace.scenario.system.names, 0, None
    for index, network in trace.networks:
        tick, lost = trace.events[min(index, trace.last)].tick, network.down.issuperset(nodes)
        if lost and since is None:
            since = tick
        elif not lost and since is not None:
            dark, since = dark + tick - since, None
    dark += trace.end - since if since is not None else 0
    return 1 - dark / trace.end
