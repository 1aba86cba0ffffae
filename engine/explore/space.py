"""The state space of a scene: states without time, the actions possible in each, and the states that follow.

Rules of this file
* A state is (the nodes' states, messages under way as bits, the client history, the fault state), each by its number.
* Any message that is under way may come next; a transition of a node is one action. What is sent over a cut link is
  lost; what is under way there waits: that it is lost is the same to a promise about answers as that it never comes.
* So a cut is a delay that lasts. It is explored only where nodes are told what they can reach (`sloppy`) or on demand.
* Clients go through their operations one by one, operators through their commands, at any time; nobody asks a node
  that is down, and a crashed node keeps its disk. A clock shows PACE ticks for each command given, and its skew.

Sources: Clarke, Grumberg & Peled 1999, "Model Checking" (explicit states); Holzmann 2003, "The SPIN Model Checker";
Godefroid 1996 (orders that need not be told apart).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from engine.explore.actors import Interned, Transition
from engine.explore.client_history import ClientHistories, ClientHistory
from engine.explore.fault_states import FaultState, FaultStates, two_groups
from engine.explore.values import Scope
from engine.model import ClientCommand, OperatorCommand, Promote, Purge, Scenario
from engine.protocols import configured, protocol_of
from engine.run.clients import Clients
from engine.script import name_operations
from engine.trace import network as net

PACE = 20
"""Ticks that a clock moves on with each command: the usual latency there and back, so that clocks tell operations apart
that follow one another, as they do in a run."""

State = tuple[tuple[int, ...], int, int, int]
"""(states of the nodes by place, messages under way as bits, client history, fault state)."""
Action = tuple[str, int]
"""('ask', operation), ('deliver', message), ('operate', command), ('cut', groups), ('crash' | 'recover', node)."""


class Shared(NamedTuple):
    """What states with one client history and one fault state have in common, as long as no new envelope is met.

    envelopes: how many there are. envs: each node's environment. blocked: messages that cannot come now. over: those
    that only fill quorums of operations that have ended. ready: operations that can be asked. operator_command: the
    next one (None: there is none left).
    """

    envelopes: int
    envs: tuple[int, ...]
    blocked: int
    over: int
    ready: tuple[int, ...]
    operator_command: int | None


class Space:
    """A scene to explore for a promise about answers. Raises Timed where nodes set timers that take time."""

    def __init__(self, scenario: Scenario, promise: str, scope: Scope) -> None:
        self.scenario = scenario
        commands = name_operations(scenario.commands)
        self.operations = tuple(command for command in commands if isinstance(command, ClientCommand))
        self.operator_commands = tuple(command for command in commands if isinstance(command, OperatorCommand))
        protocol, config = protocol_of(scenario.system), configured(scenario.system)
        self.interned = Interned(scenario, config)
        groups = two_groups(scenario.system.names) if any(self.interned.reaching) or scope.every_cut else ()
        network = net.start(scenario)
        self.faults = FaultStates(network, scope.cuts, scope.crashes, groups)
        promised, data_type = protocol.sessions(config), protocol.object(config)
        self.histories = ClientHistories(
            self.operations, lambda: Clients(scenario.timeout, None, data_type, promised), dict(scenario.init), promise
        )
        self._shared_parts: dict[tuple[int, int], Shared] = {}

    def start(self) -> State:
        """The state in which nothing has been asked."""
        history, fault_state = self.histories.empty, self.faults.calm
        envs = self.shared(history, fault_state).envs
        transitions = [self.interned.begin(place, None, env) for place, env in enumerate(envs)]
        under_way = 0
        for transition in transitions:
            under_way |= transition.mask
        return tuple(transition.state for transition in transitions), under_way, history, fault_state

    def follow(self, state: State) -> Iterator[tuple[Action, State]]:
        """Each action that is possible in a state, and the state after it."""
        nodes, under_way, history, fault_state = state
        shared = self.shared(history, fault_state)
        for op in shared.ready:
            yield ("ask", op), self._ask(state, op)
        yield from self._deliver(state, shared)
        if shared.operator_command is not None and (after := self._operate(state, shared.operator_command)):
            yield ("operate", shared.operator_command), after
        for action, changed in self.faults.follow_ups(fault_state):
            after = (nodes, under_way, history, changed)
            kind, place = action
            if kind == "recover":
                transition = self.interned.begin(place, nodes[place], self.shared(history, changed).envs[place])
                after = self._after(after, place, transition)
            yield action, after

    def shared(self, history: int, fault_state: int) -> Shared:
        """What all states with this client history and this fault state have in common."""
        known = self._shared_parts.get((history, fault_state))
        envelopes = len(self.interned.envelopes.values)
        if known is None or known.envelopes != envelopes:
            known = self._shared_parts[history, fault_state] = self._shared(history, fault_state, envelopes)
        return known

    def _shared(self, history: int, fault_state: int, envelopes: int) -> Shared:
        now: FaultState = self.faults.known.values[fault_state]
        before: ClientHistory = self.histories.known.values[history]
        tick, down = PACE * (before.begun + now.operated), now.network.down
        return Shared(
            envelopes,
            tuple(self.interned.env(place, tick, now.network) for place in range(len(self.interned.nodes))),
            self.faults.blocked(fault_state, self.interned),
            self.interned.fillers(before.ended),
            tuple(op for op in before.ready if self.operations[op].node not in down),
            now.operated if now.operated < len(self.operator_commands) else None,
        )

    def transitions(self, state: State, action: Action) -> list[tuple[int, Transition]]:
        """The transitions of nodes that an action is, with the places of the nodes."""
        nodes, _, history, fault_state = state
        kind, what = action
        envs = self.shared(history, fault_state).envs
        if kind == "deliver":
            place = self.interned.envelopes.values[what].dst
            return [(place, self.interned.hear(nodes[place], what, envs[place]))]
        if kind == "ask":
            place, transition, _ = self._asked(state, what)
            return [(place, transition)]
        if kind == "recover":
            return [(what, self.interned.begin(what, nodes[what], envs[what]))]
        return self._operated(state, what) if kind == "operate" else []

    def _deliver(self, state: State, shared: Shared) -> Iterator[tuple[Action, State]]:
        """Each message that may come next."""
        nodes, under_way, history, fault_state = state
        envelopes, hear, received = self.interned.envelopes.values, self.interned.hear, self.interned.received
        envs, blocked, over = shared.envs, shared.blocked, shared.over
        waiting = under_way & ~blocked
        while waiting:
            bit = waiting & -waiting
            waiting ^= bit
            envelope, left = bit.bit_length() - 1, under_way ^ bit
            place = envelopes[envelope][1]
            node, env = nodes[place], envs[place]
            transition = received.get((node, envelope, env)) or hear(node, envelope, env)
            if len(envelopes) != shared.envelopes:  # a transition has sent what nobody had sent before
                shared = self.shared(history, fault_state)
                blocked, over = shared.blocked, shared.over
            new, _, mask, told = transition
            if told or mask & (left | over):
                yield ("deliver", envelope), self._after((nodes, left, history, fault_state), place, transition)
            elif new == node:
                yield ("deliver", envelope), (nodes, left | mask & ~blocked, history, fault_state)
            else:
                after = (*nodes[:place], new, *nodes[place + 1 :])
                yield ("deliver", envelope), (after, left | mask & ~blocked, history, fault_state)

    def _after(self, state: State, place: int, transition: Transition) -> State:
        """The state after a node's transition; what was under way for operations that have ended goes away."""
        nodes, under_way, history, fault_state = state
        interned, blocked = self.interned, self.faults.blocked(fault_state, self.interned)
        nodes = (*nodes[:place], transition.state, *nodes[place + 1 :])
        if transition.mask & under_way:
            under_way = interned.copied(under_way, transition.sends, blocked)
        else:
            under_way |= transition.mask & ~blocked
        if transition.told:
            history = self.histories.tell(history, transition.told, interned.told.values[transition.told])
        shared = self.shared(history, fault_state)
        suspects = under_way & shared.over & (-1 if transition.told else transition.mask)
        if suspects:
            under_way ^= interned.dead(nodes, suspects, shared.envs)
        return nodes, under_way, history, fault_state

    def _asked(self, state: State, op: int) -> tuple[int, Transition, int]:
        nodes, _, history, fault_state = state
        begun, request = self.histories.begin(history, op)
        place = self.interned.place[self.operations[op].node]
        env = self.shared(begun, fault_state).envs[place]
        return place, self.interned.ask(place, nodes[place], request, env, ("ask", begun)), begun

    def _ask(self, state: State, op: int) -> State:
        place, transition, begun = self._asked(state, op)
        return self._after((*state[:2], begun, state[3]), place, transition)

    def _operated(self, state: State, number: int) -> list[tuple[int, Transition]]:
        nodes, _, history, fault_state = state
        command, transitions = self.operator_commands[number], []
        envs = self.shared(history, self.faults.operated(fault_state)).envs
        for node in _nodes_of(command):
            place = self.interned.place[node]
            transitions.append(
                (place, self.interned.ask(place, nodes[place], command, envs[place], ("operate", number)))
            )
        return transitions

    def _operate(self, state: State, number: int) -> State | None:
        nodes, under_way, history, fault_state = state
        down = self.faults.known.values[fault_state].network.down
        if any(node in down for node in _nodes_of(self.operator_commands[number])):
            return None
        after: State = (nodes, under_way, history, self.faults.operated(fault_state))
        for place, transition in self._operated(state, number):
            after = self._after(after, place, transition)
        return after


def _nodes_of(command: Any) -> tuple[str, ...]:
    """The nodes that an operator's command goes to."""
    if isinstance(command, Purge):
        return command.nodes
    return (command.node, *command.tell) if isinstance(command, Promote) else (command.node,)
