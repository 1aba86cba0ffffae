"""What a gateway is made of, and what it and its instances say to each other."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from engine.availability import retry
from engine.availability.breaker import Breaker
from engine.availability.breaker import Rule as Breaking
from engine.availability.health import Health
from engine.model import Effect, Environment, Reason, Request, Value, Why


class Config(NamedTuple):
    """The settings of a gateway, all filled in. services: who serves what, by name, in node order."""

    name: str
    services: Mapping[str, tuple[str, ...]]
    check: int
    check_timeout: int
    rise: int
    fall: int
    passive: bool
    none_healthy: str
    breaker: str
    threshold: int
    cooldown: int
    window: int
    probes: int
    counts: str
    retries: int
    backoff: int
    factor: int
    cap: int
    jitter: bool
    budget: int
    retry_on: str
    elsewhere: bool
    idempotent: bool
    attempt: int
    fallback: str
    flaw: tuple[str, ...] = ()

    @property
    def nodes(self) -> tuple[str, ...]:
        """The instances that it asks, in order of their services."""
        return tuple(dict.fromkeys(node for nodes in self.services.values() for node in nodes))

    @property
    def breaking(self) -> Breaking:
        """The breaker's part of the settings."""
        wrong = ("failures_add_up" in self.flaw, "half_open_floods" in self.flaw, "hasty_breaker" in self.flaw)
        return Breaking(self.threshold, self.window, self.probes, *wrong)

    @property
    def retrying(self) -> retry.Rule:
        """The retries' part of the settings."""
        return retry.Rule(self.retries, self.backoff, self.factor, self.cap, self.jitter, self.budget)


class Walk(NamedTuple):
    """A call on its way. tried: an instance for each attempt. asked: the number of the question under way (0: none).

    let: the breaker that let it through and its epoch (None: no breaker). doubt: may it have been carried out?
    listed: the instances that were well when it began.
    """

    request: Request
    service: str
    tried: tuple[str, ...] = ()
    asked: int = 0
    let: tuple[str, int] | None = None
    doubt: bool = False
    listed: tuple[str, ...] | None = None


class State(NamedTuple):
    """A gateway. Nothing of it is on disk: one that recovers knows nothing.

    asked: questions sent so far, probes and attempts alike. calls, retries: begun so far. probing: by service and
    instance the question that waits for an answer. kept: the last good answer to each read, for `fallback=stale`.
    opened: by breaker, what the clock said as it opened.
    """

    asked: int
    calls: int
    retries: int
    walks: Mapping[str, Walk]
    health: Mapping[tuple[str, str], Health]
    probing: Mapping[tuple[str, str], int]
    breakers: Mapping[str, Breaker]
    kept: Mapping[tuple[str, str], tuple[Value, Any]]
    opened: Mapping[str, int]


NEW = State(0, 0, 0, {}, {}, {}, {}, {}, {})


class Call(NamedTuple):
    """Please carry this out. nth: the attempt, from 1. The request's id names the attempt: so an answer finds home."""

    op: str
    nth: int
    request: Request


class Answered(NamedTuple):
    """What became of an attempt: status 'ok' or 'refused', with what a reader is told."""

    op: str
    nth: int
    status: str
    value: Any
    version: Any
    reason: Reason | None
    why: Why | None
    seen: Mapping[str, int] | None
    deps: Mapping[str, Any] | None


class Probe(NamedTuple):
    """Are you well?"""

    service: str
    number: int


class Probed(NamedTuple):
    """I am, or I am not."""

    service: str
    number: int
    good: bool


class Tick(NamedTuple):
    """A timer: 'check', 'probe' (until an answer), 'attempt', 'retry', 'cool'. about: what it is for."""

    what: str
    about: Any = None


Env = Environment[Config]
Result = tuple[State, tuple[Effect, ...]]
