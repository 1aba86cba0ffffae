"""A protocol behind a gateway: what a gateway asks over the network is asked of the node, and its answer sent back.

Rules of this file
* An attempt has an id of its own, `w1@g1.2`: to the node it is a client's request like any other, at 0 ticks. So a
  retried write is a second write, unless the gateway stamped it (see Request.stamp).
* The node's coordinator is told after `timeout` ticks that an attempt's time is up, like that of any operation.
* A protocol that knows no probes is well whenever it is up.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, NamedTuple

from engine.availability.messages import Answered, Call, Probe, Probed
from engine.model import Deadline, Effect, Environment, Note, Reply, Request, Send, SetTimer
from engine.model.naming import ATTEMPT_MARK, operation_of
from engine.protocols.actor import AnyActor, Init, Look, MessageKind
from engine.protocols.lineage import NUMBERED

Result = tuple[Any, tuple[Effect, ...]]
PROBE_PREFIX = "probe/"
"""What stands before the service in the id of a probe; no id of a script has it."""


MESSAGES: Mapping[type[Call | Probe], MessageKind] = {
    Call: MessageKind(Look("square", "T", "write")),
    Probe: MessageKind(Look("diamond", "P", "gossip")),
}
"""What a gateway asks."""


class Expiry(NamedTuple):
    """The timer of an attempt's deadline at its coordinator."""

    op: str


def answering_gateways(actor: AnyActor, timeout: int, probes: bool) -> AnyActor:
    """The same actor, which also answers gateways.

    timeout: ticks after which an attempt's time is up at its coordinator. probes: does the protocol answer probes
    itself?
    """

    def start(env: Environment[object], disk: object, init: Init) -> Result:
        return _with_answers_sent(actor.start(env, disk, init))

    def blank(env: Environment[object]) -> Result:
        return _with_answers_sent(actor.wiped(env))

    def on_request(env: Environment[object], state: object, request: object) -> Result:
        return _with_answers_sent(actor.on_request(env, state, request))

    def on_message(env: Environment[object], state: object, sender: str, body: object) -> Result:
        if isinstance(body, Call):
            state, effects = on_request(env, state, body.request)
            return state, (*effects, SetTimer(Expiry(body.request.op), timeout, periodic=True))
        if isinstance(body, Probe):
            if not probes:
                return state, (Send(sender, Probed(body.service, body.number, True)),)
            op = attempt_id(f"{PROBE_PREFIX}{body.service}", sender, body.number)
            return on_request(env, state, Request(op, "probe", sender, body.service, None, None, None))
        return _with_answers_sent(actor.on_message(env, state, sender, body))

    def on_timer(env: Environment[object], state: object, name: object) -> Result:
        return _with_answers_sent(actor.on_timer(env, state, Deadline(name.op) if isinstance(name, Expiry) else name))

    return replace(
        actor,
        messages={**actor.messages, **MESSAGES},
        start=start,
        blank=blank,
        on_request=on_request,
        on_message=on_message,
        handlers={},
        on_timer=on_timer,
    )


def attempt_id(op: str, gateway: str, nth: int) -> str:
    """The id of an attempt of an operation: w1@g1.2 for the second of w1 through g1."""
    return f"{op}{ATTEMPT_MARK}{gateway}.{nth}"


def _with_answers_sent(result: Result) -> Result:
    """The same effects, with the replies to a gateway sent to it as messages."""
    state, effects = result
    return state, tuple([_as_message(effect) for effect in effects])


def _as_message(effect: Effect) -> Effect:
    if isinstance(effect, Reply) and ATTEMPT_MARK in effect.op:
        op, _, attempted = effect.op.partition(ATTEMPT_MARK)
        gateway, _, nth = attempted.partition(".")
        if op.startswith(PROBE_PREFIX):
            return Send(gateway, Probed(op.removeprefix(PROBE_PREFIX), int(nth), effect.status == "ok"))
        return Send(gateway, Answered(op, int(nth), *effect[1:-1]))
    if isinstance(effect, Note) and effect.code in NUMBERED:
        return Note(effect.code, {**effect.values, "op": operation_of(effect.values["op"])})
    return effect
