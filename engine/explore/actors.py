"""The nodes of a scene and the messages between them, as numbers: what a node does is worked out once.

Rules of this file
* Handlers are pure, so (place, state, input, where it stands) always gives the same turn.
* A message is a bit: its link, what it says, and which copy it is where two alike are under way.
* A body that only fills a quorum (COUNTED) is dead when its operation has ended and it would change nothing: the
  round that it belongs to never comes back.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

from engine.availability.endpoints import parts
from engine.explore.interning import Numbers
from engine.explore.reaction import Reaction, asked, begun, heard
from engine.model import Environment, Reply, Scenario
from engine.trace.network import Network


class Letter(NamedTuple):
    """A message: from, to (places of nodes), what it says; copy tells apart two that are under way at once."""

    src: int
    dst: int
    body: Any
    copy: int


class Turned(NamedTuple):
    """A node's turn, in numbers: its state, its letters (mask: a bit for each), what it told clients (0: nothing)."""

    state: int
    sends: tuple[int, ...]
    mask: int
    told: int


NOTHING: tuple[tuple[Reply, ...], tuple[tuple[str, Any], ...]] = ((), ())
"""Replies, and versions of writes: what clients are told."""


class Crew:
    """Nodes and messages by number."""

    def __init__(self, scenario: Scenario) -> None:
        self.nodes = scenario.names
        self.init = scenario.init
        found = parts(scenario)
        self.parts = [found[node] for node in self.nodes]
        self.place = {node: place for place, node in enumerate(self.nodes)}
        self.reaching = [part.actor.reach(part.config) for part in self.parts]
        self.seed = scenario.seed
        self.states, self.letters, self.stands = Numbers(), Numbers(), Numbers()
        self.told = Numbers()
        self.told.of(NOTHING)
        self.heard: dict[tuple[int, int, int], Turned] = {}
        self._turns: dict[tuple[Any, ...], Turned] = {}
        self._counted = {kind for part in self.parts for kind in part.actor.counted}
        self._fillers: dict[str, int] = {}

    def stand(self, place: int, tick: int, network: Network) -> int:
        """Where a node stands: its clock, and what it can reach if it is told."""
        node, config = self.nodes[place], self.parts[place].config
        reach = network.reach(node) if self.reaching[place] else None
        clock = tick + network.skew.get(node, 0)
        return self.stands.of(Environment(node, clock, config, reach, self.seed), (place, clock, reach))

    def hear(self, state: int, letter: int, stand: int) -> Turned:
        """The turn of a node that gets a message."""
        turned = self.heard.get((state, letter, stand))
        if turned is None:
            found: Letter = self.letters.values[letter]
            actor, env = self.parts[found.dst].actor, self.stands.values[stand]
            reaction = heard(actor, env, self.states.values[state], self.nodes[found.src], found.body)
            turned = self.heard[state, letter, stand] = self._turned(found.dst, reaction)
        return turned

    def ask(self, place: int, state: int, request: Any, stand: int, number: tuple[str, int]) -> Turned:
        """The turn of a node that is asked for something; number: which request this is."""
        turned = self._turns.get((place, state, number, stand))
        if turned is None:
            reaction = asked(self.parts[place].actor, self.stands.values[stand], self.states.values[state], request)
            turned = self._turns[place, state, number, stand] = self._turned(place, reaction)
        return turned

    def begin(self, place: int, disk: int | None, stand: int) -> Turned:
        """The turn of a node that starts, new or from its disk."""
        turned = self._turns.get((place, disk, "begin", stand))
        if turned is None:
            old, init = (None, self.init) if disk is None else (self.states.values[disk], ())
            reaction = begun(self.parts[place].actor, self.stands.values[stand], old, init)
            turned = self._turns[place, disk, "begin", stand] = self._turned(place, reaction)
        return turned

    def copied(self, under_way: int, sends: Iterable[int], blocked: int) -> int:
        """Messages under way and these, of which some are under way already."""
        for send in sends:
            number = send
            while under_way >> number & 1:
                letter = self.letters.values[number]
                number = self._letter(letter._replace(copy=letter.copy + 1))
            if not blocked >> send & 1:
                under_way |= 1 << number
        return under_way

    def fillers(self, ended: Iterable[str]) -> int:
        """All messages known so far that only fill quorums of these operations."""
        found = 0
        for op in ended:
            found |= self._fillers.get(op, 0)
        return found

    def dead(self, nodes: tuple[int, ...], suspects: int, stands: tuple[int, ...]) -> int:
        """Those of these messages that change nothing."""
        found = 0
        while suspects:
            bit = suspects & -suspects
            suspects ^= bit
            letter = bit.bit_length() - 1
            place = self.letters.values[letter].dst
            turned = self.hear(nodes[place], letter, stands[place])
            if turned.state == nodes[place] and not turned.mask and not turned.told:
                found |= bit
        return found

    def _turned(self, place: int, reaction: Reaction) -> Turned:
        sends: list[int] = []
        mask = 0
        for to, body in reaction.sends:
            letter = Letter(place, self.place[to], body, sends_alike(self, sends, place, to, body))
            number = self._letter(letter)
            sends.append(number)
            mask |= 1 << number
        told = tuple(reply._replace(why=None) for reply in reaction.replies), reaction.learned
        return Turned(self.states.of(reaction.state), tuple(sends), mask, self.told.of(told))

    def _letter(self, letter: Letter) -> int:
        number = self.letters.of(letter)
        if type(letter.body) in self._counted and hasattr(letter.body, "op"):
            op = letter.body.op
            self._fillers[op] = self._fillers.get(op, 0) | 1 << number
        return number


def sends_alike(crew: Crew, sends: Iterable[int], place: int, to: str, body: Any) -> int:
    """How many letters of one turn are like this one."""
    dst = crew.place[to]
    alike = [crew.letters.values[one] for one in sends]
    return sum(one.src == place and one.dst == dst and one.body == body for one in alike)
