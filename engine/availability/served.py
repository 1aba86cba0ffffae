"""A protocol behind a gateway: what a gateway asks over the network is asked of the node, and its answer sent back.

Rules of this file
* An attempt has an id of its own, `w1@g1.2`: to the node it is a client's request like any other, at 0 ticks. So a
  retried write is a second write, unless the gateway stamped it (see Request.stamp).
* The node's coordinator is told after `timeout` ticks that an attempt's time is up, like that of any operation.
* A protocol that knows no probes is well whenever it is up.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import ModuleType
from typing import Any, NamedTuple

from engine.availability.values import Answered, Call, Probe, Probed
from engine.model import Deadline, Effect, Here, Note, Reply, Request, Send, SetTimer, Value

Result = tuple[Any, tuple[Effect, ...]]
MARK = "@"
PROBE = "probe/"
"""What stands in the id of an attempt, and before the service in that of a probe; no id of a script has either."""


class Expiry(NamedTuple):
    """The timer of an attempt's deadline at its coordinator."""

    op: str


@dataclass(frozen=True, slots=True)
class Served:
    """A protocol with the same functions, which also answers gateways."""

    protocol: ModuleType
    timeout: int

    @property
    def LATE(self) -> Mapping[type, int]:  # noqa: N802
        """As of the protocol."""
        late: Mapping[type, int] = self.protocol.LATE
        return late

    def start(self, here: Here, disk: Any, init: tuple[tuple[str, Value], ...]) -> Result:
        """As the protocol does."""
        return _posted(self.protocol.start(here, disk, init))

    def blank(self, here: Here) -> Result:
        """As the protocol does."""
        blank = getattr(self.protocol, "blank", None)
        return _posted(blank(here) if blank else self.protocol.start(here, None, ()))

    def on_request(self, here: Here, state: Any, request: Any) -> Result:
        """As the protocol does."""
        return _posted(self.protocol.on_request(here, state, request))

    def on_message(self, here: Here, state: Any, sender: str, body: Any) -> Result:
        """A gateway's call or probe, or what the protocol's own nodes say."""
        if isinstance(body, Call):
            state, effects = self.on_request(here, state, body.request)
            return state, (*effects, SetTimer(Expiry(body.request.op), self.timeout, periodic=True))
        if isinstance(body, Probe):
            return self._probed(here, state, sender, body)
        return _posted(self.protocol.on_message(here, state, sender, body))

    def on_timer(self, here: Here, state: Any, name: Any) -> Result:
        """An attempt's time is up, or one of the protocol's own timers."""
        return _posted(self.protocol.on_timer(here, state, Deadline(name.op) if isinstance(name, Expiry) else name))

    def _probed(self, here: Here, state: Any, sender: str, body: Probe) -> Result:
        if "behave" not in self.protocol.VERBS:
            return state, (Send(sender, Probed(body.service, body.number, True)),)
        op = attempt(f"{PROBE}{body.service}", sender, body.number)
        return self.on_request(here, state, Request(op, "probe", sender, body.service, None, None, None))


def attempt(op: str, gateway: str, nth: int) -> str:
    """The id of an attempt of an operation."""
    return f"{op}{MARK}{gateway}.{nth}"


def _posted(result: Result) -> Result:
    """What a protocol wishes, with the answers that are a gateway's put into the post."""
    state, effects = result
    return state, tuple([_post(effect) for effect in effects])


def _post(effect: Effect) -> Effect:
    if isinstance(effect, Reply) and MARK in effect.op:
        op, _, attempted = effect.op.partition(MARK)
        gateway, _, nth = attempted.partition(".")
        if op.startswith(PROBE):
            return Send(gateway, Probed(op.removeprefix(PROBE), int(nth), effect.status == "ok"))
        return Send(gateway, Answered(op, int(nth), *effect[1:]))
    if isinstance(effect, Note) and effect.code == "version":
        return Note("version", {**effect.values, "op": effect.values["op"].partition(MARK)[0]})
    return effect
