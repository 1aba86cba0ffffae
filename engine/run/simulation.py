"""The simulation: the only place where time moves.

Inside a tick, in this order: (1) faults, (2) deliveries, timers and what they cause, (3) commands of clients and
operators in script order, (4) decisions on all that has arrived in this tick (timers set with delay 0), (5)
deadlines. So the order in which simultaneous messages are handled never shows. Handling takes no time.

A run ends at `stop`, or when nothing but periodic timers is left. A crashed node handles nothing, loses its timers
and keeps its disk unless the command says wipe (disk.py: what is on it). One that stands still handles what waits for
it when it goes on. Same scenario, same trace, byte for byte.
"""

from __future__ import annotations

from copy import copy
from typing import Any

from engine.model import (
    ClientCommand,
    Crash,
    Deadline,
    Drop,
    Duplicate,
    Event,
    Hold,
    Message,
    OperatorCommand,
    Pause,
    Promote,
    Purge,
    Reason,
    Recover,
    Release,
    Reply,
    Resume,
    Scenario,
)
from engine.protocols.flushing import flush_of
from engine.run.clients import NextCommands
from engine.run.cluster import Cluster, Overrun
from engine.run.event_queue import NEVER
from engine.run.garbage import uncollected
from engine.run.pauses import Tended
from engine.script import name_operations
from engine.trace import Trace
from engine.trace import network as net

__all__ = ["EVENTS_MAX", "Overrun", "Simulation", "run"]

EVENTS_MAX = 100_000
"""A run that would hold more events than this is given up (see Overrun): two hundred times what the longest of
the scenes has, since a script may have come from anyone and must not go on for ever."""


def run(scenario: Scenario, events_max: int = EVENTS_MAX, next_commands: NextCommands | None = None) -> Trace:
    """Run a scenario to its end. next_commands: what clients ask when they are told an answer. Raises Overrun."""
    with uncollected():
        simulation = Simulation(scenario, events_max, next_commands)
        return simulation.finish()


class Simulation:
    """A run under way: `step` plays the next tick and says whether there may be more."""

    def __init__(
        self, scenario: Scenario, events_max: int = EVENTS_MAX, next_commands: NextCommands | None = None
    ) -> None:
        self.scenario = scenario
        self.cluster = cluster = Cluster(scenario, events_max, next_commands)
        cluster.schedule(name_operations(scenario.commands))
        for node in cluster.network.nodes:
            cluster.start(node, scenario.init)

    @property
    def events(self) -> list[Event]:
        """The events so far."""
        return self.cluster.events

    def going_on(self, scenario: Scenario, events_max: int) -> Simulation:
        """Another simulation that stands where this one does, between two ticks, and goes on with this scenario."""
        twin, now = copy(self), self.cluster.now
        later = [command for command in name_operations(scenario.commands) if command.tick > now]
        twin.scenario, twin.cluster = scenario, self.cluster.copy(later, events_max)
        return twin

    def finish(self) -> Trace:
        """Play to the end. Then nobody may step this simulation again: extend() starts from it.

        Unless clients react: what they would ask next is for their `next_commands` to know.
        """
        while self.step():
            pass
        return self.trace(ended=None if self.cluster.clients.next_commands else self)

    def trace(self, ended: Simulation | None = None) -> Trace:
        """The trace of what has happened so far. ended: as in Trace."""
        cluster, stop = self.cluster, self.scenario.stop
        events, operations = tuple(cluster.events), cluster.clients.operations()
        end = events[-1].tick if stop is None else stop
        return Trace(self.scenario, events, tuple(cluster.networks), operations, end, ended)

    def step(self) -> bool:
        """Play the next tick at which something may be due; False when the run is over."""
        cluster, stop = self.cluster, self.scenario.stop
        queue, deadline = cluster.queue, cluster.clients.deadline
        if deadline == NEVER and stop is None and not queue.live():
            return False
        tick = queue.ticks[0]
        if deadline < tick:
            tick = deadline
        if tick > (NEVER - 1 if stop is None else stop):
            return False
        cluster.now = tick
        queue.advance_to(tick)
        self._play_tick(tick)
        return True

    def _play_tick(self, now: int) -> None:
        """One tick in its five phases."""
        cluster = self.cluster
        queue, clients = cluster.queue, cluster.clients
        if now in queue.faults:
            for fault in queue.faults.pop(now):
                self._apply_fault(fault)
        if queue.due_now:
            cluster.deliver_due()
        while cluster.decisions or now in queue.commands:
            for command in queue.commands.pop(now, ()):
                self._command(command)
                if queue.due_now:
                    cluster.deliver_due()
            decisions, cluster.decisions = cluster.decisions, []
            for timer in decisions:
                cluster.fire("decide", timer)
                if queue.due_now:
                    cluster.deliver_due()
        while clients.deadline <= now:
            self._deadline()
            cluster.deliver_due()

    def _deadline(self) -> None:
        """Time out the oldest pending operation, and tell its coordinator if that is up; not while it stands still."""
        cluster = self.cluster
        until = cluster.delivery.pauses.until.get(cluster.clients.oldest())
        if until is not None:
            cluster.clients.postpone(until)
            return
        op, node, commands = cluster.clients.time_out(cluster.now, len(cluster.events))
        if node in cluster.network.down:
            cluster.record("deadline", node, Deadline(op))
        else:
            cluster.on_timer("deadline", node, Deadline(op))
        cluster.schedule(commands)

    # -- commands: clients and operators ---------------------------------------------------------------------

    def _command(self, command: Any) -> None:
        if isinstance(command, ClientCommand):
            self._invoke(command)
            return
        match command:
            case Purge():
                for node in command.nodes:
                    self._operate(node, command)
            case Promote():
                for node in (command.node, *command.tell):
                    self._operate(node, command)
            case Tended(node, late):
                self._operate(node, late)
            case _:
                self._operate(command.node, command)

    def _operate(self, node: str, command: OperatorCommand) -> None:
        cluster = self.cluster
        if cluster.delivery.pauses.keep(node, Tended(node, command)):
            return
        if node in cluster.network.down:
            cluster.record("refused", node, command)
        else:
            cluster.request("tend", node, command)

    def _invoke(self, command: ClientCommand) -> None:
        cluster = self.cluster
        node, event = command.node, len(cluster.events)
        if cluster.delivery.pauses.keep(node, command):
            return
        request = cluster.clients.invoke(command, cluster.now, event)
        if node in cluster.network.down:
            cluster.clients.note_crash(node, cluster.now)
            cluster.record("refused", node, request)
            refusal = Reply(request.op, "refused", reason=Reason("node_down", {"node": node}))
            cluster.schedule(cluster.clients.complete(refusal, cluster.now, event))
        else:
            cluster.request("request", node, request)

    # -- faults ----------------------------------------------------------------------------------------------

    def _apply_fault(self, fault: object) -> None:
        cluster = self.cluster
        overdue: Message | None = None
        match fault:
            case Hold(_, link, nth):
                cluster.delivery.hold(link, nth)
            case Release(_, link, nth):
                overdue = cluster.delivery.release(link, nth)
            case Drop(_, link, nth):
                overdue = cluster.delivery.drop(link, nth)
            case Resume():
                self._resume(fault)
                return
            case Duplicate():
                cluster.send_again(fault)
                return
            case _:
                self._change_network(fault)
                return
        cluster.record("fault", None, fault)
        if overdue is not None:
            cluster.queue.put(cluster.now, overdue)

    def _resume(self, end: Resume) -> None:
        if self.cluster.delivery.pauses.until.get(end.node) == end.tick:
            self._take_up(end.node)
            self._change_network(end)

    def _take_up(self, node: str) -> None:
        """What has waited at a node comes now, before all else of this tick."""
        queue = self.cluster.queue
        due, commands = self.cluster.delivery.pauses.end(node)
        queue.due_now[:0] = due
        if commands:
            queue.commands[self.cluster.now] = [*commands, *queue.commands.get(self.cluster.now, ())]

    def _change_network(self, fault: Any) -> None:
        """Apply a fault of links, nodes or clocks. Only a node that was down can recover."""
        cluster, state = self.cluster, None
        was_down = cluster.network.down
        cluster.set_network(net.apply_fault(cluster.network, fault))
        if isinstance(fault, Crash):
            state = cluster.crash(fault, flush_of(self.scenario.system))
            self._take_up(fault.node)
        if isinstance(fault, Pause) and fault.node not in was_down:
            cluster.delivery.pauses.begin(fault.node, fault.tick + fault.ticks)
            cluster.schedule([Resume(fault.tick + fault.ticks, fault.node)])
        cluster.record("fault", getattr(fault, "node", None), fault, state)
        if isinstance(fault, Recover) and fault.node in was_down:
            cluster.restart(fault.node, fault, fault.wipe)
