"""Health checks: every instance is asked at once, each with a deadline of its own; what calls learn counts too.

A question has a number; evidence counts by the number of its question (health.py), so a slow good answer to an old
probe cannot undo what a later failing call has shown.
"""

from __future__ import annotations

from engine.availability import health
from engine.availability.health import Health
from engine.availability.messages import Probe, Probed
from engine.availability.state import Config, Env, Result, State, Tick
from engine.model import Effect, Note, Send, SetTimer

Pair = tuple[str, str]
"""A service and one of its instances."""


def start_probe_round(env: Env, state: State) -> Result:
    """Send a probe to every instance, with a deadline each, and set the timer of the next round."""
    effects: list[Effect] = []
    probing, asked = dict(state.probing), state.asked
    patient = "no_deadline" in env.config.flaw
    if patient and probing:
        return state, (SetTimer(Tick("check"), env.config.check, periodic=True),)
    for service, instances in env.config.services.items():
        for instance in instances:
            asked += 1
            probing[service, instance] = asked
            effects.append(Send(instance, Probe(service, asked)))
            if not patient:
                effects.append(SetTimer(Tick("probe", (service, instance)), env.config.check_timeout, periodic=True))
    again = SetTimer(Tick("check"), env.config.check, periodic=True)
    return state._replace(probing=probing, asked=asked), (*effects, again)


def handle_probed(env: Env, state: State, sender: str, body: Probed) -> Result:
    """Probed: an instance says how it is. After its probe's deadline that changes nothing."""
    pair = (body.service, sender)
    if state.probing.get(pair) != body.number:
        return state, ()
    return record_evidence(env, _without_probe(state, pair), pair, body.number, body.good, "probe")


def handle_probe_timeout(env: Env, state: State, pair: Pair) -> Result:
    """The timer of a probe: silence counts as a bad answer."""
    number = state.probing.get(pair)
    if number is None:
        return state, ()
    return record_evidence(env, _without_probe(state, pair), pair, number, False, "silence")


def record_evidence(env: Env, state: State, pair: Pair, asked: int, good: bool, by: str) -> Result:
    """Evidence on an instance; a change of belief is noted with what made it, by: 'probe', 'silence' or 'call'."""
    pair = _health_key(env.config, pair)
    old = state.health.get(pair, Health())
    if "late_probe_wins" in env.config.flaw:
        asked = old.newest
    new = health.with_evidence(old, asked, good, env.config.rise, env.config.fall)
    state = state._replace(health={**state.health, pair: new})
    if new.state == old.state:
        return state, ()
    values = {"service": pair[0], "instance": pair[1], "was": old.state, "now": new.state, "by": by}
    return state, (Note("health", values),)


def believed_health(config: Config, state: State, service: str, instance: str) -> str:
    """What the gateway believes of an instance: 'unknown', 'healthy' or 'unhealthy'."""
    return state.health.get(_health_key(config, (service, instance)), Health()).state


def _health_key(config: Config, pair: Pair) -> Pair:
    """Health is a property of a service on an instance; with flaw=health_by_host of the instance alone."""
    return ("", pair[1]) if "health_by_host" in config.flaw else pair


def _without_probe(state: State, pair: Pair) -> State:
    return state._replace(probing={other: number for other, number in state.probing.items() if other != pair})
