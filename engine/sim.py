"""The only place where time moves.

Inside a tick, in this order: (1) faults, (2) deliveries, timers and what they cause, (3) commands of clients and
operators in script order, (4) decisions on all that has arrived in this tick (timers set with delay 0), (5)
deadlines. So the order in which simultaneous messages are handled never shows. Handling takes no time.

A run ends at `stop`, or when nothing but periodic timers is left. A crashed node handles nothing, loses its timers
and keeps its disk unless the command says wipe. Same scenario, same trace, byte for byte.
"""

from __future__ import annotations

from heapq import heappop, heappush
from typing import Any

from engine import network as net
from engine.ledger import Feed, Ledger
from engine.model import (
    CancelTimer,
    Command,
    Crash,
    Deadline,
    Delete,
    Drop,
    Event,
    Here,
    Hold,
    Lost,
    Message,
    Note,
    Operate,
    Operation,
    Promote,
    Purge,
    Read,
    Reason,
    Recover,
    Release,
    Reply,
    Scenario,
    Send,
    SetTimer,
    Tend,
    Write,
)
from engine.post import Post
from engine.protocols import PROTOCOLS
from engine.script import name_operations
from engine.trace import Trace

EVENTS_MAX = 100_000
"""A run that would hold more events than this is given up (see Overrun)."""


class Overrun(Exception):
    """A run past its limit of events."""

    def __init__(self, limit: int, tick: int) -> None:
        super().__init__(f"more than {limit} events at tick {tick}")
        self.reason = Reason("too_many_events", {"limit": limit, "tick": tick})


def run(scenario: Scenario, events_max: int = EVENTS_MAX, feed: Feed | None = None) -> Trace:
    """Everything that happens when a scenario is asked for. Raises Overrun past events_max."""
    simulation = Simulation(scenario, events_max, feed)
    while simulation.step():
        pass
    return simulation.trace()


class Simulation:
    """A run under way: `step` plays the next tick and says whether there may be more."""

    def __init__(self, scenario: Scenario, events_max: int = EVENTS_MAX, feed: Feed | None = None) -> None:
        self.scenario = scenario
        self.protocol = PROTOCOLS[scenario.system.protocol]
        self.config: Any = self.protocol.config(scenario.system.names, dict(scenario.system.settings))
        if hasattr(self.config, "seed"):  # of a protocol whose nodes draw from chance
            self.config = self.config._replace(seed=scenario.seed)
        self.network = net.start(scenario)
        self.networks = [(0, self.network)]
        self.post = Post(self.network, scenario.seed)
        self.ledger = Ledger(feed)
        self.states: dict[str, Any] = {}
        self.events: list[Event] = []
        self.events_max = events_max
        self.now = self.end = 0
        self._here: dict[str, Here] = {}
        self._ticks: list[int] = []  # a heap: whenever something may be due
        self._due: dict[int, list[Any]] = {}  # messages, and (node, timer, serial, periodic)
        self._faults: dict[int, list[Command]] = {}
        self._asked: dict[int, list[Command]] = {}
        self._deadlines: dict[int, list[str]] = {}
        self._decisions: list[tuple[str, Any, int]] = []
        self._timers: dict[tuple[str, Any], int] = {}
        self._serial = 0
        self._live = 0  # things to come that keep the run alive
        for command in name_operations(scenario.commands):
            self._ask(command)
        for node in self.network.nodes:
            self._handle("start", node, None, *self.protocol.start(self._at(node), None, scenario.init))

    def trace(self) -> Trace:
        """What has happened so far."""
        end = self.end if self.scenario.stop is None else self.scenario.stop
        return Trace(self.scenario, tuple(self.events), tuple(self.networks), self.ledger.operations(), end)

    def step(self) -> bool:
        """Play the next tick at which something may be due; False when the run is over."""
        stop = self.scenario.stop
        if not self._ticks or (stop is None and not self._live and not self.ledger.pending):
            return False
        now = heappop(self._ticks)
        if stop is not None and now > stop:
            return False
        if now != self.now:
            self.now = now
            self._here.clear()
        before = len(self.events)
        self._play(now)
        if len(self.events) > before:
            self.end = now
        return True

    def _play(self, now: int) -> None:
        """One tick in its five phases."""
        for fault in self._faults.pop(now, ()):
            self._live -= 1
            self._befall(fault)
        self._drain(now)
        while now in self._asked or self._decisions:
            for command in self._asked.pop(now, ()):
                self._live -= 1
                self._command(command)
                self._drain(now)
            decisions, self._decisions = self._decisions, []
            for node, name, serial in decisions:
                self._timer("decide", node, name, serial, False)
                self._drain(now)
        for op in self._deadlines.pop(now, ()):
            self._deadline(op)
            self._drain(now)

    def _drain(self, now: int) -> None:
        """Handle all that is due, and what that causes in the same tick, in the order of sending."""
        queue = self._due.get(now)
        if queue is None:
            return
        on_message, states, at, trouble_of = self.protocol.on_message, self.states, self._at, self.post.trouble
        for item in queue:  # the list grows while it is read
            if type(item) is not Message:
                self._timer("timer", *item)
                continue
            self._live -= 1
            trouble = trouble_of(item)
            node = item.dst
            if trouble is None:
                state, effects = on_message(at(node), states[node], item.src, item.body)
                self._handle("deliver", node, item, state, effects)
            elif trouble != "held":
                self._record(Event(now, "lost", node, Lost(item, trouble, "delivery"), None, (), ()))
        del self._due[now]

    def _timer(self, kind: str, node: str, name: Any, serial: int, periodic: bool) -> None:
        """Fire a timer, unless it was cancelled, replaced or lost in a crash."""
        if not periodic:
            self._live -= 1
        if self._timers.get((node, name)) == serial:
            del self._timers[node, name]
            self._handle(kind, node, name, *self.protocol.on_timer(self._at(node), self.states[node], name))

    def _deadline(self, op: str) -> None:
        operation = self.ledger.expire(op, self.now, len(self.events), self.scenario.timeout)
        if operation is None:
            return
        node, deadline = operation.node, Deadline(op)
        if node in self.network.down:
            self._record(Event(self.now, "deadline", node, deadline, None, (), ()))
        else:
            state, effects = self.protocol.on_timer(self._at(node), self.states[node], deadline)
            self._handle("deadline", node, deadline, state, effects)
        self._feed(operation)

    # -- commands: clients and operators ---------------------------------------------------------------------

    def _ask(self, command: Command) -> None:
        asked = isinstance(command, Operate | Tend)
        (self._asked if asked else self._faults).setdefault(command.tick, []).append(command)
        heappush(self._ticks, command.tick)
        self._live += 1

    def _command(self, command: Any) -> None:
        match command:
            case Write() | Read() | Delete():
                self._operate(command)
            case Purge():
                for node in command.nodes:
                    self._tend(node, command)
            case Promote():
                for node in (command.node, *command.tell):
                    self._tend(node, command)
            case _:
                self._tend(command.node, command)

    def _tend(self, node: str, command: Any) -> None:
        if node in self.network.down:
            self._record(Event(self.now, "refused", node, command, None, (), ()))
        else:
            self._handle("tend", node, command, *self.protocol.on_request(self._at(node), self.states[node], command))

    def _operate(self, command: Write | Read | Delete) -> None:
        node = command.node
        request = self.ledger.open(command, self.now, len(self.events))
        if node in self.network.down:
            self.ledger.node_fell(node)
            self._record(Event(self.now, "refused", node, request, None, (), ()))
            reply = Reply(request.op, "refused", reason=Reason("node_down", {"node": node}))
            self._feed(self.ledger.close(reply, self.now, len(self.events) - 1))
            return
        due = self.now + self.scenario.timeout
        self._deadlines.setdefault(due, []).append(request.op)
        heappush(self._ticks, due)
        self._handle("request", node, request, *self.protocol.on_request(self._at(node), self.states[node], request))

    def _feed(self, operation: Operation | None) -> None:
        for command in self.ledger.feed(operation):
            self._ask(command)

    # -- faults ----------------------------------------------------------------------------------------------

    def _befall(self, fault: Any) -> None:
        overdue: Message | None = None
        match fault:
            case Hold(_, link, nth):
                self.post.hold(link, nth)
            case Release(_, link, nth):
                overdue = self.post.release(link, nth)
            case Drop(_, link, nth):
                overdue = self.post.drop(link, nth)
            case _:
                self._change(fault)
                return
        self._record(Event(self.now, "fault", None, fault, None, (), ()))
        if overdue is not None:
            self._push(self.now, overdue)

    def _change(self, fault: Any) -> None:
        """A fault of links, nodes or clocks. Only a node that was down can recover."""
        was_down = self.network.down
        self.network = net.befall(self.network, fault)
        self.post.now(self.network)
        self._here.clear()
        self.networks.append((len(self.events), self.network))
        node, state = getattr(fault, "node", None), None
        if isinstance(fault, Crash):
            self._fall(fault.node)
            if fault.wipe:
                state = self.states[fault.node] = self._blank(fault.node)[0]
        self._record(Event(self.now, "fault", node, fault, state, (), ()))
        if isinstance(fault, Recover) and fault.node in was_down:
            here, disk = self._at(fault.node), self.states[fault.node]
            began = self._blank(fault.node) if fault.wipe else self.protocol.start(here, disk, ())
            self._handle("start", fault.node, fault, *began)

    def _blank(self, node: str) -> Any:
        """A node with nothing on its disk, where the protocol has no other word for it a new one."""
        here = self._at(node)
        return self.protocol.blank(here) if hasattr(self.protocol, "blank") else self.protocol.start(here, None, ())

    def _fall(self, node: str) -> None:
        self.ledger.node_fell(node)
        for key in [key for key in self._timers if key[0] == node]:
            del self._timers[key]

    # -- effects ---------------------------------------------------------------------------------------------

    def _handle(self, kind: str, node: str, cause: Any, state: Any, effects: tuple[Any, ...]) -> None:
        """Record what a handler answered and carry out its wishes."""
        self.states[node] = state
        now, sent, lost = self.now, [], []
        for effect in effects:
            effect_type = type(effect)
            if effect_type is Send:
                message, trouble = self.post.send(node, effect.to, effect.body, now)
                sent.append(message)
                if trouble is None:
                    self._push(message.due, message)
                else:
                    lost.append(Lost(message, trouble, "send"))
            elif effect_type is SetTimer:
                self._set_timer(node, effect)
            elif effect_type is Reply:
                self._feed(self.ledger.close(effect, now, len(self.events)))
            elif effect_type is CancelTimer:
                self._timers.pop((node, effect.name), None)
            elif effect_type is Note and effect.code == "version":
                self.ledger.learn(effect.values["op"], effect.values["version"])
        self._record(Event(now, kind, node, cause, state, effects, tuple(sent)))
        for loss in lost:
            self._record(Event(now, "lost", node, loss, None, (), ()))

    def _set_timer(self, node: str, timer: SetTimer) -> None:
        self._serial = serial = self._serial + 1
        self._timers[node, timer.name] = serial
        self._live += not timer.periodic
        if timer.delay:
            self._schedule(self.now + timer.delay, (node, timer.name, serial, timer.periodic))
        else:
            self._decisions.append((node, timer.name, serial))

    def _push(self, tick: int, message: Message) -> None:
        self._live += 1
        self._schedule(tick, message)

    def _schedule(self, tick: int, item: Any) -> None:
        bucket = self._due.get(tick)
        if bucket is None:
            self._due[tick] = [item]
            heappush(self._ticks, tick)
        else:
            bucket.append(item)

    def _record(self, event: Event) -> None:
        if len(self.events) >= self.events_max:
            raise Overrun(self.events_max, self.now)
        self.events.append(event)

    def _at(self, node: str) -> Here:
        here = self._here.get(node)
        if here is None:
            reach = self.network.reach(node) if self.config.oracle else None
            here = self._here[node] = Here(node, self.now + self.network.skew.get(node, 0), self.config, reach)
        return here
