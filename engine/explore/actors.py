"""Nodes and messages of a scene, interned: each transition of a node is worked out once.

Rules of this file
* Handlers are pure, so (node, state, input, environment) always gives the same transition.
* A message is a bit: its link, its body, and which copy it is where two alike are under way.
* A body that only fills a quorum (`counted`) is dead when its operation has ended and it would change nothing: the
  round that it belongs to never comes back. It may where nodes are forgetful: then no body is dead.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

from engine.availability.endpoints import endpoints
from engine.explore.interning import Interner
from engine.explore.reaction import Reaction, asked, begun, heard
from engine.model import Environment, Reply, Scenario
from engine.trace.network import Network


class Envelope(NamedTuple):
    """A message. src, dst: places of nodes; copy: tells apart two alike that are under way at once."""

    src: int
    dst: int
    body: Any
    copy: int


class Transition(NamedTuple):
    """What a node does about one input, in numbers.

    state: the one afterwards. sends: envelopes, in order; mask: the same with a bit for each. told: what clients were
    told (0: nothing).
    """

    state: int
    sends: tuple[int, ...]
    mask: int
    told: int


CORE_BITS = 32
"""The number of the first envelope: below it a state has room for the number of its core (cores.py)."""

NOTHING: tuple[tuple[Reply, ...], tuple[tuple[str, Any], ...]] = ((), ())
"""Replies, and versions of writes: what clients are told."""


class Interned:
    """Nodes by place; states, envelopes, environments and what clients are told by number."""

    def __init__(self, scenario: Scenario, config: object, forgetful: bool = False) -> None:
        self.nodes = scenario.names
        self.init = scenario.init
        ends = endpoints(scenario, config)
        self.ends = [ends[node] for node in self.nodes]
        self.place = {node: place for place, node in enumerate(self.nodes)}
        self.reaching = [endpoint.actor.reach(endpoint.config) for endpoint in self.ends]
        self.seed = scenario.seed
        self.states, self.envelopes, self.envs = Interner(), Interner(CORE_BITS), Interner()
        self.told = Interner()
        self.told.of(NOTHING)
        self.received: dict[tuple[int, int, int], Transition] = {}
        self._transitions: dict[tuple[Any, ...], Transition] = {}
        counted = {kind for endpoint in self.ends for kind in endpoint.actor.counted}
        self._counted = set() if forgetful else counted
        self._fillers: dict[str, int] = {}

    def env(self, place: int, tick: int, network: Network) -> int:
        """The environment of a node: its clock, and what it can reach if it is told."""
        node, config = self.nodes[place], self.ends[place].config
        reach = network.reach(node) if self.reaching[place] else None
        clock = tick + network.skew.get(node, 0)
        return self.envs.of(Environment(node, clock, config, reach, self.seed), (place, clock, reach))

    def hear(self, state: int, envelope: int, env: int) -> Transition:
        """The transition of a node that gets a message."""
        transition = self.received.get((state, envelope, env))
        if transition is None:
            message: Envelope = self.envelopes.values[envelope]
            actor, environment = self.ends[message.dst].actor, self.envs.values[env]
            sender = self.nodes[message.src]
            reaction = heard(actor, environment, self.states.values[state], sender, message.body)
            transition = self.received[state, envelope, env] = self._transition(message.dst, reaction)
        return transition

    def ask(self, place: int, state: int, request: object, env: int, number: tuple[str, int]) -> Transition:
        """The transition of a node that gets a request or a command; number: which one this is."""
        transition = self._transitions.get((place, state, number, env))
        if transition is None:
            reaction = asked(self.ends[place].actor, self.envs.values[env], self.states.values[state], request)
            transition = self._transitions[place, state, number, env] = self._transition(place, reaction)
        return transition

    def begin(self, place: int, disk: int | None, env: int) -> Transition:
        """The transition of a node that starts, new or from its disk."""
        transition = self._transitions.get((place, disk, "begin", env))
        if transition is None:
            old, init = (None, self.init) if disk is None else (self.states.values[disk], ())
            reaction = begun(self.ends[place].actor, self.envs.values[env], old, init)
            transition = self._transitions[place, disk, "begin", env] = self._transition(place, reaction)
        return transition

    def copied(self, under_way: int, sends: Iterable[int], blocked: int) -> int:
        """The messages under way with these put to them; one that is under way already comes as another copy."""
        for send in sends:
            number = send
            while under_way >> number & 1:
                envelope = self.envelopes.values[number]
                number = self._envelope(envelope._replace(copy=envelope.copy + 1))
            if not blocked >> send & 1:
                under_way |= 1 << number
        return under_way

    def fillers(self, ended: Iterable[str]) -> int:
        """All messages known so far that only fill quorums of these operations, a bit for each."""
        mask = 0
        for op in ended:
            mask |= self._fillers.get(op, 0)
        return mask

    def _transition(self, place: int, reaction: Reaction) -> Transition:
        sends: list[int] = []
        mask = 0
        for to, body in reaction.sends:
            envelope = Envelope(place, self.place[to], body, sends_alike(self, sends, place, to, body))
            number = self._envelope(envelope)
            sends.append(number)
            mask |= 1 << number
        told = tuple(reply._replace(why=None) for reply in reaction.replies), reaction.learned
        return Transition(self.states.of(reaction.state), tuple(sends), mask, self.told.of(told))

    def _envelope(self, envelope: Envelope) -> int:
        number = self.envelopes.of(envelope)
        if type(envelope.body) in self._counted and hasattr(envelope.body, "op"):
            op = envelope.body.op
            self._fillers[op] = self._fillers.get(op, 0) | 1 << number
        return number


def sends_alike(interned: Interned, sends: Iterable[int], place: int, to: str, body: object) -> int:
    """How many envelopes of one transition are like this one."""
    dst = interned.place[to]
    sent = [interned.envelopes.values[number] for number in sends]
    return sum(envelope.src == place and envelope.dst == dst and envelope.body == body for envelope in sent)
