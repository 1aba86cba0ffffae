"""The walk of each request through a gateway, step by step, as the run's events tell it.

Rules of this file
* A step is an 'attempt' (a question to one instance), a 'wait' (until the next try), 'blocked' (a breaker let nothing
  through, so nobody was asked), 'none_healthy' (nobody was believed well) or a 'fallback'.
* An attempt ends 'ok', 'error' (the instance's own), 'bad_request' (the client's own), 'silent' (its time was up) or
  'abandoned' (the client had stopped waiting); None: the run ended first.
* Steps stand in the order in which they began; those that take no time end in the tick in which they began.
"""

from __future__ import annotations

from typing import NamedTuple

from engine.availability.calls import BLAMELESS
from engine.availability.messages import Answered, Call
from engine.availability.state import Tick
from engine.model import Deadline, Event, Message, Note, Operation, Reply, Send
from engine.trace import Trace

FALLBACKS = ("kept", "made_up")


class WalkStep(NamedTuple):
    """One step of a walk. nth: of which attempt (0: before any). start, end: ticks. by: the instance that was asked, or
    the breaker that did not let it pass. end, outcome: None where the run ended first.
    """

    what: str
    nth: int
    start: int
    end: int | None
    by: str | None = None
    outcome: str | None = None


class Walked(NamedTuple):
    """A request that a client made through a gateway, and its steps."""

    op: Operation
    steps: tuple[WalkStep, ...]

    @property
    def attempts(self) -> tuple[WalkStep, ...]:
        """The steps that are attempts: its questions to instances."""
        return tuple(step for step in self.steps if step.what == "attempt")


def walks(trace: Trace) -> tuple[Walked, ...]:
    """The requests through gateways, in the order in which they were issued."""
    gateways = frozenset(gateway.name for gateway in trace.scenario.gateways)
    asked = [op for op in trace.operations if op.node in gateways]
    steps: dict[str, list[WalkStep]] = {op.id: [] for op in asked}
    for event in trace.events:
        if event.node in gateways:
            _finish(event, steps)
            for effect in event.effects:
                _begin(event.tick, effect, steps)
    return tuple(Walked(op, tuple(steps[op.id])) for op in asked)


def _finish(event: Event, steps: dict[str, list[WalkStep]]) -> None:
    """End the attempt that an event is about."""
    match event.cause:
        case Message(body=Answered(op=op, nth=nth) as body):
            _end(steps.get(op, []), nth, event.tick, _said(body))
        case Tick("attempt", op):
            _end(steps.get(op, []), None, event.tick, "silent")
        case Deadline(op):
            _end(steps.get(op, []), None, event.tick, "abandoned")


def _end(steps: list[WalkStep], nth: int | None, tick: int, outcome: str) -> None:
    for place, step in reversed(list(enumerate(steps))):
        if step.end is None and nth in (None, step.nth):
            steps[place] = step._replace(end=tick, outcome=outcome)
            return


def _said(body: Answered) -> str:
    if body.status == "ok":
        return "ok"
    return "bad_request" if body.reason is not None and body.reason.code in BLAMELESS else "error"


def _begin(tick: int, effect: object, steps: dict[str, list[WalkStep]]) -> None:
    """The steps that a wish of the gateway begins."""
    match effect:
        case Send(instance, Call(op, nth)):
            steps[op].append(WalkStep("attempt", nth, tick, None, instance))
        case Note("retry", {"op": op, "nth": nth, "ticks": ticks}):
            steps[op].append(WalkStep("wait", nth, tick, tick + ticks))
        case Note("breaker_open", {"op": op, "breaker": name}):
            steps[op].append(WalkStep("blocked", _next(steps[op]), tick, tick, name))
        case Reply(op) if op in steps:
            if effect.reason is not None and effect.reason.code == "none_healthy":
                steps[op].append(WalkStep("none_healthy", _next(steps[op]), tick, tick))
            if effect.why is not None and effect.why.rule in FALLBACKS:
                steps[op].append(WalkStep("fallback", 0, tick, tick, None, effect.why.rule))


def _next(steps: list[WalkStep]) -> int:
    """The number of the attempt that does not come about."""
    return steps[-1].nth if steps and steps[-1].what == "wait" else 1
