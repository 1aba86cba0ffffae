"""The caller's side: a gateway asks services for its clients, and makes failures smaller, or larger.

Rules of this file
* A gateway is a node of its own: it knows only what answers, timers and its own counts tell it. Its settings are those
  of its line in the script; the defaults are the brief's numbers, in ticks of a millisecond.
* The way of a call (calls.py): which instances are believed well (probe.py), does the breaker let it through
  (breaker.py), an attempt with a deadline of its own, a retry (retry.py), and at the end a fallback.
* A fallback's answer has the status `degraded`: an answer for the client, but not one in the sense of CAP.
* `flaw=` puts a rule of the brief in place of the right one; flaws.toml says which.

Sources: the brief, lines 159 to 352; Nygard 2018, "Release It!"; Brooker, "Timeouts, retries, and backoff with jitter".
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Never

from engine.availability import calls, probe
from engine.availability.messages import Answered, Probed
from engine.availability.state import NEW, Config, Env, Result, State, Tick
from engine.model import Deadline, NodeView, Reason, Request, Value
from engine.model.setting_kinds import Choice, Count, Flags, Kind, Period, Switch
from engine.protocols.actor import Actor, Look, MessageKind

SETTINGS: Mapping[str, Kind] = {
    "check": Period(),
    "check_timeout": Period(),
    "rise": Count(1),
    "fall": Count(1),
    "passive": Switch(),
    "none_healthy": Choice("fallback", "fail", "panic"),
    "breaker": Choice("instance", "service", "global", "off"),
    "threshold": Count(1),
    "cooldown": Period(),
    "window": Count(0, 1000),
    "probes": Count(1),
    "counts": Choice("attempts", "calls"),
    "retries": Count(0, 100),
    "backoff": Period(),
    "factor": Count(1, 10),
    "cap": Period(),
    "jitter": Switch(),
    "budget": Count(0, 1000),
    "retry_on": Choice("transport", "all"),
    "elsewhere": Switch(),
    "idempotent": Switch(),
    "attempt": Period(),
    "fallback": Choice("none", "default", "stale"),
    "flaw": Flags(
        "unknown_is_unhealthy",
        "fallback_is_ok",
        "failures_add_up",
        "half_open_floods",
        "hasty_breaker",
        "wall_clock_timer",
        "no_deadline",
        "fixed_list",
        "any_error_marks",
        "health_by_host",
        "late_probe_wins",
    ),
}
DEFAULTS: Mapping[str, Any] = {
    "check": 30_000, "check_timeout": 1_000, "rise": 1, "fall": 1, "passive": False, "none_healthy": "fallback",
    "breaker": "instance", "threshold": 5, "cooldown": 60_000, "window": 0, "probes": 1, "counts": "attempts",
    "retries": 3, "backoff": 1_000, "factor": 2, "cap": 30_000, "jitter": True, "budget": 0, "retry_on": "transport",
    "elsewhere": True, "idempotent": True, "attempt": 1_000, "fallback": "none", "flaw": (),
}  # fmt: skip
"""30 s, 5 failures, 60 s, 3 retries, factor 2: the brief's numbers (lines 251, 296, 332), in ticks of a millisecond.

Where the brief has none: probes and attempts may take 1 s, as long as the first backoff; no backoff exceeds a round of
probes.
"""


def config(name: str, chosen: Mapping[str, object], services: Mapping[str, tuple[str, ...]]) -> Config | Reason:
    """The configuration, all settings filled in; times are in ticks, here milliseconds.

    A Reason if attempt, check_timeout or cooldown is 0 (must_be_positive), a probe may outlast its period
    (longer_than_period), or the window is smaller than the threshold (smaller_than_threshold).
    """
    filled = {**DEFAULTS, **chosen}
    for setting in ("attempt", "check_timeout", "cooldown"):
        if not filled[setting]:
            return Reason("must_be_positive", {"setting": setting, "value": 0})
    if 0 < filled["check"] < filled["check_timeout"]:
        return Reason("longer_than_period", {"setting": "check_timeout", "value": filled["check_timeout"]})
    if 0 < filled["window"] < filled["threshold"]:
        return Reason("smaller_than_threshold", {"setting": "window", "value": filled["window"]})
    return Config(name=name, services=services, **filled)


def quorum(config: Config, request: Request) -> tuple[int, int]:
    """(1, number of instances): one instance answers a request."""
    return 1, len(config.services.get(calls.service_of(config, request), ()))


def start(env: Env, disk: State | None, init: tuple[tuple[str, Value], ...]) -> Result:
    """A gateway that knows nothing and begins a round of probes; nothing of one is on disk."""
    return probe.start_probe_round(env, NEW) if env.config.check else (NEW, ())


def on_request(env: Env, state: State, request: Request) -> Result:
    """A client's request."""
    return calls.start_call(env, state, request)


def on_message(env: Env, state: State, sender: str, body: Answered | Probed) -> Result:
    """Answered, to an attempt, or Probed, to a probe."""
    if isinstance(body, Probed):
        return probe.handle_probed(env, state, sender, body)
    return calls.handle_answered(env, state, sender, body)


def on_timer(env: Env, state: State, name: Deadline | Tick) -> Result:
    """A deadline, a round of probes, a probe's or attempt's silence, a breaker that has cooled, or a retry."""
    match name:
        case Deadline(op):
            return calls.handle_deadline(env, state, op)
        case Tick("check"):
            return probe.start_probe_round(env, state)
        case Tick("probe", about):
            return probe.handle_probe_timeout(env, state, about)
        case Tick("cool", about):
            return calls.handle_cooldown(env, state, about)
        case Tick("attempt", about):
            return calls.handle_attempt_timeout(env, state, about)
        case Tick(_, about):
            return calls.start_attempt(env, state, about)


def view(config: Config, node: str, state: State) -> NodeView:
    """What a gateway believes of its instances, how its breakers stand, and how many calls are open."""
    several = len(config.services) > 1
    health = {f"{service} {one}" if several else one: it.state for (service, one), it in state.health.items()}
    breakers = {name: breaker.state for name, breaker in state.breakers.items()}
    believes: dict[str, Any] = {}
    if health:
        believes["health"] = health
    if any(standing != "closed" for standing in breakers.values()):
        believes["breakers"] = breakers
    return NodeView({}, role="gateway", believes=believes, face=str(len(state.open_calls)))


ACTOR: Actor[Config, State, Never, Answered | Probed, Tick] = Actor(
    messages={
        Answered: MessageKind(Look("pentagon", "V", "ack"), counted=True),
        Probed: MessageKind(Look("pentagon", "P", "gossip")),
    },
    start=start,
    on_request=on_request,
    on_message=on_message,
    on_timer=on_timer,
    view=view,
    quorum=quorum,
)
"""What runs at a gateway."""
