"""Fault states: what the network is like, and which cuts, crashes, duplicates and operator commands may
still come.

Rules of this file
* One cut at a time, in two groups. Healing and recovering are free: a fault is paid for when it comes.
* A message on a cut link, or to or from a node that is down, waits.
* A duplicate is paid for when the first of the two arrives; the other is under way from then on.
"""

from __future__ import annotations

from itertools import combinations
from typing import NamedTuple

from engine.explore.actors import CORE_BITS, Interned
from engine.explore.interning import Interner
from engine.explore.values import Scope
from engine.model import Crash, Cut, Groups, Heal, Recover
from engine.trace import network as net
from engine.trace.network import Network


class FaultState(NamedTuple):
    """side: which cut is in force (None: none). cuts, crashes, duplicates, unflushed (crashes that lose what was not
    flushed): how many may still come. operated: how many operator commands were given."""

    network: Network
    side: int | None
    cuts: int
    crashes: int
    operated: int
    duplicates: int
    unflushed: int


class FaultStates:
    """All fault states met so far, by number. groups: the cuts that there can be."""

    def __init__(self, network: Network, scope: Scope, groups: tuple[Groups, ...]) -> None:
        self.known = Interner()
        self.groups = groups
        self._next: dict[int, tuple[tuple[tuple[str, int], int], ...]] = {}
        self._blocked: dict[int, tuple[int, int]] = {}
        self.calm = self._number(
            FaultState(network, None, scope.cuts, scope.crashes, 0, scope.duplicates, scope.unflushed)
        )

    def follow_ups(self, number: int) -> tuple[tuple[tuple[str, int], int], ...]:
        """Each fault that may come now, as an action, and the fault state after it."""
        known = self._next.get(number)
        if known is None:
            known = self._next[number] = tuple(self._faults(self.known.values[number]))
        return known

    def operated(self, number: int) -> int:
        """The fault state after one more operator command."""
        now: FaultState = self.known.values[number]
        return self._number(now._replace(operated=now.operated + 1))

    def duplicated(self, number: int) -> int:
        """The fault state after one more duplicate."""
        now: FaultState = self.known.values[number]
        return self._number(now._replace(duplicates=now.duplicates - 1))

    def blocked(self, number: int, interned: Interned) -> int:
        """The messages that cannot come now: a bit for each."""
        upto, mask = self._blocked.get(number, (CORE_BITS, 0))
        if upto < len(interned.envelopes.values):
            network = self.known.values[number].network
            if network.cut or network.down:
                for envelope, (src, dst, *_) in enumerate(interned.envelopes.values[upto:], upto):
                    mask |= bool(network.loss_reason((interned.nodes[src], interned.nodes[dst]))) << envelope
            self._blocked[number] = len(interned.envelopes.values), mask
        return mask

    def _faults(self, now: FaultState) -> list[tuple[tuple[str, int], int]]:
        network, faults = now.network, []
        if now.side is not None:
            faults.append((("heal", 0), now._replace(network=net.apply_fault(network, Heal(0)), side=None)))
        elif now.cuts:
            for side, groups in enumerate(self.groups):
                after = net.apply_fault(network, Cut(0, groups))
                faults.append((("cut", side), now._replace(network=after, side=side, cuts=now.cuts - 1)))
        for place, node in enumerate(network.nodes):
            if node in network.down:
                faults.append((("recover", place), now._replace(network=net.apply_fault(network, Recover(0, node)))))
                continue
            after = net.apply_fault(network, Crash(0, node))
            if now.crashes:
                faults.append((("crash", place), now._replace(network=after, crashes=now.crashes - 1)))
            if now.unflushed:
                faults.append((("unflushed", place), now._replace(network=after, unflushed=now.unflushed - 1)))
        return [(step, self._number(after)) for step, after in faults]

    def _number(self, fault_state: FaultState) -> int:
        down = tuple(sorted(fault_state.network.down))
        return self.known.of(fault_state, (fault_state.side, down, *fault_state[2:]))


def two_groups(nodes: tuple[str, ...]) -> tuple[Groups, ...]:
    """Every way to cut nodes into two groups, small groups first."""
    cuts = []
    for size in range(1, len(nodes) // 2 + 1):
        for group in combinations(nodes, size):
            rest = tuple(node for node in nodes if node not in group)
            if 2 * size < len(nodes) or nodes[0] in group:
                cuts.append(Groups((group, rest)))
    return tuple(cuts)
