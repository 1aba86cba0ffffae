"""Health checks: every instance is asked at once, each with a deadline of its own; what calls learn counts too.

A question has a number; evidence counts by the number of its question (health.py), so a slow good answer to an old
probe cannot undo what a later failing call has shown.
"""

from __future__ import annotations

from engine.availability import health
from engine.availability.health import Health
from engine.availability.values import Config, Env, Probe, Probed, Result, State, Tick
from engine.model import Effect, Note, Send, SetTimer

Pair = tuple[str, str]
"""A service and one of its instances."""


def round_of(env: Env, state: State) -> Result:
    """Ask all instances, and set the time of the next round."""
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


def answered(env: Env, state: State, sender: str, body: Probed) -> Result:
    """An instance says how it is; too late is no answer."""
    pair = (body.service, sender)
    if state.probing.get(pair) != body.number:
        return state, ()
    return learn(env, _done(state, pair), pair, body.number, body.good, "probe")


def silent(env: Env, state: State, pair: Pair) -> Result:
    """An instance did not answer a probe in time."""
    number = state.probing.get(pair)
    if number is None:
        return state, ()
    return learn(env, _done(state, pair), pair, number, False, "silence")


def learn(env: Env, state: State, pair: Pair, asked: int, good: bool, by: str) -> Result:
    """Take evidence in; a change is noted with what made it: 'probe', 'silence' or 'call'."""
    pair = _known_by(env.config, pair)
    old = state.health.get(pair, Health())
    if "late_probe_wins" in env.config.flaw:
        asked = max(asked, old.newest)
    new = health.learn(old, asked, good, env.config.rise, env.config.fall)
    state = state._replace(health={**state.health, pair: new})
    if new.state == old.state:
        return state, ()
    values = {"service": pair[0], "instance": pair[1], "was": old.state, "now": new.state, "by": by}
    return state, (Note("health", values),)


def believed(config: Config, state: State, service: str, instance: str) -> str:
    """What the gateway believes of an instance."""
    return state.health.get(_known_by(config, (service, instance)), Health()).state


def _known_by(config: Config, pair: Pair) -> Pair:
    """Health is a property of a service on an instance; by the brief's rule of the instance alone."""
    return ("", pair[1]) if "health_by_host" in config.flaw else pair


def _done(state: State, pair: Pair) -> State:
    return state._replace(probing={one: number for one, number in state.probing.items() if one != pair})
