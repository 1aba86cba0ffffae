"""A request's walk: choose an instance, pass the breaker, attempt, try again, fall back, tell the client.

Rules of this file
* Which instance is asked is for choice.py to say. Where none is believed well, `none_healthy=fail` tells the client
  so, `fallback` goes to the fallback, `panic` asks one all the same.
* A breaker stands before each attempt (`counts=attempts`) or before the whole call (`counts=calls`, the brief's
  nesting). One that does not let an attempt through is a failure like any other, but it asks nobody.
* An error of the instance or silence until `attempt` is a transport failure: it may be tried again, and counts against
  the instance. A bad request is the client's own fault: neither, unless `retry_on=all`.
* At the end a client is told `ok`, `degraded` (a fallback answered), `unknown` (an attempt was silent, so it may have
  been carried out) or `refused` (it certainly was not).
"""

from __future__ import annotations

from engine.availability import breaker, choice, probe, retry
from engine.availability.breaker import Breaker
from engine.availability.served import attempt as attempt_id
from engine.availability.values import Answered, Call, Config, Env, Result, State, Tick, Walk
from engine.model import CancelTimer, Effect, Note, Reason, Reply, Request, Send, SetTimer, Why

BLAMELESS = frozenset({"bad_request", "not_a_store"})
"""Refusals that say nothing about the instance that gave them."""
KEPT, MADE_UP = Why((), (), 0, "kept", None), Why((), (), 0, "made_up", None)
"""Where a fallback's answer came from: an earlier good answer, or nowhere."""


def service_of(config: Config, request: Request) -> str:
    """Whom a request is for: a call names its service, a read or write is for the store behind."""
    return request.key if request.kind == "call" else next(iter(config.services))


def begin(env: Env, state: State, request: Request) -> Result:
    """A client asks."""
    config: Config = env.config
    service = service_of(config, request)
    if service not in config.services:
        return state, (Reply(request.op, "refused", reason=Reason("no_such_service", {"service": service})),)
    if config.idempotent:
        request = request._replace(stamp=(env.clock, env.node, state.calls))
    state = _walking(state, Walk(request, service))._replace(calls=state.calls + 1)
    if config.counts == "calls" and config.breaker != "off":
        state, walk, effects = _admitted(env, state, state.walks[request.op], choice.scope(config, service, None))
        if walk.let is None:
            return _give_up(env, state, walk, "breaker_open", effects)
        state, more = attempt(env, _walking(state, walk), request.op)
        return state, (*effects, *more)
    return attempt(env, state, request.op)


def attempt(env: Env, state: State, op: str) -> Result:
    """Ask an instance."""
    walk, config = state.walks.get(op), env.config
    if walk is None:
        return state, ()
    walk = walk if walk.listed else walk._replace(listed=choice.well(env.config, state, walk.service))
    instance = choice.choose(env, state, walk)
    if instance is None and config.none_healthy == "fail":
        told = Reason("none_healthy", {"service": walk.service})
        return forget(state, op), (Reply(op, "unknown" if walk.doubt else "refused", reason=told),)
    if instance is None:
        return _give_up(env, state, walk, "none_healthy", ())
    effects: tuple[Effect, ...] = ()
    if config.counts == "attempts" and config.breaker != "off":
        state, walk, effects = _admitted(env, state, walk, choice.scope(config, walk.service, instance))
        if walk.let is None:
            walk = walk._replace(tried=(*walk.tried, instance))
            return _after_failure(env, _walking(state, walk), walk, "breaker_open", effects)
    asked, nth = state.asked + 1, len(walk.tried) + 1
    walk = walk._replace(tried=(*walk.tried, instance), asked=asked)
    request = walk.request._replace(op=attempt_id(op, env.node, nth))
    state = _walking(state, walk)._replace(asked=asked)
    sent = (*effects, Send(instance, Call(op, nth, request)))
    if "no_deadline" in config.flaw:
        return state, sent
    return state, (*sent, SetTimer(Tick("attempt", op), config.attempt))


def answered(env: Env, state: State, sender: str, body: Answered) -> Result:
    """An instance answers; what comes after its time was up changes nothing."""
    walk = state.walks.get(body.op)
    if walk is None or not walk.asked or body.nth != len(walk.tried):
        return state, ()
    quiet = CancelTimer(Tick("attempt", body.op))
    marks = "any_error_marks" in env.config.flaw
    blameless = body.reason is not None and body.reason.code in BLAMELESS and not marks
    if body.status == "ok" or blameless:
        state, noted = _evidence(env, state, walk, True)
        walk = walk._replace(asked=0)
        if body.status != "ok" and env.config.retry_on == "all":
            return _after_failure(env, _walking(state, walk), walk, "answered", (quiet, *noted), body.reason)
        return _tell(env, state, walk, body, (quiet, *noted))
    state, noted = _evidence(env, state, walk, False)
    walk = walk._replace(asked=0)
    return _after_failure(env, _walking(state, walk), walk, "answered", (quiet, *noted), body.reason)


def silent(env: Env, state: State, op: str) -> Result:
    """An attempt's time is up: nobody knows whether it was carried out."""
    walk = state.walks.get(op)
    if walk is None or not walk.asked:
        return state, ()
    state, noted = _evidence(env, state, walk, False)
    walk = walk._replace(asked=0, doubt=True)
    return _after_failure(env, _walking(state, walk), walk, "silence", noted)


def cooled(env: Env, state: State, about: tuple[str, int]) -> Result:
    """A breaker has been open for long enough."""
    name, epoch = about
    return _set(env, state, name, breaker.cool(state.breakers.get(name, Breaker()), epoch))


def abandoned(env: Env, state: State, op: str) -> Result:
    """A client has stopped waiting: what is under way counts as silence, so that no breaker waits for it for ever."""
    walk = state.walks.get(op)
    if walk is None:
        return state, ()
    state, effects = _evidence(env, state, walk, False) if walk.asked else (state, ())
    if env.config.counts == "calls":
        state, more = _settle(env, state, walk, False)
        effects = (*effects, *more)
    return forget(state, op), effects


def _walking(state: State, walk: Walk) -> State:
    return state._replace(walks={**state.walks, walk.request.op: walk})


def forget(state: State, op: str) -> State:
    """The state without a walk that has ended."""
    return state._replace(walks={name: walk for name, walk in state.walks.items() if name != op})


def _admitted(env: Env, state: State, walk: Walk, name: str) -> tuple[State, Walk, tuple[Effect, ...]]:
    """Ask a breaker; the walk has `let` if it may pass."""
    old = state.breakers.get(name, Breaker())
    if "wall_clock_timer" in env.config.flaw and env.clock - state.opened.get(name, 0) > env.config.cooldown:
        old = breaker.cool(old, old.epoch)
    new, may = breaker.admit(old, env.config.breaking)
    state = state._replace(breakers={**state.breakers, name: new})
    note = () if may else (Note("breaker_open", {"breaker": name, "op": walk.request.op}),)
    return state, walk._replace(let=(name, new.epoch) if may else None), note


def _evidence(env: Env, state: State, walk: Walk, good: bool) -> Result:
    """What an attempt tells of its instance, and, where breakers count attempts, its breaker."""
    effects: tuple[Effect, ...] = ()
    if env.config.passive:
        pair = (walk.service, walk.tried[-1])
        state, effects = probe.learn(env, state, pair, walk.asked, good, "call")
    if env.config.counts == "attempts":
        state, more = _settle(env, state, walk, good)
        effects = (*effects, *more)
    return state, effects


def _settle(env: Env, state: State, walk: Walk, good: bool) -> Result:
    if walk.let is None:
        return state, ()
    name, epoch = walk.let
    return _set(env, state, name, breaker.settle(state.breakers[name], env.config.breaking, epoch, good))


def _set(env: Env, state: State, name: str, new: Breaker) -> Result:
    """A breaker's new state; one that opens is to cool."""
    old = state.breakers.get(name, Breaker())
    state = state._replace(breakers={**state.breakers, name: new})
    if new.epoch == old.epoch:
        return state, ()
    note = Note("breaker", {"breaker": name, "was": old.state, "now": new.state})
    if new.state != breaker.OPEN:
        return state, (note,)
    state = state._replace(opened={**state.opened, name: env.clock})
    if "wall_clock_timer" in env.config.flaw:
        return state, (note,)
    return state, (note, SetTimer(Tick("cool", (name, new.epoch)), env.config.cooldown, periodic=True))


def _after_failure(
    env: Env, state: State, walk: Walk, why: str, effects: tuple[Effect, ...], reason: Reason | None = None
) -> Result:
    """Try again after a while, or give up."""
    rule, made, op = env.config.retrying, len(walk.tried), walk.request.op
    if not retry.allowed(rule, made, state.calls, state.retries):
        return _give_up(env, state, walk, why, effects, reason)
    wait = retry.wait(rule, made, env.seed, f"{env.node} {op}")
    note = Note("retry", {"op": op, "nth": made + 1, "ticks": wait})
    state = state._replace(retries=state.retries + 1)
    return state, (*effects, note, SetTimer(Tick("retry", op), wait))


def _tell(env: Env, state: State, walk: Walk, body: Answered, effects: tuple[Effect, ...]) -> Result:
    """The client gets the instance's answer; a good one to a read is kept for worse days."""
    good = body.status == "ok"
    if env.config.counts == "calls":
        state, more = _settle(env, state, walk, True)
        effects = (*effects, *more)
    if good and walk.request.kind in ("read", "call"):
        state = state._replace(kept={**state.kept, (walk.service, walk.request.key): (body.value, body.version)})
    reply = Reply(walk.request.op, *body[2:])
    return forget(state, walk.request.op), (*effects, reply)


def _give_up(
    env: Env,
    state: State,
    walk: Walk,
    why: str,
    effects: tuple[Effect, ...],
    reason: Reason | None = None,
) -> Result:
    """No attempt is left: a fallback's answer, or none."""
    op, config = walk.request.op, env.config
    if config.counts == "calls" and walk.let is not None:
        state, more = _settle(env, state, walk, False)
        effects = (*effects, *more)
    told = reason or Reason(why, {"service": walk.service, "attempts": len(walk.tried)})
    state = forget(state, op)
    fallen = "ok" if "fallback_is_ok" in config.flaw else "degraded"
    asks, kept = walk.request.kind in ("read", "call"), state.kept.get((walk.service, walk.request.key))
    if asks and config.fallback == "stale" and kept is not None:
        return state, (*effects, Reply(op, fallen, *kept, told, KEPT))
    if asks and config.fallback == "default":
        return state, (*effects, Reply(op, fallen, reason=told, why=MADE_UP))
    return state, (*effects, Reply(op, "unknown" if walk.doubt else "refused", reason=told))
