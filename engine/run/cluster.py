"""The nodes of a run: what each answers is recorded and carried out.

Rules of this file
* It handles what is due now; when that is, and what comes before what, is for sim.py to say.
* States are replaced, never changed. Everything that happened goes through `record`.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from engine.availability.endpoints import parts
from engine.model import (
    CancelTimer,
    Command,
    Environment,
    Event,
    Lost,
    Message,
    Note,
    Reason,
    Reply,
    Scenario,
    Send,
    SetTimer,
    Value,
)
from engine.protocols import configured, protocol_of
from engine.run.clients import Feed, Ledger
from engine.run.delivery import Post
from engine.run.event_queue import Calendar, Timer
from engine.trace import network as net


class Overrun(Exception):
    """A run past its limit of events."""

    def __init__(self, limit: int, tick: int) -> None:
        super().__init__(f"more than {limit} events at tick {tick}")
        self.reason = Reason("too_many_events", {"limit": limit, "tick": tick})


class Cluster:
    """Nodes under way, at tick `now`, with their network, post, calendar, ledger and all that has happened."""

    def __init__(self, scenario: Scenario, events_max: int, feed: Feed | None) -> None:
        found = parts(scenario)
        self.actors = {name: part.actor for name, part in found.items()}
        self.configs = {name: part.config for name, part in found.items()}
        self.late_kinds = {kind: rank for actor in self.actors.values() for kind, rank in actor.ranks.items()}
        self.reaching = frozenset(name for name, part in found.items() if part.actor.reach(part.config))
        self.network = net.start(scenario)
        self.post = Post(self.network, scenario.seed)
        protocol, config = protocol_of(scenario.system), configured(scenario.system)
        self.ledger = Ledger(scenario.timeout, feed, protocol.object(config), protocol.sessions(config))
        self.calendar = Calendar()
        self.events: list[Event] = []
        self.networks: list[tuple[int, net.Network]] = [(0, self.network)]
        self.states: dict[str, Any] = {}
        self.decisions: list[Timer] = []
        self.late: list[Message] = []
        self.now = 0
        self._events_max, self._seed = events_max, scenario.seed
        self._environments: dict[str, Environment[Any]] = {}
        self._timers: dict[tuple[str, Any], int] = {}
        self._serial = 0

    def turn(self, tick: int) -> None:
        """Go to a tick."""
        if tick != self.now:
            self.now = tick
            self._environments.clear()
        self.calendar.turn(tick)

    def change(self, network: net.Network) -> None:
        """From now on this is true of the network."""
        self.network = network
        self.post.now(network)
        self._environments.clear()
        self.networks.append((len(self.events), network))

    def fall(self, node: str) -> None:
        """A node that crashes loses its timers."""
        self.ledger.node_fell(node)
        for key in [key for key in self._timers if key[0] == node]:
            del self._timers[key]

    def ask(self, commands: Iterable[Command]) -> None:
        """Put in what clients ask next."""
        for command in commands:
            self.calendar.ask(command)

    def drain(self) -> None:
        """Handle all that is due, and what that causes in the same tick.

        In the order of sending, but that bodies of a protocol's LATE kinds (what asks, after what tells) wait for all
        others: so the order in which simultaneous messages are handled never shows.
        """
        today, late, late_kinds = self.calendar.today, self.late, self.late_kinds
        while today or late:
            for item in today:  # the list grows while it is read
                if not isinstance(item, Message):
                    self.fire("timer", item)
                elif type(item.body) in late_kinds:
                    late.append(item)
                else:
                    self._deliver(item)
            today.clear()
            if late:
                late.sort(key=lambda message: late_kinds[type(message.body)])
                self._deliver(late.pop(0))

    def _deliver(self, message: Message) -> None:
        """A message is due: it is handled, or it is held, or it is lost."""
        node, post = message.dst, self.post
        if post.calm or (trouble := post.trouble(message)) is None:
            env = self._environments.get(node) or self.at(node)
            answer = self.actors[node].on_message(env, self.states[node], message.src, message.body)
            self.handle("deliver", node, message, answer)
        elif trouble != "held":
            self.record("lost", node, Lost(message, trouble, "delivery"))
        self.calendar.live -= 1

    def fire(self, kind: str, timer: Timer) -> None:
        """Fire a timer, unless it was cancelled, replaced or lost in a crash."""
        node, name, serial, periodic = timer
        if not periodic:
            self.calendar.live -= 1
        if self._timers.get((node, name)) == serial:
            del self._timers[node, name]
            self.remind(kind, node, name)

    def start(self, node: str, cause: Any, disk: Any, init: tuple[tuple[str, Value], ...] = ()) -> None:
        """A node starts, from its disk or from nothing."""
        self.handle("start", node, cause, self.actors[node].start(self.at(node), disk, init))

    def blank(self, node: str) -> Any:
        """What a node with a wiped disk begins with."""
        return self.actors[node].wiped(self.at(node))

    def request(self, kind: str, node: str, request: Any) -> None:
        """A client or an operator asks a node."""
        self.handle(kind, node, request, self.actors[node].on_request(self.at(node), self.states[node], request))

    def remind(self, kind: str, node: str, name: Any) -> None:
        """A time that a node was to be told of has come."""
        self.handle(kind, node, name, self.actors[node].on_timer(self.at(node), self.states[node], name))

    def handle(self, kind: str, node: str, cause: Any, answer: tuple[Any, tuple[Any, ...]]) -> None:
        """Record that a node handled something and carry out what it wishes."""
        state, effects = answer
        self.states[node] = state
        if not effects:
            self.record(kind, node, cause, state)
            return
        sent: list[Message] = []
        lost = self._carry_out(node, effects, sent)
        self.record(kind, node, cause, state, effects, tuple(sent))
        for loss in lost:
            self.record("lost", node, loss)

    def _carry_out(self, node: str, effects: Iterable[Any], sent: list[Message]) -> list[Lost]:
        """Do what a node wishes; what it sent, and what of that was lost at once."""
        lost, now, calendar = [], self.now, self.calendar
        for effect in effects:
            effect_type = type(effect)
            if effect_type is Send:
                message, trouble = self.post.send(node, effect.to, effect.body, now)
                sent.append(message)
                if trouble is None:
                    calendar.live += 1
                    calendar.put(message.due, message)
                else:
                    lost.append(Lost(message, trouble, "send"))
            elif effect_type is SetTimer:
                self._set_timer(node, effect)
            elif effect_type is Reply:
                self.ask(self.ledger.close(effect, now, len(self.events)))
            elif effect_type is CancelTimer:
                self._timers.pop((node, effect.name), None)
            elif effect_type is Note and effect.code == "version":
                self.ledger.learn(effect.values["op"], effect.values["version"])
        return lost

    def _set_timer(self, node: str, timer: SetTimer) -> None:
        self._serial = serial = self._serial + 1
        self._timers[node, timer.name] = serial
        self.calendar.live += not timer.periodic
        set_timer = Timer(node, timer.name, serial, timer.periodic)
        if timer.delay:
            self.calendar.put(self.now + timer.delay, set_timer)
        else:
            self.decisions.append(set_timer)

    def record(
        self,
        kind: str,
        node: str | None,
        cause: Any,
        state: Any = None,
        effects: tuple[Any, ...] = (),
        sent: tuple[Message, ...] = (),
    ) -> None:
        """One more event."""
        events = self.events
        if len(events) >= self._events_max:
            raise Overrun(self._events_max, self.now)
        events.append(Event(self.now, kind, node, cause, state, effects, sent))

    def at(self, node: str) -> Environment[Any]:
        """Where a handler of this node stands now."""
        env = self._environments.get(node)
        if env is None:
            reach = self.network.reach(node) if node in self.reaching else None
            clock = self.now + self.network.skew.get(node, 0)
            env = self._environments[node] = Environment(node, clock, self.configs[node], reach, self._seed)
        return env
