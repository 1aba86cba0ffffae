"""The nodes of a run: inputs go to their handlers, and the effects that come back are recorded and carried out.

Rules of this file
* It handles what is due now; when that is, and what comes before what, is for simulation.py to say.
* States are replaced, never changed. Everything that happened goes through `record`.
"""

from __future__ import annotations

from collections.abc import Iterable
from copy import copy
from typing import Any

from engine.availability.endpoints import endpoints
from engine.model import (
    CancelTimer,
    Command,
    Crash,
    Duplicate,
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
from engine.model.records import new
from engine.protocols import configured, protocol_of
from engine.protocols.flushing import Flush
from engine.run.clients import Clients, NextCommands
from engine.run.delivery import Delivery
from engine.run.disk import left_by
from engine.run.event_queue import EventQueue, Scheduled, Timer
from engine.run.node import Node
from engine.trace import network as net

Answer = tuple[object, tuple[object, ...]]


class Overrun(Exception):
    """A run past its limit of events. reason: the code and values of its words."""

    def __init__(self, limit: int, tick: int) -> None:
        super().__init__(f"more than {limit} events at tick {tick}")
        self.reason = Reason("too_many_events", {"limit": limit, "tick": tick})


class Cluster:
    """The nodes of a run at tick `now`, with network, deliveries, event queue, clients, and all events so far.

    nodes: by name, gateways too. networks: (index of the first event it is true for, network), in order.
    decisions: timers without delay that were set in this tick.
    """

    def __init__(self, scenario: Scenario, events_max: int, next_commands: NextCommands | None) -> None:
        protocol, config = protocol_of(scenario.system), configured(scenario.system)
        self.network = net.start(scenario)
        ends = endpoints(scenario, config)
        bodies = {body: kind.rank for end in ends.values() for body, kind in end.actor.messages.items()}
        self.ranks = {body: rank for body, rank in bodies.items() if rank}
        self.nodes = {name: Node(name, end, bodies, scenario.seed, self.network) for name, end in ends.items()}
        self.delivery = Delivery(self.network, scenario.seed)
        self.clients = Clients(scenario.timeout, next_commands, protocol.object(config), protocol.sessions(config))
        self.queue = EventQueue()
        self.events: list[Event] = []
        self.networks: list[tuple[int, net.Network]] = [(0, self.network)]
        self.decisions: list[Timer] = []
        self._lost: list[Lost] = []
        self.now = 0
        self._events_max, self._serial = events_max, 0

    def copy(self, commands: Iterable[Command], events_max: int) -> Cluster:
        """Another cluster that stands where this one does, between two ticks, and has these commands to come."""
        twin = copy(self)
        twin.nodes = {name: node.copy() for name, node in self.nodes.items()}
        twin.delivery, twin.clients, twin.queue = self.delivery.copy(), self.clients.copy(), self.queue.copy(commands)
        twin.events, twin.networks, twin.decisions = list(self.events), list(self.networks), []
        twin.schedule(twin.delivery.pauses.to_come())
        twin._lost, twin._events_max = [], events_max
        return twin

    def set_network(self, network: net.Network) -> None:
        """Replace the truth about the network, from the next event on."""
        self.network = network
        self.delivery.set_network(network)
        for node in self.nodes.values():
            node.set_network(network)
        self.networks.append((len(self.events), network))

    def crash(self, crash: Crash, flush: Flush) -> Any:
        """Take from a node its timers and what is not on its disk; the state that is left, None for all of it."""
        self.clients.note_crash(crash.node, self.now)
        node = self._awake(crash.node)
        node.timers.clear()
        if (left := left_by(crash, node, self.events, flush)) is not None:
            node.state = left
        return left

    def schedule(self, commands: Iterable[Scheduled]) -> None:
        """Put commands into the event queue."""
        for command in commands:
            self.queue.schedule(command)

    def deliver_due(self) -> None:
        """Handle all that is due, and what that causes in the same tick.

        In the order of sending, but that messages with a rank (those that ask; see MessageKind) wait for all others: so
        the order in which simultaneous messages are handled never shows.
        """
        due_now, ranks = self.queue.due_now, self.ranks
        late: list[Message] = []
        while due_now or late:
            for item in due_now:  # the list grows while it is read
                if isinstance(item, Timer):
                    self.fire("timer", item)
                elif type(item[3]) in ranks:
                    late.append(item)
                else:
                    self._deliver(item)
            due_now.clear()
            if late:
                if len(late) > 1:
                    late.sort(key=self._rank)
                self._deliver(late.pop(0))

    def _rank(self, message: Message) -> int:
        return self.ranks[type(message.body)]

    def _deliver(self, message: Message) -> None:
        """Handle a message that is due, unless it is held or lost."""
        src, dst, _, body, _, _, _ = message
        if not self.delivery.calm and (fate := self.delivery.fate(message, self.nodes[src].channels[dst])):
            if fate != "held":
                self.record("lost", dst, Lost(message, fate, "delivery"))
            return
        node = self.nodes[dst]
        if node.tick != self.now:
            node.set_clock(self.now)
        self.handle("deliver", node, message, node.handlers[type(body)](node.env, node.state, src, body))

    def fire(self, kind: str, timer: Timer) -> None:
        """Fire a timer, unless it was cancelled, replaced or lost in a crash."""
        name, what, serial, _ = timer
        if self.nodes[name].timers.get(what) == serial and not self.delivery.pauses.keep(name, timer):
            del self.nodes[name].timers[what]
            self.on_timer(kind, name, what)

    def start(self, name: str, init: tuple[tuple[str, Value], ...]) -> None:
        """Start a new node with these keys and values."""
        node = self._awake(name)
        self.handle("start", node, None, node.actor.start(node.env, None, init))

    def restart(self, name: str, cause: object, wipe: bool) -> None:
        """Start a node again, from its disk or a wiped one."""
        node = self._awake(name)
        actor, env = node.actor, node.env
        self.handle("start", node, cause, actor.wiped(env) if wipe else actor.start(env, node.state, ()))

    def request(self, kind: str, name: str, request: object) -> None:
        """Hand a client's request or an operator's command to a node."""
        node = self._awake(name)
        self.handle(kind, node, request, node.actor.on_request(node.env, node.state, request))

    def send_again(self, fault: Duplicate) -> None:
        """Send a message once more, as the next one on its link; nothing is sent if there was none by its name."""
        (src, dst), nth = fault.link, fault.nth
        node, body = self.nodes[src], self.delivery.body_of((src, dst, nth), self.events)
        self.handle("fault", node, fault, (node.state, () if body is None else (Send(dst, body),)), nth)

    def on_timer(self, kind: str, name: str, what: object) -> None:
        """Tell a node that a timer or a deadline has come."""
        node = self._awake(name)
        self.handle(kind, node, what, node.actor.on_timer(node.env, node.state, what))

    def _awake(self, name: str) -> Node:
        """The node, with its environment of now."""
        node = self.nodes[name]
        if node.tick != self.now:
            node.set_clock(self.now)
        return node

    def handle(self, kind: str, node: Node, cause: object, answer: Answer, copy_of: int | None = None) -> None:
        """Take over a node's new state, carry out its effects, and record the event with what it lost at once."""
        state, effects = answer
        node.state = state
        sent = self._carry_out(node, effects, copy_of) if effects else ()
        events = self.events
        if len(events) >= self._events_max:
            raise Overrun(self._events_max, self.now)
        events.append(new(Event, (self.now, kind, node.name, cause, state, effects, sent)))
        if self._lost:
            lost, self._lost = self._lost, []
            for loss in lost:
                self.record("lost", node.name, loss)

    def _carry_out(self, node: Node, effects: Iterable[Any], copy_of: int | None) -> tuple[Message, ...]:
        """Carry out a node's effects; what it sent. copy_of: as in Message."""
        sent = []
        for effect in effects:
            kind = type(effect)
            if kind is Send:
                to, body = effect
                channel = node.channels.get(to) or node.channel(to)
                channel.sent = nth = channel.sent + 1
                ticks, now = channel.ticks, self.now
                due = now + (channel.draw(nth) if ticks is None else ticks)
                message = new(Message, (node.name, to, nth, body, now, due, copy_of))
                sent.append(message)
                calm = self.delivery.calm and not channel.loss
                fate = None if calm else self.delivery.loss_at_send(channel, nth)
                if fate is None:
                    self.queue.put(due, message)
                else:
                    self._lost.append(Lost(message, fate, "send"))
            elif kind is SetTimer:
                self._set_timer(node, effect)
            elif kind is Reply:
                told = effect if effect.redirect is None else self._checked_redirect(node.name, effect)
                self.schedule(self.clients.complete(told, self.now, len(self.events)))
            elif kind is CancelTimer:
                node.timers.pop(effect.name, None)
            elif kind is Note and effect.code == "version":
                self.clients.note_version(effect.values["op"], effect.values["version"])
        return tuple(sent)

    def _checked_redirect(self, node: str, reply: Reply) -> Reply:
        """A refusal, without the node to ask instead if that one is out of reach or would not answer."""
        other = self.nodes[reply.redirect or node]
        around = self.network.in_touch(other.name)
        serves = node in around and other.actor.serves(other.config, other.state, around)
        return reply if serves else reply._replace(redirect=None)

    def _set_timer(self, node: Node, timer: SetTimer) -> None:
        name, delay, periodic = timer
        self._serial = node.timers[name] = serial = self._serial + 1
        set_timer = new(Timer, (node.name, name, serial, periodic))
        if delay:
            self.queue.put(self.now + delay, set_timer)
        else:
            self.decisions.append(set_timer)

    def record(self, kind: str, node: str | None, cause: object, state: object = None) -> None:
        """Append an event that no handler answered. Raises Overrun past the limit of events."""
        if len(self.events) >= self._events_max:
            raise Overrun(self._events_max, self.now)
        self.events.append(Event(self.now, kind, node, cause, state, (), ()))
