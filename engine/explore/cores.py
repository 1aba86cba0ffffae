"""Cores of states: all but the messages under way. Many states have one in common, and with it what may come next.

Rules of this file
* A core is (the nodes' states, the client history, the fault state).
* A state is one number: the number of its core in the lowest CORE_BITS bits, then a bit for each message under way.
  It is found faster than a tuple of the two, and takes less room. Envelopes are numbered from CORE_BITS on, so a set of
  messages is a number too, and stands where it does in a state.
* New envelopes are met while states are explored: what a core says of messages is brought up to date when it is asked.
* A message that only fills a quorum (`counted`) of an operation that has ended is dead where it would change nothing:
  the round that it belongs to never comes back.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

from engine.checks.partial_order import bits
from engine.explore.actors import CORE_BITS, Interned
from engine.explore.client_history import ClientHistories, ClientHistory
from engine.explore.fault_states import FaultState, FaultStates

PACE = 20
"""Ticks that a clock moves on with each command: the usual latency there and back, so that clocks tell operations apart
that follow one another, as they do in a run."""

CORE = (1 << CORE_BITS) - 1
"""The bits of a state that are its core."""

State = int
Action = tuple[str, int]
"""('ask', operation), ('deliver' | 'duplicate', message), ('operate', command), ('cut', groups), ('crash' |
'unflushed' | 'recover', node)."""


class Step(NamedTuple):
    """What an action does to any state with a core.

    takes: the message that is delivered. sends: the messages that a node sends (-1: several nodes act, one after the
    other): if one of them is under way already, `after` does not hold. after: the state afterwards, if nothing else is
    under way. told: were clients told something?
    """

    action: Action
    takes: int
    sends: int
    after: State
    told: bool


@dataclass(slots=True, eq=False)
class Core:
    """A core, and what is known of it so far.

    envs: each node's environment. deliveries: by message. always: what may come next whatever is under way, before and
    after deliveries (None: not worked out yet).

    envelopes: how many are known to the sets that follow. blocked: messages that cannot come now. over: those that only
    fill quorums of operations that have ended; of these, unchecked: those that may be dead; dead: those that are.
    """

    number: int
    nodes: tuple[int, ...]
    history: int
    fault_state: int
    envs: tuple[int, ...]
    always: tuple[list[Step], list[Step]] | None = None
    deliveries: dict[int, Step] = field(default_factory=dict)
    envelopes: int = -1
    blocked: int = 0
    over: int = 0
    unchecked: int = 0
    dead: int = 0


class Cores:
    """All cores met so far, by number. histories: by number of a core its client history."""

    def __init__(self, interned: Interned, histories: ClientHistories, faults: FaultStates) -> None:
        self._interned, self._histories, self._faults = interned, histories, faults
        self._numbers: dict[tuple[tuple[int, ...], int, int], int] = {}
        self._values: list[Core] = []
        self.histories: list[int] = []
        self._envs: dict[tuple[int, int], tuple[int, ...]] = {}

    def of(self, nodes: tuple[int, ...], history: int, fault_state: int) -> Core:
        """The core with these parts, up to date."""
        number = self._numbers.get((nodes, history, fault_state))
        if number is None:
            number = self._numbers[nodes, history, fault_state] = len(self._values)
            self._values.append(Core(number, nodes, history, fault_state, self.envs(history, fault_state)))
            self.histories.append(history)
        return self.get(number)

    def get(self, number: int) -> Core:
        """A core by its number, up to date."""
        core, envelopes = self._values[number], len(self._interned.envelopes.values)
        if core.envelopes != envelopes:
            history: ClientHistory = self._histories.known.values[core.history]
            over = self._interned.fillers(history.ended)
            core.unchecked |= over & ~core.over
            core.envelopes, core.over = envelopes, over
            core.blocked = self._faults.blocked(core.fault_state, self._interned)
        return core

    def envs(self, history: int, fault_state: int) -> tuple[int, ...]:
        """Each node's environment."""
        known = self._envs.get((history, fault_state))
        if known is None:
            now: FaultState = self._faults.known.values[fault_state]
            before: ClientHistory = self._histories.known.values[history]
            tick, places = PACE * (before.begun + now.operated), range(len(self._interned.nodes))
            known = tuple(self._interned.env(place, tick, now.network) for place in places)
            self._envs[history, fault_state] = known
        return known

    def prune(self, core: Core, messages: int) -> int:
        """These messages without those that are dead."""
        suspects = messages & core.unchecked
        if suspects:
            core.unchecked ^= suspects
            for envelope in bits(suspects):
                place = self._interned.envelopes.values[envelope].dst
                transition = self._interned.hear(core.nodes[place], envelope, core.envs[place])
                if transition.state == core.nodes[place] and not transition.mask and not transition.told:
                    core.dead |= 1 << envelope
        return messages & ~core.dead
