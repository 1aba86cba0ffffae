"""Many clients, one outage: a script in which all of them call within a short time while the service fails.

Rules of this file
* One instance, one gateway, no health checks: what is seen is the retries' own doing. The script is within the limits
  of the app (script/limits.py) and can be opened like any other.
* Clients call at even distances within `spread` ticks from tick 10 on; the instance fails until tick `outage`.
"""

from __future__ import annotations

from dataclasses import dataclass

from engine.model import Behave, Call, Command, Gateway, Latency, Scenario, System
from engine.script.rewrite import gateway_with

CLIENTS_MAX = 400
"""Calls at most: with the two commands of the outage within the 500 commands of a script."""
BEGIN = 10
"""The tick of the first call, after the outage has begun."""


@dataclass(frozen=True, slots=True)
class Crowd:
    """What a crowd does. spread, outage: ticks. how: the instance's behaviour in the outage; the rest as in the
    gateway's settings."""

    clients: int = 100
    spread: int = 20
    outage: int = 1_000
    how: str = "error"
    retries: int = 6
    backoff: int = 100
    factor: int = 2
    cap: int = 0
    budget: int = 0
    breaker: str = "off"


def crowd(asked: Crowd, jitter: bool) -> Scenario:
    """The scenario of a crowd that retries in lockstep, or with jitter."""
    chosen = {
        "check": 0, "breaker": asked.breaker, "retries": asked.retries, "backoff": asked.backoff,
        "factor": asked.factor, "cap": asked.cap, "jitter": jitter, "budget": asked.budget, "attempt": 50,
    }  # fmt: skip
    count = min(asked.clients, CLIENTS_MAX)
    calls = [
        Call(BEGIN + asked.spread * place // count, "g1", "a", None, f"u{place + 1}", f"c{place + 1}")
        for place in range(count)
    ]
    failing: list[Command] = [Behave(0, "n1", asked.how), Behave(asked.outage, "n1", "ok")]
    return Scenario(
        System("service", 1),
        Latency(5, 5),
        timeout=100_000,
        commands=tuple(sorted((*failing, *calls), key=lambda one: one.tick)),
        gateways=(gateway_with(Gateway("g1"), chosen),),
    )
