"""The nodes of a run: inputs go to their handlers, and the effects that come back are recorded and carried out.

Rules of this file
* It handles what is due now; when that is, and what comes before what, is for simulation.py to say.
* States are replaced, never changed. Everything that happened goes through `record`.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from engine.availability.endpoints import endpoints
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
from engine.run.clients import Clients, NextCommands
from engine.run.delivery import Delivery
from engine.run.event_queue import EventQueue, Timer
from engine.trace import network as net


class Overrun(Exception):
    """A run past its limit of events. reason: the code and values of its words."""

    def __init__(self, limit: int, tick: int) -> None:
        super().__init__(f"more than {limit} events at tick {tick}")
        self.reason = Reason("too_many_events", {"limit": limit, "tick": tick})


class Cluster:
    """The nodes of a run at tick `now`, with network, deliveries, event queue, clients, and all events so far.

    actors, configs, states: by node or gateway. networks: (index of the first event it is true for, network), in order.
    decisions: timers without delay that were set in this tick. late: messages that wait for the others of their tick.
    """

    def __init__(self, scenario: Scenario, events_max: int, next_commands: NextCommands | None) -> None:
        protocol, config = protocol_of(scenario.system), configured(scenario.system)
        ends = endpoints(scenario, config)
        self.actors = {name: endpoint.actor for name, endpoint in ends.items()}
        self.configs = {name: endpoint.config for name, endpoint in ends.items()}
        self.ranks = {kind: rank for actor in self.actors.values() for kind, rank in actor.ranks.items()}
        self.reaching = frozenset(name for name, endpoint in ends.items() if endpoint.actor.reach(endpoint.config))
        self.network = net.start(scenario)
        self.delivery = Delivery(self.network, scenario.seed)
        self.clients = Clients(scenario.timeout, next_commands, protocol.object(config), protocol.sessions(config))
        self.queue = EventQueue()
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

    def advance_to(self, tick: int) -> None:
        """Move time on to a tick."""
        if tick != self.now:
            self.now = tick
            self._environments.clear()
        self.queue.advance_to(tick)

    def set_network(self, network: net.Network) -> None:
        """Replace the truth about the network, from the next event on."""
        self.network = network
        self.delivery.set_network(network)
        self._environments.clear()
        self.networks.append((len(self.events), network))

    def crash(self, node: str) -> None:
        """Forget the timers of a node that crashes, and note the crash for the operations that it coordinates."""
        self.clients.note_crash(node)
        for key in [key for key in self._timers if key[0] == node]:
            del self._timers[key]

    def schedule(self, commands: Iterable[Command]) -> None:
        """Put commands into the event queue."""
        for command in commands:
            self.queue.schedule(command)

    def deliver_due(self) -> None:
        """Handle all that is due, and what that causes in the same tick.

        In the order of sending, but that messages with a rank (those that ask; see MessageKind) wait for all others: so
        the order in which simultaneous messages are handled never shows.
        """
        due_now, late, ranks = self.queue.due_now, self.late, self.ranks
        while due_now or late:
            for item in due_now:  # the list grows while it is read
                if not isinstance(item, Message):
                    self.fire("timer", item)
                elif type(item.body) in ranks:
                    late.append(item)
                else:
                    self._deliver(item)
            due_now.clear()
            if late:
                late.sort(key=lambda message: ranks[type(message.body)])
                self._deliver(late.pop(0))

    def _deliver(self, message: Message) -> None:
        """Handle a message that is due, unless it is held or lost."""
        node, delivery = message.dst, self.delivery
        if delivery.calm or (fate := delivery.fate(message)) is None:
            env = self._environments.get(node) or self.environment(node)
            answer = self.actors[node].on_message(env, self.states[node], message.src, message.body)
            self.handle("deliver", node, message, answer)
        elif fate != "held":
            self.record("lost", node, Lost(message, fate, "delivery"))
        self.queue.live -= 1

    def fire(self, kind: str, timer: Timer) -> None:
        """Fire a timer, unless it was cancelled, replaced or lost in a crash."""
        node, name, serial, periodic = timer
        if not periodic:
            self.queue.live -= 1
        if self._timers.get((node, name)) == serial:
            del self._timers[node, name]
            self.on_timer(kind, node, name)

    def start(self, node: str, cause: Any, disk: Any, init: tuple[tuple[str, Value], ...] = ()) -> None:
        """Start a node from its disk, or, where disk is None, anew with these keys and values."""
        self.handle("start", node, cause, self.actors[node].start(self.environment(node), disk, init))

    def wiped(self, node: str) -> Any:
        """The state and effects with which a node with a wiped disk starts."""
        return self.actors[node].wiped(self.environment(node))

    def request(self, kind: str, node: str, request: Any) -> None:
        """Hand a client's request or an operator's command to a node."""
        self.handle(
            kind, node, request, self.actors[node].on_request(self.environment(node), self.states[node], request)
        )

    def on_timer(self, kind: str, node: str, name: Any) -> None:
        """Tell a node that a timer or a deadline has come."""
        self.handle(kind, node, name, self.actors[node].on_timer(self.environment(node), self.states[node], name))

    def handle(self, kind: str, node: str, cause: Any, answer: tuple[Any, tuple[Any, ...]]) -> None:
        """Take over a node's new state, carry out its effects, and record the event with what it lost at once."""
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
        """Carry out a node's effects: messages go to `sent`; answers those of them that were lost at once."""
        lost, now, queue = [], self.now, self.queue
        for effect in effects:
            effect_type = type(effect)
            if effect_type is Send:
                message, fate = self.delivery.send(node, effect.to, effect.body, now)
                sent.append(message)
                if fate is None:
                    queue.live += 1
                    queue.put(message.due, message)
                else:
                    lost.append(Lost(message, fate, "send"))
            elif effect_type is SetTimer:
                self._set_timer(node, effect)
            elif effect_type is Reply:
                self.schedule(self.clients.complete(effect, now, len(self.events)))
            elif effect_type is CancelTimer:
                self._timers.pop((node, effect.name), None)
            elif effect_type is Note and effect.code == "version":
                self.clients.note_version(effect.values["op"], effect.values["version"])
        return lost

    def _set_timer(self, node: str, timer: SetTimer) -> None:
        self._serial = serial = self._serial + 1
        self._timers[node, timer.name] = serial
        self.queue.live += not timer.periodic
        set_timer = Timer(node, timer.name, serial, timer.periodic)
        if timer.delay:
            self.queue.put(self.now + timer.delay, set_timer)
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
        """Append an event. Raises Overrun past the limit of events."""
        events = self.events
        if len(events) >= self._events_max:
            raise Overrun(self._events_max, self.now)
        events.append(Event(self.now, kind, node, cause, state, effects, sent))

    def environment(self, node: str) -> Environment[Any]:
        """The environment of this node's handlers now; the same value for all of them within a tick."""
        env = self._environments.get(node)
        if env is None:
            reach = self.network.reach(node) if node in self.reaching else None
            clock = self.now + self.network.skew.get(node, 0)
            env = self._environments[node] = Environment(node, clock, self.configs[node], reach, self._seed)
        return env
