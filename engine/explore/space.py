"""The state space of a scene: states without time, the actions possible in each, and the states that follow.

Rules of this file
* A state is its core (the nodes' states, the client history, the fault state) and the messages under way: cores.py.
* What an action does to a core is worked out once, as a Step. It holds for every state with that core, unless something
  is under way that is sent again.
* Any message that is under way may come next; a transition of a node is one action. What is sent over a cut link is
  lost; what is under way there waits: that it is lost is the same to a promise about answers as that it never comes.
* A message that is delivered twice is delivered, and still under way: the copy may come at any time, or never.
* So a cut is a delay that lasts. It is explored only where nodes are told what they can reach (`sloppy`) or on demand.
* Clients go through their operations one by one, operators through their commands, at any time; nobody asks a node
  that is down, and a crashed node keeps its disk, or of what was not flushed nothing: where a system never flushes,
  it is then in the state in which it began. A clock shows PACE ticks for each command given, and its skew.

Sources: Clarke, Grumberg & Peled 1999, "Model Checking" (explicit states); Holzmann 2003, "The SPIN Model Checker";
Godefroid 1996 (orders that need not be told apart).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from engine.explore.actors import Interned, Transition
from engine.explore.client_history import ClientHistories, ClientHistory
from engine.explore.cores import CORE, Action, Core, Cores, State, Step
from engine.explore.fault_states import FaultState, FaultStates, two_groups
from engine.explore.reaction import Timed
from engine.explore.values import Scope
from engine.model import ClientCommand, OperatorCommand, Promote, Purge, Scenario
from engine.protocols import configured, protocol_of
from engine.protocols.flushing import ALWAYS, NEVER, flush_of
from engine.run.clients import Clients
from engine.script import name_operations
from engine.trace import network as net


class Space:
    """A scene to explore for a promise about answers. Raises Timed where nodes set timers that take time, or flush by
    the clock and may lose what they have not flushed."""

    def __init__(self, scenario: Scenario, promise: str, scope: Scope) -> None:
        self.scenario = scenario
        commands = name_operations(scenario.commands)
        self.operations = tuple(command for command in commands if isinstance(command, ClientCommand))
        self.operator_commands = tuple(command for command in commands if isinstance(command, OperatorCommand))
        protocol, config = protocol_of(scenario.system), configured(scenario.system)
        self.flush = flush_of(scenario.system) if scope.unflushed else ALWAYS
        if self.flush not in (ALWAYS, NEVER):
            raise Timed
        self.begun: tuple[int, ...] = ()
        self.interned = Interned(scenario, config, forgetful=self.flush == NEVER)
        groups = two_groups(scenario.system.names) if any(self.interned.reaching) or scope.every_cut else ()
        network = net.start(scenario)
        self.faults = FaultStates(network, scope, groups)
        promised, data_type = protocol.sessions(config), protocol.object(config)
        self.histories = ClientHistories(
            self.operations, lambda: Clients(scenario.timeout, None, data_type, promised), dict(scenario.init), promise
        )
        self.cores = Cores(self.interned, self.histories, self.faults)

    def start(self) -> State:
        """The state in which nothing has been asked."""
        history, fault_state = self.histories.empty, self.faults.calm
        envs = self.cores.envs(history, fault_state)
        transitions = [self.interned.begin(place, None, env) for place, env in enumerate(envs)]
        under_way = 0
        for transition in transitions:
            under_way |= transition.mask
        self.begun = nodes = tuple(transition.state for transition in transitions)
        return self.cores.of(nodes, history, fault_state).number | under_way

    def core(self, state: State) -> Core:
        """The core of a state."""
        return self.cores.get(state & CORE)

    def follow(self, state: State) -> list[tuple[Action, State]]:
        """Each action that is possible in a state, and the state after it."""
        core, under_way = self.core(state), state & ~CORE
        found, get, prune = [], self.cores.get, self.cores.prune
        for action, takes, sends, after, told in self._steps(core, under_way):
            left = under_way ^ takes
            if sends & left:
                after = self._after(left, *self._acts(core, action))
            elif told:
                after |= prune(get(after & CORE), left)
            else:
                after |= left
            found.append((action, after))
        return found

    def transitions(self, state: State, action: Action) -> list[tuple[int, Transition]]:
        """The transitions of nodes that an action is, with the places of the nodes."""
        return self._acts(self.core(state), action)[1]

    def _steps(self, core: Core, under_way: int) -> list[Step]:
        """All that may come next."""
        if core.always is None:
            core.always = self._asks(core), self._others(core)
        asks, others = core.always
        steps, deliveries = asks.copy(), core.deliveries
        again = self.faults.known.values[core.fault_state].duplicates > 0
        waiting = under_way & ~core.blocked
        while waiting:
            bit = waiting & -waiting
            waiting ^= bit
            step = deliveries.get(bit)
            if step is None:
                step = deliveries[bit] = self._step(core, ("deliver", bit.bit_length() - 1), bit)
            steps.append(step)
            if again:
                steps.append(self._step(core, ("duplicate", bit.bit_length() - 1)))
        steps += others
        return steps

    def _asks(self, core: Core) -> list[Step]:
        """The operations that can be asked."""
        history: ClientHistory = self.histories.known.values[core.history]
        down = self.faults.known.values[core.fault_state].network.down
        return [self._step(core, ("ask", op)) for op in history.ready if self.operations[op].node not in down]

    def _others(self, core: Core) -> list[Step]:
        """The next operator command, if its nodes are up, and all faults that may come now."""
        now: FaultState = self.faults.known.values[core.fault_state]
        actions: list[Action] = [action for action, _ in self.faults.follow_ups(core.fault_state)]
        for command in self.operator_commands[now.operated : now.operated + 1]:
            if now.network.down.isdisjoint(_nodes_of(command)):
                actions.insert(0, ("operate", now.operated))
        return [self._step(core, action) for action in actions]

    def _step(self, core: Core, action: Action, takes: int = 0) -> Step:
        """What an action does to a core; takes: the message that it delivers."""
        acting, transitions = self._acts(core, action)
        sends, told = -1 if len(transitions) > 1 else 0, False
        for _, transition in transitions:
            sends |= transition.mask
            told |= transition.told != 0
        return Step(action, takes, sends, self._after(0, acting, transitions), told)

    def _acts(self, core: Core, action: Action) -> tuple[Core, list[tuple[int, Transition]]]:
        """The core in which nodes act, and their transitions, with their places."""
        (kind, what), interned, nodes = action, self.interned, core.nodes
        if kind == "deliver":
            place = interned.envelopes.values[what].dst
            return core, [(place, interned.hear(nodes[place], what, core.envs[place]))]
        if kind == "duplicate":
            core = self.cores.of(nodes, core.history, self.faults.duplicated(core.fault_state))
            place = interned.envelopes.values[what].dst
            return core, [(place, interned.hear(nodes[place], what, core.envs[place]))]
        if kind == "ask":
            begun, request = self.histories.begin(core.history, what)
            place = interned.place[self.operations[what].node]
            core = self.cores.of(nodes, begun, core.fault_state)
            return core, [(place, interned.ask(place, nodes[place], request, core.envs[place], ("ask", begun)))]
        if kind == "operate":
            core = self.cores.of(nodes, core.history, self.faults.operated(core.fault_state))
            command = self.operator_commands[what]
            places = [interned.place[node] for node in _nodes_of(command)]
            return core, [
                (place, interned.ask(place, nodes[place], command, core.envs[place], ("operate", what)))
                for place in places
            ]
        if kind == "unflushed" and self.flush == NEVER:
            nodes = (*nodes[:what], self.begun[what], *nodes[what + 1 :])
        core = self.cores.of(nodes, core.history, dict(self.faults.follow_ups(core.fault_state))[action])
        return core, [(what, interned.begin(what, nodes[what], core.envs[what]))] if kind == "recover" else []

    def _after(self, under_way: int, core: Core, transitions: Sequence[tuple[int, Transition]]) -> State:
        """The state after transitions of nodes; what was under way for operations that have ended goes away."""
        for place, (node, sends, mask, told) in transitions:
            history, blocked = core.history, self.faults.blocked(core.fault_state, self.interned)
            if mask & under_way:
                under_way = self.interned.copied(under_way, sends, blocked)
            else:
                under_way |= mask & ~blocked
            if told:
                history = self.histories.tell(history, told, self.interned.told.values[told])
            core = self.cores.of((*core.nodes[:place], node, *core.nodes[place + 1 :]), history, core.fault_state)
            suspects = under_way if told else under_way & mask
            under_way = under_way ^ suspects | self.cores.prune(core, suspects)
        return core.number | under_way


def _nodes_of(command: Any) -> tuple[str, ...]:
    """The nodes that an operator's command goes to."""
    if isinstance(command, Purge):
        return command.nodes
    return (command.node, *command.tell) if isinstance(command, Promote) else (command.node,)
