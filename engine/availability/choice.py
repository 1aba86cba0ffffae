"""Which instance an attempt goes to, and which breaker stands before it.

Rules of this file
* Instances believed unhealthy are not chosen; unknown ones are. If all are unhealthy, `none_healthy=panic` chooses
  among all. With `elsewhere` those that were tried least come first; those whose own breaker is open come last.
* The choice among what is left is chance.
* `flaw=unknown_is_unhealthy`: whoever has not been asked yet counts as unhealthy. `flaw=fixed_list`: whoever was well
  when the call began counts as well to its end.
"""

from __future__ import annotations

from engine.availability import breaker, probe
from engine.availability.breaker import Breaker
from engine.availability.values import Config, Env, State, Walk
from engine.model.randomness import draw


def choose(env: Env, state: State, walk: Walk) -> str | None:
    """The instance to ask, or None where there is none to ask."""
    config: Config = env.config
    fixed = "fixed_list" in config.flaw
    able = list(walk.listed or ()) if fixed else list(well(config, state, walk.service))
    if not able:
        if config.none_healthy != "panic":
            return None
        able = list(config.services[walk.service])
    if config.elsewhere and not fixed:
        fewest = min(walk.tried.count(one) for one in able)
        able = [one for one in able if walk.tried.count(one) == fewest]
    if config.counts == "attempts" and config.breaker == "instance":
        able = [one for one in able if _lets(state, scope(config, walk.service, one))] or able
    chance = draw(env.seed, "instance", f"{env.node} {walk.request.op}", len(walk.tried))
    return able[int(chance * len(able))]


def well(config: Config, state: State, service: str) -> tuple[str, ...]:
    """The instances of a service that may be asked, as far as the gateway knows."""
    unable = ("unhealthy", "unknown") if "unknown_is_unhealthy" in config.flaw else ("unhealthy",)
    return tuple(one for one in config.services[service] if probe.believed(config, state, service, one) not in unable)


def scope(config: Config, service: str, instance: str | None) -> str:
    """The name of the breaker that stands before an attempt."""
    if config.breaker == "global":
        return "all"
    return f"{service} {instance}" if config.breaker == "instance" and instance else service


def _lets(state: State, name: str) -> bool:
    return state.breakers.get(name, Breaker()).state != breaker.OPEN
