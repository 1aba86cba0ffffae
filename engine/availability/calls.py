"""The way of a call: choose an instance, pass the breaker, attempt, try again, fall back, answer the client.

Rules of this file
* Which instance is asked is for choice.py to say. Where none is believed well, `none_healthy=fail` tells the client
  so, `fallback` goes to the fallback, `panic` asks one all the same.
* A breaker stands before each attempt (`counts=attempts`) or before the whole call (`counts=calls`, the brief's
  nesting). One that does not let an attempt through is a failure like any other, but it asks nobody.
* An error of the instance or silence until `attempt` is a transport failure: it may be tried again, and counts against
  the instance. A bad request is the client's own fault: neither, unless `retry_on=all`.
* A compare-and-set that met another value has its answer. But where an attempt before it was silent, what it met may be
  its own: nobody knows then whether it was carried out.
* At the end a client is told `ok`, `degraded` (a fallback answered), `unknown` (an attempt was silent, so it may have
  been carried out) or `refused` (it certainly was not).

Source: Nygard 2018, "Release It!", second edition, chapter 5.
"""

from __future__ import annotations

from engine.availability import breaker, choice, probe, retry
from engine.availability.breaker import Breaker
from engine.availability.messages import Answered, Call
from engine.availability.served import attempt_id
from engine.availability.state import Config, Env, OpenCall, Result, State, Tick
from engine.model import CancelTimer, Effect, Note, Reason, Reply, Request, Send, SetTimer, Why

BLAMELESS = frozenset({"bad_request", "not_a_store", "cas_mismatch"})
"""Refusals that say nothing about the instance that gave them."""
KEPT, MADE_UP = Why((), (), 0, "kept", None), Why((), (), 0, "made_up", None)
"""Where a fallback's answer came from: an earlier good answer, or nowhere."""


def service_of(config: Config, request: Request) -> str:
    """The service that a request is for: a call names it, a read or write is for the store behind the gateway."""
    return request.key if request.kind == "call" else next(iter(config.services))


def start_call(env: Env, state: State, request: Request) -> Result:
    """A client's request: open a call, pass the breaker where it counts whole calls, start the first attempt."""
    config: Config = env.config
    service = service_of(config, request)
    if service not in config.services:
        return state, (Reply(request.op, "refused", reason=Reason("no_such_service", {"service": service})),)
    if config.idempotent:
        request = request._replace(stamp=(env.clock, env.node, state.calls))
    state = _with_call(state, OpenCall(request, service))._replace(calls=state.calls + 1)
    if config.counts == "calls" and config.breaker != "off":
        name = choice.breaker_name(config, service, None)
        state, call, effects = _ask_breaker(env, state, state.open_calls[request.op], name)
        if call.let is None:
            return _fall_back(env, state, call, "breaker_open", effects)
        state, more = start_attempt(env, _with_call(state, call), request.op)
        return state, (*effects, *more)
    return start_attempt(env, state, request.op)


def start_attempt(env: Env, state: State, op: str) -> Result:
    """Choose an instance, pass its breaker and ask it, with a deadline of `attempt` ticks.

    Nothing where the call has ended; where there is no instance to ask, `none_healthy` decides.
    """
    call, config = state.open_calls.get(op), env.config
    if call is None:
        return state, ()
    call = call if call.listed else call._replace(listed=choice.believed_well(env.config, state, call.service))
    instance = choice.choose_instance(env, state, call)
    if instance is None and config.none_healthy == "fail":
        reason = Reason("none_healthy", {"service": call.service})
        return without_call(state, op), (Reply(op, "unknown" if call.doubt else "refused", reason=reason),)
    if instance is None:
        return _fall_back(env, state, call, "none_healthy", ())
    effects: tuple[Effect, ...] = ()
    if config.counts == "attempts" and config.breaker != "off":
        state, call, effects = _ask_breaker(env, state, call, choice.breaker_name(config, call.service, instance))
        if call.let is None:
            call = call._replace(tried=(*call.tried, instance))
            return _retry_or_fall_back(env, _with_call(state, call), call, "breaker_open", effects)
    asked, nth = state.asked + 1, len(call.tried) + 1
    call = call._replace(tried=(*call.tried, instance), asked=asked)
    request = call.request._replace(op=attempt_id(op, env.node, nth))
    state = _with_call(state, call)._replace(asked=asked)
    sent = (*effects, Send(instance, Call(op, nth, request)))
    if "no_deadline" in config.flaw:
        return state, sent
    return state, (*sent, SetTimer(Tick("attempt", op), config.attempt))


def handle_answered(env: Env, state: State, sender: str, body: Answered) -> Result:
    """Answered: answer the client, retry or fall back. What comes after the attempt's deadline changes nothing."""
    call = state.open_calls.get(body.op)
    if call is None or not call.asked or body.nth != len(call.tried):
        return state, ()
    quiet = CancelTimer(Tick("attempt", body.op))
    marks = "any_error_marks" in env.config.flaw
    blameless = body.reason is not None and body.reason.code in BLAMELESS and not marks
    if body.status == "ok" or blameless:
        state, noted = _record_evidence(env, state, call, True)
        call = call._replace(asked=0)
        if body.status != "ok" and env.config.retry_on == "all":
            return _retry_or_fall_back(env, _with_call(state, call), call, "answered", (quiet, *noted), body.reason)
        return _pass_answer_on(env, state, call, body, (quiet, *noted))
    state, noted = _record_evidence(env, state, call, False)
    call = call._replace(asked=0)
    return _retry_or_fall_back(env, _with_call(state, call), call, "answered", (quiet, *noted), body.reason)


def handle_attempt_timeout(env: Env, state: State, op: str) -> Result:
    """The timer of an attempt: it counts as a failure, and nobody knows whether it was carried out."""
    call = state.open_calls.get(op)
    if call is None or not call.asked:
        return state, ()
    state, noted = _record_evidence(env, state, call, False)
    call = call._replace(asked=0, doubt=True)
    return _retry_or_fall_back(env, _with_call(state, call), call, "silence", noted)


def handle_cooldown(env: Env, state: State, about: tuple[str, int]) -> Result:
    """The timer of an open breaker, (its name, its epoch): half-open from now on."""
    name, epoch = about
    return _set_breaker(env, state, name, breaker.cool_down(state.breakers.get(name, Breaker()), epoch))


def handle_deadline(env: Env, state: State, op: str) -> Result:
    """The client has stopped waiting: the call is closed.

    An attempt under way counts as silence, so that no breaker waits for its result for ever.
    """
    call = state.open_calls.get(op)
    if call is None:
        return state, ()
    state, effects = _record_evidence(env, state, call, False) if call.asked else (state, ())
    if env.config.counts == "calls":
        state, more = _record_result(env, state, call, False)
        effects = (*effects, *more)
    return without_call(state, op), effects


def _with_call(state: State, call: OpenCall) -> State:
    return state._replace(open_calls={**state.open_calls, call.request.op: call})


def without_call(state: State, op: str) -> State:
    """The state without a call that has ended."""
    return state._replace(open_calls={name: call for name, call in state.open_calls.items() if name != op})


def _ask_breaker(env: Env, state: State, call: OpenCall, name: str) -> tuple[State, OpenCall, tuple[Effect, ...]]:
    """Ask a breaker; the call has `let` if it may pass."""
    old = state.breakers.get(name, Breaker())
    if "wall_clock_timer" in env.config.flaw and name in state.opened:
        old = breaker.cool_down(old, old.epoch) if env.clock - state.opened[name] > env.config.cooldown else old
    new, may = breaker.admit(old, env.config.breaker_rule)
    state = state._replace(breakers={**state.breakers, name: new})
    note = () if may else (Note("breaker_open", {"breaker": name, "op": call.request.op}),)
    return state, call._replace(let=(name, new.epoch) if may else None), note


def _record_evidence(env: Env, state: State, call: OpenCall, good: bool) -> Result:
    """What an attempt tells of its instance, and of its breaker where that counts attempts."""
    effects: tuple[Effect, ...] = ()
    if env.config.passive:
        pair = (call.service, call.tried[-1])
        state, effects = probe.record_evidence(env, state, pair, call.asked, good, "call")
    if env.config.counts == "attempts":
        state, more = _record_result(env, state, call, good)
        effects = (*effects, *more)
    return state, effects


def _record_result(env: Env, state: State, call: OpenCall, good: bool) -> Result:
    if call.let is None:
        return state, ()
    name, epoch = call.let
    return _set_breaker(
        env, state, name, breaker.record_result(state.breakers[name], env.config.breaker_rule, epoch, good)
    )


def _set_breaker(env: Env, state: State, name: str, new: Breaker) -> Result:
    """A breaker's new state, with a note if it has changed; one that opens gets its timer."""
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


def _retry_or_fall_back(
    env: Env, state: State, call: OpenCall, why: str, effects: tuple[Effect, ...], reason: Reason | None = None
) -> Result:
    """Try again after a while, or give up."""
    rule, made, op = env.config.retry_rule, len(call.tried), call.request.op
    if not retry.may_retry(rule, made, state.calls, state.retries):
        return _fall_back(env, state, call, why, effects, reason)
    wait = retry.backoff(rule, made, env.seed, f"{env.node} {op}")
    note = Note("retry", {"op": op, "nth": made + 1, "ticks": wait})
    state = state._replace(retries=state.retries + 1)
    return state, (*effects, note, SetTimer(Tick("retry", op), wait))


def _pass_answer_on(env: Env, state: State, call: OpenCall, body: Answered, effects: tuple[Effect, ...]) -> Result:
    """The client gets the instance's answer; a good one to a read is kept for worse days."""
    good = body.status == "ok"
    if env.config.counts == "calls":
        state, more = _record_result(env, state, call, True)
        effects = (*effects, *more)
    if good and call.request.kind in ("read", "call"):
        state = state._replace(kept={**state.kept, (call.service, call.request.key): (body.value, body.version)})
    doubtful = call.doubt and call.request.kind == "cas" and not good
    reply = Reply(call.request.op, "unknown" if doubtful else body.status, *body[3:])
    return without_call(state, call.request.op), (*effects, reply)


def _fall_back(
    env: Env,
    state: State,
    call: OpenCall,
    why: str,
    effects: tuple[Effect, ...],
    reason: Reason | None = None,
) -> Result:
    """No attempt is left: a fallback's answer, or none."""
    op, config = call.request.op, env.config
    if config.counts == "calls" and call.let is not None:
        state, more = _record_result(env, state, call, False)
        effects = (*effects, *more)
    reason = reason or Reason(why, {"service": call.service, "attempts": len(call.tried)})
    state = without_call(state, op)
    fallen = "ok" if "fallback_is_ok" in config.flaw else "degraded"
    asks, kept = call.request.kind in ("read", "call"), state.kept.get((call.service, call.request.key))
    if asks and config.fallback == "stale" and kept is not None:
        return state, (*effects, Reply(op, fallen, *kept, reason, KEPT))
    if asks and config.fallback == "default":
        return state, (*effects, Reply(op, fallen, reason=reason, why=MADE_UP))
    return state, (*effects, Reply(op, "unknown" if call.doubt else "refused", reason=reason))
