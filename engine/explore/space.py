"""All that can happen in a scene: states without time, and what follows each of them.

Rules of this file
* A state is (the nodes' states, messages under way as bits, the history, the situation), each by its number.
* Any message that is under way may come next; a turn of a node is one step. What is sent over a cut link is lost; what
  is under way there waits: that it is lost is the same to a promise about answers as that it never comes.
* So a cut is a delay that lasts. It is explored only where nodes are told what they can reach (`sloppy`) or on demand.
* Clients go through their operations one by one, operators through their commands, at any time; nobody asks a node
  that is down, and a crashed node keeps its disk. A clock shows PACE ticks for each command given, and its skew.

Sources: Clarke, Grumberg & Peled 1999, "Model Checking" (explicit states); Holzmann 2003, "The SPIN Model Checker";
Godefroid 1996 (orders that need not be told apart).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any, NamedTuple

from engine.explore.actors import Crew, Turned
from engine.explore.client_history import Past, Pasts
from engine.explore.environment import Situation, Situations, two_groups
from engine.explore.values import Scope
from engine.model import Call, Delete, OperatorCommand, Promote, Purge, Read, Scenario, Write
from engine.protocols import configured, protocol_of
from engine.run.clients import Ledger
from engine.script import name_operations
from engine.trace import network as net

PACE = 20
"""Ticks that a clock moves on with each command."""

State = tuple[tuple[int, ...], int, int, int]
Step = tuple[str, int]
"""('ask', operation), ('deliver', message), ('tend', command), ('cut', groups), ('crash' | 'recover', node)."""


class Frame(NamedTuple):
    """What states with one history in one situation have in common, as long as there are so many letters.

    stands: where each node stands. blocked: messages that cannot come now. over: those that only fill quorums of
    operations that have ended. ready: operations that can be asked. tend: the operators' next command.
    """

    letters: int
    stands: tuple[int, ...]
    blocked: int
    over: int
    ready: tuple[int, ...]
    tend: int | None


class Space:
    """A scene to explore for a promise about answers. Raises Timed where nodes set timers that take time."""

    def __init__(self, scenario: Scenario, promise: str, scope: Scope) -> None:
        self.scenario = scenario
        commands = name_operations(scenario.commands)
        self.operations = tuple(one for one in commands if isinstance(one, Write | Read | Delete | Call))
        self.tends = tuple(one for one in commands if isinstance(one, OperatorCommand))
        self.crew = Crew(scenario)
        groups = two_groups(scenario.system.names) if any(self.crew.reaching) or scope.every_cut else ()
        network = net.start(replace(scenario, links=()))
        self.situations = Situations(network, scope.cuts, scope.crashes, groups)
        protocol, config = protocol_of(scenario.system), configured(scenario.system)
        promised, what = protocol.sessions(config), protocol.object(config)
        self.pasts = Pasts(
            self.operations, lambda: Ledger(scenario.timeout, None, what, promised), dict(scenario.init), promise
        )
        self._frames: dict[tuple[int, int], Frame] = {}

    def start(self) -> State:
        """The state in which nothing has been asked."""
        past, situation = self.pasts.empty, self.situations.calm
        turns = [self.crew.begin(place, None, stand) for place, stand in enumerate(self.frame(past, situation).stands)]
        under_way = 0
        for turned in turns:
            under_way |= turned.mask
        return tuple(turned.state for turned in turns), under_way, past, situation

    def follow(self, state: State) -> Iterator[tuple[Step, State]]:
        """Each thing that can happen next, and the state after it."""
        nodes, under_way, past, situation = state
        frame = self.frame(past, situation)
        for op in frame.ready:
            yield ("ask", op), self._ask(state, op)
        yield from self._deliver(state, frame)
        if frame.tend is not None and (after := self._tend(state, frame.tend)):
            yield ("tend", frame.tend), after
        for step, changed in self.situations.befall(situation):
            after = (nodes, under_way, past, changed)
            if step[0] == "recover":
                turned = self.crew.begin(step[1], nodes[step[1]], self.frame(past, changed).stands[step[1]])
                after = self._after(after, step[1], turned)
            yield step, after

    def frame(self, past: int, situation: int) -> Frame:
        """What all states with this history in this situation have in common."""
        found = self._frames.get((past, situation))
        letters = len(self.crew.letters.values)
        if found is None or found.letters != letters:
            found = self._frames[past, situation] = self._frame(past, situation, letters)
        return found

    def _frame(self, past: int, situation: int, letters: int) -> Frame:
        now: Situation = self.situations.known.values[situation]
        before: Past = self.pasts.known.values[past]
        tick, down = PACE * (before.begun + now.tended), now.network.down
        return Frame(
            letters,
            tuple(self.crew.stand(place, tick, now.network) for place in range(len(self.crew.nodes))),
            self.situations.blocked(situation, self.crew),
            self.crew.fillers(before.ended),
            tuple(op for op in before.ready if self.operations[op].node not in down),
            now.tended if now.tended < len(self.tends) else None,
        )

    def turns(self, state: State, step: Step) -> list[tuple[int, Turned]]:
        """The turns of nodes that a step is, with their places."""
        nodes, _, past, situation = state
        kind, what = step
        stands = self.frame(past, situation).stands
        if kind == "deliver":
            place = self.crew.letters.values[what].dst
            return [(place, self.crew.hear(nodes[place], what, stands[place]))]
        if kind == "ask":
            place, turned, _ = self._asked(state, what)
            return [(place, turned)]
        if kind == "recover":
            return [(what, self.crew.begin(what, nodes[what], stands[what]))]
        return self._tended(state, what) if kind == "tend" else []

    def _deliver(self, state: State, frame: Frame) -> Iterator[tuple[Step, State]]:
        """Each message that may come next."""
        nodes, under_way, past, situation = state
        letters, hear, turns = self.crew.letters.values, self.crew.hear, self.crew.heard
        stands, blocked, over = frame.stands, frame.blocked, frame.over
        waiting = under_way & ~blocked
        while waiting:
            bit = waiting & -waiting
            waiting ^= bit
            letter, left = bit.bit_length() - 1, under_way ^ bit
            place = letters[letter][1]
            turned = turns.get((nodes[place], letter, stands[place])) or hear(nodes[place], letter, stands[place])
            if len(letters) != frame.letters:  # a turn has sent what nobody had sent before
                frame = self.frame(past, situation)
                blocked, over = frame.blocked, frame.over
            new, _, mask, told = turned
            if told or mask & (left | over):
                yield ("deliver", letter), self._after((nodes, left, past, situation), place, turned)
            elif new == nodes[place]:
                yield ("deliver", letter), (nodes, left | mask & ~blocked, past, situation)
            else:
                after = (*nodes[:place], new, *nodes[place + 1 :])
                yield ("deliver", letter), (after, left | mask & ~blocked, past, situation)

    def _after(self, state: State, place: int, turned: Turned) -> State:
        """The state after a node's turn; what was under way for operations that have ended goes away."""
        nodes, under_way, past, situation = state
        crew, blocked = self.crew, self.situations.blocked(situation, self.crew)
        nodes = (*nodes[:place], turned.state, *nodes[place + 1 :])
        if turned.mask & under_way:
            under_way = crew.copied(under_way, turned.sends, blocked)
        else:
            under_way |= turned.mask & ~blocked
        if turned.told:
            past = self.pasts.tell(past, turned.told, crew.told.values[turned.told])
        frame = self.frame(past, situation)
        suspects = under_way & frame.over & (-1 if turned.told else turned.mask)
        if suspects:
            under_way ^= crew.dead(nodes, suspects, frame.stands)
        return nodes, under_way, past, situation

    def _asked(self, state: State, op: int) -> tuple[int, Turned, int]:
        nodes, _, past, situation = state
        begun, request = self.pasts.begin(past, op)
        place = self.crew.place[self.operations[op].node]
        stand = self.frame(begun, situation).stands[place]
        return place, self.crew.ask(place, nodes[place], request, stand, ("ask", begun)), begun

    def _ask(self, state: State, op: int) -> State:
        place, turned, begun = self._asked(state, op)
        return self._after((*state[:2], begun, state[3]), place, turned)

    def _tended(self, state: State, number: int) -> list[tuple[int, Turned]]:
        nodes, _, past, situation = state
        command, found = self.tends[number], []
        stands = self.frame(past, self.situations.tended(situation)).stands
        for node in _tended_nodes(command):
            place = self.crew.place[node]
            found.append((place, self.crew.ask(place, nodes[place], command, stands[place], ("tend", number))))
        return found

    def _tend(self, state: State, number: int) -> State | None:
        nodes, under_way, past, situation = state
        down = self.situations.known.values[situation].network.down
        if any(node in down for node in _tended_nodes(self.tends[number])):
            return None
        after: State = (nodes, under_way, past, self.situations.tended(situation))
        for place, turned in self._tended(state, number):
            after = self._after(after, place, turned)
        return after


def _tended_nodes(command: Any) -> tuple[str, ...]:
    """The nodes that an operator's command goes to."""
    if isinstance(command, Purge):
        return command.nodes
    return (command.node, *command.tell) if isinstance(command, Promote) else (command.node,)
