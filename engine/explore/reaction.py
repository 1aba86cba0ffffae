"""The reaction of one node to one input: all that it does before anything else happens.

Rules of this file
* What the simulator does within a tick at one node is done here in the same order: the input, messages to itself
  (those with a rank last), then decisions (timers set with delay 0), and again until nothing is left.
* A timer with a delay has no place in a model without time: Timed is raised, and only schedules can be tried.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from engine.model import CancelTimer, Environment, Note, Reply, Send, SetTimer
from engine.protocols import AnyActor


class Timed(Exception):
    """A node set a timer that takes time."""


class Reaction(NamedTuple):
    """What came of an input. sends: (to, body) in order; learned: (operation, version of its write)."""

    state: Any
    sends: tuple[tuple[str, Any], ...]
    replies: tuple[Reply, ...]
    learned: tuple[tuple[str, Any], ...]


class _Reacting:
    """One node in the middle of its reaction."""

    def __init__(self, actor: AnyActor, env: Environment[Any], state: Any) -> None:
        self.actor, self.env, self.state = actor, env, state
        self._ranks = actor.ranks
        self.sends: list[tuple[str, Any]] = []
        self.replies: list[Reply] = []
        self.learned: list[tuple[str, Any]] = []
        self._own: list[Any] = []
        self._late: list[Any] = []
        self._decisions: list[tuple[Any, int]] = []
        self._timers: dict[Any, int] = {}
        self._serial = 0

    def take(self, answer: tuple[Any, tuple[Any, ...]]) -> None:
        """Carry out the effects of a handler's answer, and all that follows from them at this node."""
        self._note(answer)
        self._drain()
        while self._decisions:
            decisions, self._decisions = self._decisions, []
            for name, serial in decisions:
                if self._timers.get(name) == serial:
                    del self._timers[name]
                    self._note(self.actor.on_timer(self.env, self.state, name))
                    self._drain()

    def done(self) -> Reaction:
        """The reaction so far, as a value."""
        return Reaction(self.state, tuple(self.sends), tuple(self.replies), tuple(self.learned))

    def _drain(self) -> None:
        while self._own or self._late:
            for body in self._own:  # the list grows while it is read
                if type(body) in self._ranks:
                    self._late.append(body)
                else:
                    self._hear(body)
            self._own.clear()
            if self._late:
                self._late.sort(key=lambda body: self._ranks[type(body)])
                self._hear(self._late.pop(0))

    def _hear(self, body: Any) -> None:
        self._note(self.actor.on_message(self.env, self.state, self.env.node, body))

    def _note(self, answer: tuple[Any, tuple[Any, ...]]) -> None:
        self.state, effects = answer
        for effect in effects:
            match effect:
                case Send(to, body):
                    if to == self.env.node:
                        self._own.append(body)
                    else:
                        self.sends.append((to, body))
                case SetTimer(name, delay, _):
                    self._set(name, delay)
                case CancelTimer(name):
                    self._timers.pop(name, None)
                case Reply():
                    self.replies.append(effect)
                case Note("version", values):
                    self.learned.append((values["op"], values["version"]))

    def _set(self, name: Any, delay: int) -> None:
        if delay:
            raise Timed
        self._serial += 1
        self._timers[name] = self._serial
        self._decisions.append((name, self._serial))


def heard(actor: AnyActor, env: Environment[Any], state: Any, sender: str, body: Any) -> Reaction:
    """The reaction of a node to a message. Raises Timed, as the two below do."""
    reacting = _Reacting(actor, env, state)
    reacting.take(actor.on_message(env, state, sender, body))
    return reacting.done()


def asked(actor: AnyActor, env: Environment[Any], state: Any, request: Any) -> Reaction:
    """The reaction of a node to a client's request or an operator's command."""
    reacting = _Reacting(actor, env, state)
    reacting.take(actor.on_request(env, state, request))
    return reacting.done()


def begun(actor: AnyActor, env: Environment[Any], disk: Any, init: tuple[Any, ...]) -> Reaction:
    """The reaction of a node that starts: from a disk, or anew with these keys and values."""
    reacting = _Reacting(actor, env, None)
    reacting.take(actor.start(env, disk, init))
    return reacting.done()
