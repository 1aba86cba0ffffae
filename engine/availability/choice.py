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
from engine.availability.state import Config, Env, OpenCall, State
from engine.model.randomness import draw


def choose_instance(env: Env, state: State, call: OpenCall) -> str | None:
    """The instance that an attempt of a call goes to; None where there is none to ask."""
    config: Config = env.config
    fixed = "fixed_list" in config.flaw
    able = list(call.listed or ()) if fixed else list(believed_well(config, state, call.service))
    if not able:
        if config.none_healthy != "panic":
            return None
        able = list(config.services[call.service])
    if config.elsewhere and not fixed:
        fewest = min(call.tried.count(instance) for instance in able)
        able = [instance for instance in able if call.tried.count(instance) == fewest]
    if config.counts == "attempts" and config.breaker == "instance":
        closed = [one for one in able if _is_not_open(state, breaker_name(config, call.service, one))]
        able = closed or able
    chance = draw(env.seed, "instance", f"{env.node} {call.request.op}", len(call.tried))
    return able[int(chance * len(able))]


def believed_well(config: Config, state: State, service: str) -> tuple[str, ...]:
    """The instances of a service that may be asked, as far as the gateway knows."""
    unable = ("unhealthy", "unknown") if "unknown_is_unhealthy" in config.flaw else ("unhealthy",)
    return tuple(
        one for one in config.services[service] if probe.believed_health(config, state, service, one) not in unable
    )


def breaker_name(config: Config, service: str, instance: str | None) -> str:
    """The name of the breaker before an attempt: 'all', the service, or '<service> <instance>', by `breaker=`."""
    if config.breaker == "global":
        return "all"
    return f"{service} {instance}" if config.breaker == "instance" and instance else service


def _is_not_open(state: State, name: str) -> bool:
    return state.breakers.get(name, Breaker()).state != breaker.OPEN
